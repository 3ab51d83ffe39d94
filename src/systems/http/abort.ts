/** Many who wait for one signal. */
import { setMaxListeners } from 'node:events'

type Callback = (reason: unknown) => void

/** A signal looks through all its listeners whenever one is added, so ten thousand waiting requests share one. */
const waiting = new WeakMap<AbortSignal, Set<Callback>>()

/** Calls back once when the signal is aborted from now on. @returns what ends that */
export function onAbort(signal: AbortSignal, callback: Callback): () => void {
  const callbacks = waiting.get(signal) ?? listen(signal)
  callbacks.add(callback)
  return () => {
    callbacks.delete(callback)
  }
}

function listen(signal: AbortSignal): Set<Callback> {
  const callbacks = new Set<Callback>()
  waiting.set(signal, callbacks)
  // Each request in flight adds a listener of its own: that is no leak to be warned of.
  setMaxListeners(0, signal)
  signal.addEventListener(
    'abort',
    () => {
      for (const callback of callbacks) callback(signal.reason)
      callbacks.clear()
    },
    { once: true },
  )
  return callbacks
}

/** Waits. @throws the signal's reason as soon as it is aborted */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  await new Promise<void>((done, failed) => {
    const timer = setTimeout(() => {
      stay()
      done()
    }, ms)
    const stay = onAbort(signal, (reason) => {
      clearTimeout(timer)
      failed(reason)
    })
  })
}

/** Waits for a promise that others wait for, too. @throws the signal's reason as soon as it is aborted */
export async function withSignal<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  // Its failure is told to whoever still waits; that nobody does is no crash.
  promise.catch(() => undefined)
  signal.throwIfAborted()
  return await new Promise<T>((done, failed) => {
    const stay = onAbort(signal, failed)
    promise.then(done, failed).finally(stay)
  })
}
