/** Faults that a route asks for. */
import type { ServerResponse } from 'node:http'
import { answer } from './answer.ts'
import type { Fault } from './route.ts'

/** Waits and breaks off as told. @returns whether the request has been answered */
export async function injectFault(response: ServerResponse, { abort, delay }: Fault): Promise<boolean> {
  const struck = (percent: number) => Math.random() * 100 < percent
  if (delay && struck(delay.percent)) await new Promise((done) => setTimeout(done, delay.milliseconds))
  if (!abort || !struck(abort.percent)) return false
  answer(response, abort.status, 'fault filter abort')
  return true
}
