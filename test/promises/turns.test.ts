/** An apply that comes again: quiet turns read little and write nothing, and no drift goes unseen for longer than was said. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type ApplyOptions, applyOnce, type Turns } from '../../src/cli/apply-once.ts'
import type { Risk } from '../../src/core/kind.ts'
import { Sweep } from '../../src/engine/sweep.ts'
import { catalogue } from '../../src/kinds/catalogue.ts'
import { type Asked, isWrite } from '../support/faults.ts'
import { approval, troupe } from '../support/program.ts'
import { good, reach, type Servers } from '../support/servers.ts'
import { capturedShell } from '../support/shell.ts'
import { noFaults, openStage, type Stage } from '../support/stage.ts'
import { harborDeeds, projectId } from './drift.ts'

const approve: readonly Risk[] = ['destroys-data', 'cuts-access', 'rotates-credential', 'exposes']
const options: ApplyOptions = { output: 'json', approve }
/** Within so many turns each project is read whole. */
const bound = 4

interface Told {
  readonly code: number
  readonly outcomes: readonly { readonly key: string; readonly status: string }[]
  readonly asked: readonly Asked[]
}

let stage: Stage
let hands: Servers
let turns: Turns
let time = 0
beforeAll(async () => {
  stage = await openStage()
  hands = await reach(stage)
  turns = { sweep: new Sweep({ every: 1, within: bound, clock: () => time }) }
  await turn()
})
afterEach(() => {
  stage.faults.inject(() => undefined)
})
afterAll(async () => {
  await hands?.close()
  await stage?.close()
})

async function once(carried?: Turns): Promise<Told> {
  const shell = capturedShell(stage.env, stage.folder)
  stage.faults.forget()
  const code = await applyOnce(['tenancy'], options, shell, carried && { turns: carried })
  const data = JSON.parse(shell.written.find((text) => text.startsWith('{')) ?? '{}') as Told
  return { code, outcomes: data.outcomes, asked: stage.faults.asked }
}

async function turn(): Promise<Told> {
  time += 1
  turns.sweep.turn()
  return await once(turns)
}

describe.skipIf(noFaults !== undefined)('in turns', () => {
  test('a quiet turn only reads, and each project is read whole once in a while', async () => {
    const projects = stage.tenancy.teams.length
    const inside = /\/projects\/(\d+)\/(summary|members|immutabletagrules)|ProjectID(?:=|%3D)(\d+)/
    const read = new Map<string, number>()
    for (let at = 0; at < bound; at++) {
      const { code, outcomes, asked } = await turn()
      expect({ code, outcomes }).toEqual({ code: 0, outcomes: [] })
      expect(asked.filter(isWrite)).toEqual([])
      const about = asked.filter(({ url }) => inside.test(url)).map(({ url }) => url)
      for (const url of about) read.set(url, (read.get(url) ?? 0) + 1)
      expect(turns.sweep.progress.read).toBeLessThan(projects)
    }
    // A summary, the members, the robots and the rules of each project.
    expect(read.size).toBe(4 * projects)
    expect(Math.max(...read.values())).toBeLessThanOrEqual(bound / projects)
  })

  test.each(harborDeeds.map((deed) => [deed.deed, deed] as const))(
    `somebody %s: seen and mended within ${bound} turns`,
    async (_, { key, by }) => {
      await by(hands, stage)
      const mended: string[] = []
      for (let at = 0; at < bound && !mended.includes(key); at++) {
        const { outcomes } = await turn()
        mended.push(...outcomes.map((one) => one.key))
      }
      expect(mended).toContain(key)
      expect((await once()).outcomes).toEqual([])
    },
  )

  test('what somebody else applied is not taken for what was there', async () => {
    await turn()
    const path = `/projects/${await projectId(hands)}`
    await good(hands.harbor('PUT', path, { metadata: { auto_scan: 'false' } }))
    expect((await once()).outcomes.length).toBeGreaterThan(0)
    await turn()
    expect(turns.sweep.progress).toEqual({ read: stage.tenancy.teams.length, of: stage.tenancy.teams.length })
  })

  test('a kind that is read by parent says whose it is in its keys', () => {
    const wrong = catalogue.filter(({ byParent, parent }) => byParent && parent === undefined)
    expect(wrong.map(({ name }) => `${name} is read by parent and has none`)).toEqual([])
  })
})

describe.skipIf(noFaults !== undefined)('troupe apply --every', () => {
  test('mends, outlives what fails, follows the files, and ends when told', { timeout: 60_000 }, async () => {
    const program = troupe(stage, 'apply', 'tenancy', '--every', '1s', '--sweep', '2s', ...approval)
    await vi.waitFor(() => expect(program.said()).toMatch(/Z {2}Read 2 teams/), 20_000)
    const path = `/projects/${await projectId(hands)}`
    await good(hands.harbor('PUT', path, { metadata: { auto_scan: 'false' } }))
    await vi.waitFor(() => expect(program.said()).toMatch(/nothing left to do/), 20_000)

    const stray = join(stage.folder, 'tenancy', 'stray.yaml')
    writeFileSync(stray, 'kind: Nothing\n')
    await vi.waitFor(
      () =>
        expect(program.said()).toMatch(/^\d{4}-\S+Z {2}✗ .*stray\.yaml:1[\s\S]*The next turn tries again/m),
      20_000,
    )
    writeFileSync(stray, '')

    stage.faults.inject(({ system }) => (system === 'harbor' ? { what: 'error', status: 403 } : undefined))
    const failures = () => program.said().split('The next turn tries again').length
    const before = failures()
    await vi.waitFor(() => expect(failures()).toBeGreaterThan(before), 30_000)
    stage.faults.inject(() => undefined)
    const turnsSoFar = () => program.said().split('Read 2 teams').length
    const after = turnsSoFar()
    await vi.waitFor(() => expect(turnsSoFar()).toBeGreaterThan(after + 1), 20_000)

    const began = performance.now()
    program.kill('SIGINT')
    const { code, at, stderr } = await program.ended
    expect(code, stderr).toBe(0)
    const sweeps = [...stderr.matchAll(/(\d+) of (\d+) projects? read whole/g)]
    expect(sweeps.filter(([, whole, all]) => Number(whole) > Number(all))).toEqual([])
    expect(at - began).toBeLessThan(1000)
    expect(stderr).toMatch(/Ended\.\n$/)
  })
})
