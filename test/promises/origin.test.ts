/** Whether the server moved or the description: told for each difference, and asked for with --only. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { approval, troupe } from '../support/program.ts'
import { good, reach, type Servers } from '../support/servers.ts'
import { openStage, type Stage } from '../support/stage.ts'

interface Told {
  readonly changes: readonly {
    readonly key: string
    readonly origin: string
    readonly blocked?: { readonly reason: string }
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
})
