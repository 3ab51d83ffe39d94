/** What is noted in the cluster is about what is there: no note outlives its thing, and nobody else's object holds ours. */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyOf } from '../../src/core/key.ts'
import { isWrite } from '../support/faults.ts'
import { approval, troupe } from '../support/program.ts'
import { good, reach, type Servers } from '../support/servers.ts'
import { noFaults, openStage, type Stage } from '../support/stage.ts'
import { project, projectId } from './drift.ts'

const guests = keyOf('harbor.member', project, 'alpha-guests')

interface Noted {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> }
  readonly data?: Readonly<Record<string, string>>
}

describe.skipIf(noFaults !== undefined)('notes', () => {
  let stage: Stage
  let hands: Servers
  let file: string
  beforeAll(async () => {
    stage = await openStage()
    hands = await reach(stage)
    file = join(stage.folder, 'tenancy', 'teams', 'alpha.yaml')
  })
  afterAll(async () => {
    await hands?.close()
    await stage?.close()
  })

  const records = () => `/api/v1/namespaces/${stage.tenancy.platform.namespace}/configmaps`
  const read = async (path: string) => (await good(hands.kubernetes('GET', path))) as Noted
  const noted = async () => {
    const { metadata } = await read('/api/v1/namespaces/alpha-apps')
    return Object.values(metadata.annotations ?? {}).filter((text) => text.includes('alpha-guests'))
  }
  const apply = async (...words: readonly string[]) => {
    const { code, stderr } = await troupe(stage, 'apply', ...words, ...approval).ended
    return { code, stderr }
  }

  test('the intent to make something that nobody wants any more is forgotten, and a stranger’s is not ours', async () => {
    const text = readFileSync(file, 'utf8')
    stage.faults.inject((asked) =>
      isWrite(asked) && /\/projects\/\d+\/members$/.test(asked.url)
        ? { what: 'error', status: 400 }
        : undefined,
    )
    expect((await apply()).code).toBe(5)
    stage.faults.inject(() => undefined)
    expect(await noted()).toHaveLength(1)

    writeFileSync(file, text.replace(/^ +- \{group: alpha-guests.*\n/m, ''))
    const { code, stderr } = await apply()
    expect(code, stderr).toBe(0)
    expect(await noted()).toEqual([])

    const members = `/projects/${await projectId(hands)}/members`
    const body = { role_id: 3, member_group: { group_name: 'alpha-guests', group_type: 3 } }
    await good(hands.harbor('POST', members, body))
    const { stdout } = await troupe(stage, 'plan', '--prune', '-o', 'json').ended
    const { changes, notes } = JSON.parse(stdout) as Record<'changes' | 'notes', readonly { key: string }[]>
    expect(changes.filter(({ key }) => key === guests)).toEqual([])
    expect(notes.map(({ key }) => key)).toContain(guests)
    writeFileSync(file, text)
  })

  test('a note is forgotten also where nothing else is to be done', async () => {
    expect(await apply()).toMatchObject({ code: 0 })
    const { platform } = stage.tenancy
    const key = keyOf('harbor.member', project, 'nobody')
    const digest = createHash('sha256').update(`${platform.name} ${key}`).digest('hex').slice(0, 40)
    const annotations = { [`ledger.troupe.dev/${digest}`]: `${platform.name} ${key} ` }
    const path = '/api/v1/namespaces/alpha-apps'
    await good(hands.kubernetes('PATCH', path, { metadata: { annotations } }, 'application/merge-patch+json'))
    await apply()
    expect(Object.values((await read(path)).metadata.annotations ?? {}).join()).not.toContain('nobody')
  })

  test('somebody else’s ConfigMap is not written to, whatever its name', async () => {
    await good(hands.kubernetes('DELETE', `${records()}/applied-beta`))
    const theirs = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'applied-beta' },
      data: { a: 'b' },
    }
    await good(hands.kubernetes('POST', records(), theirs))
    expect([0, 5]).toContain((await apply()).code)
    expect((await read(`${records()}/applied-beta`)).data).toEqual({ a: 'b' })
    await good(hands.kubernetes('DELETE', `${records()}/applied-beta`))
  })

  test('what was noted of a team goes with the team', async () => {
    await apply()
    expect(Object.keys((await read(`${records()}/applied-beta`)).data ?? {}).length).toBeGreaterThan(5)
    writeFileSync(join(stage.folder, 'tenancy', 'teams', 'beta.yaml'), '')
    const platform = join(stage.folder, 'tenancy', 'platform.yaml')
    writeFileSync(platform, readFileSync(platform, 'utf8').replaceAll(/, team-beta|team-beta, /g, ''))
    const { code, stderr } = await apply('--prune', '--team', 'beta')
    expect(code, stderr).toBe(0)
    const { status } = await hands.kubernetes('GET', `${records()}/applied-beta`)
    expect(status).toBe(404)
  })
})
