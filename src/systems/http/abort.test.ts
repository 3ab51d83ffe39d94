import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { onAbort, pause, withSignal } from './abort.ts'

test('a pause ends with its signal, with the signal’s reason', async () => {
  const controller = new AbortController()
  const reason = new Error('enough')
  const paused = pause(60_000, controller.signal)
  controller.abort(reason)
  await expect(paused).rejects.toBe(reason)
  await expect(pause(1, controller.signal)).rejects.toBe(reason)
})

test('who waits together with others leaves alone', async () => {
  const controller = new AbortController()
  let finish: (word: string) => void = () => undefined
  const shared = new Promise<string>((done) => {
    finish = done
  })
  const leaves = withSignal(shared, controller.signal)
  const stays = withSignal(shared, new AbortController().signal)
  const reason = new Error('enough')
  controller.abort(reason)
  await expect(leaves).rejects.toBe(reason)
  finish('done')
  await expect(stays).resolves.toBe('done')
})

test('a thousand waiters are one listener, and those that are done are not called', () => {
  const controller = new AbortController()
  const called: number[] = []
  const ends = Array.from({ length: 1000 }, (_, index) =>
    onAbort(controller.signal, () => called.push(index)),
  )
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1)
  for (const end of ends.slice(2)) end()
  controller.abort()
  expect(called).toEqual([0, 1])
})
