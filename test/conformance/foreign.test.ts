/** Nothing that is not ours is touched: it is told, with the reason, and stands afterwards as it stood before. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kindOf } from '../../src/core/key.ts'
import { catalogue } from '../../src/kinds/catalogue.ts'
import { bytes, differences, dump, type Entry } from '../support/dump.ts'
import { applyNow, lines, type Planned, planNow } from '../support/run.ts'
import { good, reach } from '../support/servers.ts'
import { noFaults, openStage, type Stage } from '../support/stage.ts'
import { letRivalApply, removeMarks } from './foreign.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

async function applyOver(): Promise<{ before: readonly Entry[]; after: readonly Entry[]; planned: Planned }> {
  const before = await dump(stage)
  const planned = await applyNow(stage)
  return { before, after: await dump(stage), planned }
}

describe.skipIf(noFaults !== undefined)('what another platform has made under our names', () => {
  let seen: Awaited<ReturnType<typeof applyOver>>
  beforeAll(async () => {
    expect(await letRivalApply(stage)).toEqual([])
    seen = await applyOver()
  })

  test('is not changed by a single byte, and nothing is put beside it', () => {
    expect(differences(bytes(seen.before), bytes(seen.after))).toEqual([])
  })

  test('is told with the owner’s name, or as nobody’s where a system has no room for a mark', () => {
    const reasons = new Set(seen.planned.plan.changes.map(({ blocked }) => blocked?.reason))
    expect([...reasons].sort()).toEqual(['depends', 'owned-by-another', 'unowned'])
    const owners = seen.planned.plan.changes.flatMap(({ blocked }) =>
      blocked?.reason === 'owned-by-another' ? [blocked.owner] : [],
    )
    expect(new Set(owners)).toEqual(new Set(['rival']))
  })

  test.each(catalogue.map(({ name }) => name))('%s: whatever differs is blocked', (name) => {
    const own = seen.planned.plan.changes.filter(({ key }) => kindOf(key) === name)
    expect(own.filter(({ blocked }) => blocked === undefined).map(({ key }) => key)).toEqual([])
  })

  test('most kinds differ, so that this says something', () => {
    const kinds = new Set(seen.planned.plan.changes.map(({ key }) => kindOf(key)))
    expect(kinds.size).toBeGreaterThan(catalogue.length * 0.6)
  })
})

describe.skipIf(noFaults !== undefined)('what carries no mark at all', () => {
  let seen: Awaited<ReturnType<typeof applyOver>>
  beforeAll(async () => {
    await removeMarks(stage)
    seen = await applyOver()
  })

  test('is not changed by a single byte, and nothing is put beside it', () => {
    expect(differences(bytes(seen.before), bytes(seen.after))).toEqual([])
  })

  test('is told as nobody’s', () => {
    const reasons = new Set(seen.planned.plan.changes.map(({ blocked }) => blocked?.reason))
    const owned = seen.planned.plan.changes.filter(({ blocked }) => blocked?.reason === 'owned-by-another')
    expect(owned.map(({ key }) => key)).toEqual([])
    expect([...reasons].sort()).toEqual(['depends', 'unowned'])
  })
})

test('a project that was deleted and made again behind our back is not ours', async () => {
  const own = await openStage()
  const servers = await reach(own)
  try {
    await applyNow(own)
    const [project] = own.tenancy.teams.map(({ registry }) => registry.project)
    const key = `harbor.project:${project}`
    for (const use of ['pull', 'push']) {
      const robots = (await good(
        servers.harbor('GET', `/robots?q=${encodeURIComponent(`Level=project,ProjectID=${await idOf()}`)}`),
      )) as readonly { id: number; name: string }[]
      const robot = robots.find(({ name }) => name.endsWith(`+${use}`))
      await good(servers.harbor('DELETE', `/robots/${robot?.id}`))
    }
    await good(servers.harbor('DELETE', `/projects/${await idOf()}`))
    await good(servers.harbor('POST', '/projects', { project_name: project, metadata: { public: 'true' } }))
    const before = await dump(own)
    const { plan } = await applyNow(own, { policy: { prune: true } })
    expect(lines(plan).filter((line) => line.includes(`${key} `))).toEqual([
      expect.stringMatching(/^update harbor\.project:.* blocked: unowned$/),
    ])
    expect(plan.notes).toContainEqual(
      expect.objectContaining({ key, text: expect.stringContaining('made again') }),
    )
    expect(differences(bytes(before), bytes(await dump(own)))).toEqual([])

    async function idOf(): Promise<number> {
      const found = (await good(servers.harbor('GET', `/projects/${project}`))) as { project_id: number }
      return found.project_id
    }
  } finally {
    await servers.close()
    await own.close()
  }
})

test('a plan writes nothing', async () => {
  const before = bytes(await dump(stage))
  stage.faults.forget()
  await planNow(stage, { policy: { prune: true, approve: new Set(['destroys-data']) } })
  expect(stage.faults.asked.filter(({ method }) => !['GET', 'HEAD', 'POST'].includes(method))).toEqual([])
  expect(bytes(await dump(stage))).toEqual(before)
})
