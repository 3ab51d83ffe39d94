/** Ended in the middle: by Ctrl-C, or by nobody's leave. The next run goes on from there. */
import { beforeAll, describe, expect, test } from 'vitest'
import { differences, dump, essence } from '../support/dump.ts'
import { type Asked, isWrite } from '../support/faults.ts'
import { approval, type Program, troupe } from '../support/program.ts'
import { planNow } from '../support/run.ts'
import { noFaults, openStage, type Stage } from '../support/stage.ts'

const apply = (stage: Stage, ...more: readonly string[]): Program =>
  troupe(stage, 'apply', 'tenancy', ...more, ...approval)

describe.skipIf(noFaults !== undefined)('Ctrl-C during an apply', () => {
  test('ends it within a second, with the truth about what was done; the next run finishes', {
    timeout: 60_000,
  }, async () => {
    const stage = await openStage()
    try {
      let interruptedAt = 0
      let writes = 0
      const program = apply(stage, '-o', 'json')
      stage.faults.inject((asked) => {
        if (!isWrite(asked)) return undefined
        if (++writes === 25) {
          interruptedAt = performance.now()
          program.kill('SIGINT')
        }
        return { what: 'latency', ms: 100 }
      })
      const { code, stdout, stderr, at } = await program.ended
      stage.faults.inject(() => undefined)
      expect(at - interruptedAt).toBeLessThan(1000)
      expect([5, 130]).toContain(code)
      expect(stderr).toMatch(/Interrupted: what is done stays/)

      const { outcomes } = JSON.parse(stdout) as { outcomes: readonly { key: string; status: string }[] }
      const isLeft = ({ status }: { status: string }) => status === 'skipped' || status === 'failed'
      const done = outcomes.filter((one) => !isLeft(one)).map(({ key }) => key)
      const left = outcomes.filter(isLeft)
      expect(stderr).toContain(`${done.length} done`)
      expect(done.length).toBeGreaterThan(0)
      expect(left.length).toBeGreaterThan(0)
      const { plan } = await planNow(stage)
      const open = new Set<string>(plan.changes.map(({ key }) => key))
      expect(done.filter((key) => open.has(key))).toEqual([])

      const next = await apply(stage).ended
      expect(next.stderr).toContain('nothing left to do')
      expect(next.code).toBe(0)
    } finally {
      await stage.close()
    }
  })
})

interface Place {
  readonly between: string
  /** The request that never comes to be. */
  readonly at: (asked: Asked, before: readonly Asked[]) => boolean
}

const made = (before: readonly Asked[], method: string, path: RegExp) =>
  before.some((one) => one.method === method && path.test(one.url))

const places: readonly Place[] = [
  {
    between: 'a robot’s creation and the setting of its secret',
    at: ({ method, url }, before) =>
      method === 'PATCH' && /\/robots\/\d+/.test(url) && made(before, 'POST', /\/api\/v2\.0\/projects$/),
  },
  {
    between: 'a Secret and the client that is to have its value',
    at: ({ method, url }, before) =>
      method === 'POST' && /\/stage\/clients$/.test(url) && made(before, 'POST', /\/secrets(\?|$)/),
  },
  {
    between: 'a project’s creation and the ledger’s note of its number',
    at: ({ method, url }, before) =>
      method === 'PATCH' && /troupe-ledger/.test(url) && made(before, 'POST', /\/api\/v2\.0\/projects$/),
  },
]

describe.skipIf(noFaults !== undefined)('killed between two requests', () => {
  let wanted: readonly string[]
  beforeAll(async () => {
    const stage = await openStage()
    expect((await apply(stage).ended).code).toBe(0)
    wanted = essence(await dump(stage))
    await stage.close()
  })

  test.each(places)(
    'between $between: the next run ends where an uninterrupted one does',
    { timeout: 60_000 },
    async ({ at }) => {
      const stage = await openStage()
      try {
        const program = apply(stage)
        let killed = false
        stage.faults.inject((asked) => {
          if (killed) return { what: 'hang' }
          if (!at(asked, stage.faults.asked)) return undefined
          killed = true
          program.kill('SIGKILL')
          return { what: 'hang' }
        })
        expect((await program.ended).signal).toBe('SIGKILL')
        stage.faults.inject(() => undefined)
        const next = await apply(stage).ended
        expect(next.stderr).toContain('nothing left to do')
        expect(next.code).toBe(0)
        expect(differences(wanted, essence(await dump(stage))).map((line) => line.slice(0, 400))).toEqual([])
      } finally {
        await stage.close()
      }
    },
  )
})
