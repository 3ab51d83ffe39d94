import { expect, test } from 'vitest'
import { pause } from './abort.ts'
import { Limiter } from './limiter.ts'

const never = new AbortController().signal
const well = { lane: 'GET', ms: 5, refused: false }

test('first come, first served, and no more than the limit at once', async () => {
  const limiter = new Limiter(2, 2)
  const order: number[] = []
  let running = 0
  let peak = 0
  const calls = Array.from({ length: 50 }, async (_, index) => {
    await limiter.enter(never)
    order.push(index)
    peak = Math.max(peak, ++running)
    await pause(1, never)
    running--
    limiter.leave(well)
  })
  await Promise.all(calls)
  expect(order).toEqual(Array.from({ length: 50 }, (_, index) => index))
  expect(peak).toBe(2)
})

test('who is aborted leaves the queue at once, and takes no place', async () => {
  const limiter = new Limiter(1, 1)
  await limiter.enter(never)
  const controller = new AbortController()
  const gone = limiter.enter(controller.signal)
  const next = limiter.enter(never)
  const reason = new Error('enough')
  controller.abort(reason)
  await expect(gone).rejects.toBe(reason)
  limiter.leave(well)
  await next
  limiter.leave(well)
  await limiter.enter(never)
})

test('the limit grows to the most while answers come quickly, halves on a refusal, and is never less than one', async () => {
  const limiter = new Limiter(1, 8)
  const round = async (sample: typeof well) => {
    await limiter.enter(never)
    limiter.leave(sample)
  }
  for (let turn = 0; turn < 100; turn++) await round(well)
  expect(limiter.limit).toBe(8)
  await round({ ...well, refused: true })
  expect(limiter.limit).toBe(4)
  await round({ ...well, ms: 20, refused: true })
  expect(limiter.limit, 'one burst counts once').toBe(4)
  for (let turn = 0; turn < 4; turn++) {
    await pause(10, never)
    await round({ ...well, refused: true })
  }
  expect(limiter.limit).toBe(1)
})

test('slowness counts against requests of the same lane only', async () => {
  const limiter = new Limiter(4, 4)
  const round = async (lane: string, ms: number) => {
    await limiter.enter(never)
    limiter.leave({ lane, ms, refused: false })
  }
  await round('object', 5)
  await round('list', 2_000)
  expect(limiter.limit).toBe(4)
  await round('object', 500)
  expect(limiter.limit).toBe(3)
})

test('against a server that slows down and refuses, many get through with few refusals', async () => {
  const limiter = new Limiter(2, 64)
  let busy = 0
  let refusals = 0
  const server = async () => {
    busy++
    try {
      if (busy > 24) return false
      await pause(4 * Math.max(1, busy / 12), never)
      return true
    } finally {
      busy--
    }
  }
  const call = async () => {
    for (;;) {
      await limiter.enter(never)
      const started = performance.now()
      const refused = !(await server())
      limiter.leave({ lane: 'GET', ms: performance.now() - started, refused })
      if (!refused) return
      refusals++
      await pause(10, never)
    }
  }
  await Promise.all(Array.from({ length: 1000 }, call))
  expect(refusals).toBeLessThan(100)
})
