/** Whether the server moved or the description: told for each difference, and asked for with --only. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isWrite } from '../support/faults.ts'
import { approval, troupe } from '../support/program.ts'
import { good, reach, type Servers } from '../support/servers.ts'
import { noFaults, openStage, type Stage } from '../support/stage.ts'
import { robotOf } from './drift.ts'

interface Told {
  readonly changes: readonly {
    readonly key: string
    readonly origin: string
    readonly risks: readonly string[]
    readonly blocked?: { readonly reason: string; readonly risks?: readonly string[] }
  }[]
}

describe('drift and pending change', () => {
  let stage: Stage
  let hands: Servers
  let changed: string
  beforeAll(async () => {
    stage = await openStage()
    hands = await reach(stage)
    const { code, stderr } = await troupe(stage, 'apply', ...approval).ended
    expect(code, stderr).toBe(0)
    const [team] = stage.tenancy.teams
    changed = team?.registry.project ?? ''
    await good(hands.harbor('PUT', `/projects/${changed}`, { metadata: { auto_scan: 'false' } }))
  })
  afterAll(async () => {
    await hands.close()
    await stage.close()
  })

  /** Changes the team's document. */
  function edit(change: (text: string) => string): void {
    const path = join(stage.folder, 'tenancy/teams/alpha.yaml')
    writeFileSync(path, change(readFileSync(path, 'utf8')))
  }

  async function planned(...words: string[]): Promise<Told> {
    const { stdout } = await troupe(stage, 'plan', '-o', 'json', ...words).ended
    return JSON.parse(stdout) as Told
  }

  test('a server that moved is drift', async () => {
    const { changes } = await planned()
    expect(changes).toEqual([expect.objectContaining({ key: `harbor.project:${changed}`, origin: 'drift' })])
  })

  test('asked for pending change only, drift is left alone', async () => {
    const { changes } = await planned('--only', 'pending')
    expect(changes.filter(({ blocked }) => blocked === undefined)).toEqual([])
  })

  test('asked for drift only, it is mended', async () => {
    const { code, stderr } = await troupe(stage, 'apply', '--only', 'drift', ...approval).ended
    expect(code, stderr).toBe(0)
    expect((await planned()).changes).toEqual([])
  })

  describe.each([
    ['a plain apply', []],
    ['one of drift only', ['--only', 'drift']],
  ])('what somebody opened by hand, and %s', (_, words) => {
    const isPublic = async () => {
      const found = await good(hands.harbor('GET', `/projects/${changed}`))
      return (found as { metadata: { public: string } }).metadata.public
    }

    test('is shown as a risk, and closed without an approval', async () => {
      await good(hands.harbor('PUT', `/projects/${changed}`, { metadata: { public: 'true' } }))
      const { changes } = await planned(...words)
      expect(changes).toMatchObject([{ origin: 'drift', risks: ['cuts-access'] }])
      expect(changes[0]?.blocked).toBeUndefined()
      const { code, stderr } = await troupe(stage, 'apply', ...words).ended
      expect(code, stderr).toBe(0)
      expect(await isPublic()).toBe('false')
    })

    test('stays where the description has moved as well, until it is approved', async () => {
      await good(hands.harbor('PUT', `/projects/${changed}`, { metadata: { public: 'true' } }))
      edit((text) => text.replace('storage: 20Gi', 'storage: 21Gi'))
      const { changes } = await planned(...words)
      expect(changes).toMatchObject([{ origin: 'both', blocked: { reason: 'needs-approval' } }])
      expect((await troupe(stage, 'apply', ...words).ended).code).toBe(5)
      expect(await isPublic()).toBe('true')
      edit((text) => text.replace('storage: 21Gi', 'storage: 20Gi'))
      expect((await troupe(stage, 'apply').ended).code).toBe(0)
      expect(await isPublic()).toBe('false')
    })
  })

  test('what somebody closed by hand stays closed until it is approved', async () => {
    const robot = await robotOf(hands, 'pull')
    const path = `/robots/${robot['id']}`
    await good(hands.harbor('PUT', path, { ...robot, disable: true }))
    const { changes } = await planned('--only', 'drift')
    expect(changes).toMatchObject([
      { origin: 'drift', blocked: { reason: 'needs-approval', risks: ['exposes'] } },
    ])
    expect((await troupe(stage, 'apply', '--only', 'drift').ended).code).toBe(5)
    expect(await good(hands.harbor('GET', path))).toMatchObject({ disable: true })
    expect((await troupe(stage, 'apply', '--approve', 'exposes').ended).code).toBe(0)
    expect(await good(hands.harbor('GET', path))).toMatchObject({ disable: false })
  })
})

test.skipIf(noFaults !== undefined)(
  'what a run did not live to note is noted by the next one, although it has nothing to do',
  {
    timeout: 120_000,
  },
  async () => {
    const stage = await openStage()
    const hands = await reach(stage)
    try {
      const end = stage.faults.inject((asked) =>
        isWrite(asked) && asked.url.includes('/configmaps') ? { what: 'reset' } : undefined,
      )
      expect((await troupe(stage, 'apply', ...approval).ended).code).not.toBe(0)
      end()
      expect((await troupe(stage, 'apply').ended).stdout).toContain('Nothing to do')
      const project = stage.tenancy.teams[0]?.registry.project
      await good(hands.harbor('PUT', `/projects/${project}`, { metadata: { auto_scan: 'false' } }))
      const { stdout } = await troupe(stage, 'plan', '-o', 'json').ended
      expect((JSON.parse(stdout) as Told).changes).toEqual([expect.objectContaining({ origin: 'drift' })])
    } finally {
      await hands.close()
      await stage.close()
    }
  },
)
