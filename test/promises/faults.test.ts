/** Servers that fail now and then, and one that fails for one team: what can be done is done. */
import { describe, expect, test } from 'vitest'
import { applyAndPlanAgain } from '../../src/cli/applying.ts'
import { exitCode } from '../../src/cli/exit-code.ts'
import { policy } from '../../src/cli/options.ts'
import { makePlan } from '../../src/cli/planning.ts'
import { messageOf, SystemError } from '../../src/core/error.ts'
import { truth } from '../conformance/ordeal.ts'
import { withoutTeam } from '../conformance/removal.ts'
import { dump, essence } from '../support/dump.ts'
import type { Fault } from '../support/faults.ts'
import { applyNow, lines, planNow, withPlayer } from '../support/run.ts'
import { noFaults, openStage } from '../support/stage.ts'

/** Numbers from 0 to 1 that a seed fixes (mulberry32). */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const misfortunes: readonly Fault[] = [
  { what: 'reset' },
  { what: 'drop' },
  { what: 'hang' },
  { what: 'error', status: 500 },
  { what: 'error', status: 502 },
  { what: 'error', status: 503 },
  { what: 'throttle', seconds: 0 },
  { what: 'latency', ms: 50 },
]

const repeats = 3
/** So that a silent server is given up soon. */
const patience = 1500
const seeds = [Date.now() % 100_000, 1]

describe.skipIf(noFaults !== undefined)('every fifth request fails', () => {
  test.each(seeds)('seed %i: all is done within three repeats', { timeout: 60_000 }, async (seed) => {
    const stage = await openStage()
    const next = chance(seed)
    try {
      const tenancy = withoutTeam(stage.tenancy, 'beta')
      let left: readonly string[] = ['everything']
      let runs = 0
      while (left.length > 0 && runs <= repeats) {
        runs++
        stage.faults.inject(() =>
          next() < 0.2 ? misfortunes[Math.floor(next() * misfortunes.length)] : undefined,
        )
        const applied = await applyNow(stage, { tenancy, patience }).catch((error: unknown) => {
          if (!(error instanceof SystemError)) throw error
          console.log(`seed ${seed}, run ${runs}: ${messageOf(error)}`)
        })
        stage.faults.inject(() => undefined)
        expect(applied ? await truth(stage, applied, { tenancy }) : []).toEqual([])
        left = lines((await planNow(stage, { tenancy })).plan)
      }
      console.log(`seed ${seed}: ${runs} runs, ${stage.faults.asked.length} requests`)
      expect(left).toEqual([])
      const paths = essence(await dump(stage)).map((line) => line.slice(0, line.indexOf(' {')))
      const twice = paths.filter((path, at) => paths.indexOf(path) !== at && !/immutable rule/.test(path))
      expect(twice).toEqual([])
    } finally {
      await stage.close()
    }
  })
})

describe.skipIf(noFaults !== undefined)('a fault that meets one team', () => {
  test('leaves the other one complete, and is said to be partial', async () => {
    const stage = await openStage()
    try {
      const { tenancy } = stage
      stage.faults.inject(({ url, method }) =>
        method === 'PATCH' && /\/namespaces\/beta\?/.test(url) ? { what: 'error', status: 422 } : undefined,
      )
      const choice = policy({ approve: ['destroys-data', 'exposes'] }, tenancy)
      const { code, text } = await withPlayer(stage, async (player) => {
        const { shell } = player
        const subject = { tenancy, connected: player, narrowing: {}, policy: choice, shell }
        const made = await makePlan(tenancy, player, subject)
        const applied = await applyAndPlanAgain(made, subject)
        return { code: applied.code, text: shell.written.join('\n') }
      })
      stage.faults.inject(() => undefined)
      expect(code).toBe(exitCode.partial)
      expect(text).toMatch(/\d+ done .* 1 failed · \d+ not tried/)
      const { plan } = await planNow(stage)
      expect(plan.changes.filter(({ team }) => team === 'alpha' || team === null)).toEqual([])
      expect(plan.changes.filter(({ team }) => team === 'beta').length).toBeGreaterThan(10)
      await applyNow(stage)
      expect(lines((await planNow(stage)).plan)).toEqual([])
    } finally {
      await stage.close()
    }
  })
})
