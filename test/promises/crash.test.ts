/**
 * A crash at every boundary between two requests that write: the next run ends where an uninterrupted one does.
 *
 * `npm test` samples the boundaries, CRASHES=all tries each of them.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { withoutTeam } from '../conformance/removal.ts'
import { differences, dump, essence } from '../support/dump.ts'
import { isWrite } from '../support/faults.ts'
import { applyNow, lines, planNow } from '../support/run.ts'
import { noFaults, openStage, type Stage } from '../support/stage.ts'

const all = process.env['CRASHES'] === 'all'
/** How many boundaries are tried where not all are. */
const sample = 8

/** A platform and one team. */
const small = (stage: Stage) => withoutTeam(stage.tenancy, 'beta')

/** The write of this number is carried out, its answer is lost, and nothing is sent any more. */
async function crashAfter(write: number, stage: Stage): Promise<void> {
  const controller = new AbortController()
  let writes = 0
  let dead = false
  stage.faults.inject((asked) => {
    if (dead) return 'reset'
    if (!isWrite(asked) || writes++ !== write) return undefined
    dead = true
    controller.abort(new Error('crashed'))
    return 'lost'
  })
  await applyNow(stage, { tenancy: small(stage), signal: controller.signal }).catch(() => undefined)
  stage.faults.inject(() => undefined)
  expect(dead).toBe(true)
}

describe.skipIf(noFaults !== undefined)('a crash after a write', () => {
  let wanted: readonly string[]
  let boundaries: readonly number[]
  beforeAll(async () => {
    const stage = await openStage()
    await applyNow(stage, { tenancy: small(stage) })
    const count = stage.faults.asked.filter(isWrite).length
    wanted = essence(await dump(stage))
    await stage.close()
    const each = Array.from({ length: count }, (_, at) => at)
    const offset = Math.floor(Math.random() * Math.ceil(count / sample))
    boundaries = all ? each : each.filter((at) => at % Math.ceil(count / sample) === offset)
    console.log(`${boundaries.length} of ${count} boundaries: ${all ? 'all' : boundaries.join(', ')}`)
  })

  test('is made good by the next run, wherever it was', { timeout: 600_000 }, async () => {
    const wrong: string[] = []
    for (const write of boundaries) {
      const stage = await openStage()
      try {
        await crashAfter(write, stage)
        await applyNow(stage, { tenancy: small(stage) })
        const { plan } = await planNow(stage, { tenancy: small(stage) })
        const problems = [
          ...lines(plan).map((line) => `still to do: ${line}`),
          ...differences(wanted, essence(await dump(stage))).map((line) => line.slice(0, 300)),
        ]
        wrong.push(...problems.map((line) => `after write ${write}: ${line}`))
      } finally {
        await stage.close()
      }
    }
    expect(wrong).toEqual([])
  })
})
