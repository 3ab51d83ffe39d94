/** Work that follows a write a little later, as a controller's does; it ends with the server. */

/** Delays work; the same key waits only once. */
export interface Clock {
  soon(key: string, work: () => void, delay?: number): void
  close(): void
}

export function startClock(): Clock {
  const waiting = new Map<string, NodeJS.Timeout>()
  let closed = false
  return {
    soon: (key, work, delay = 5) => {
      if (closed || waiting.has(key)) return
      const timer = setTimeout(() => {
        waiting.delete(key)
        work()
      }, delay)
      timer.unref()
      waiting.set(key, timer)
    },
    close: () => {
      closed = true
      for (const timer of waiting.values()) clearTimeout(timer)
      waiting.clear()
    },
  }
}
