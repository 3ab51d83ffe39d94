/** A test for each recorded conversation of a system: what differs is the failure's message, step by step. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { conversations, exceptions, play, type RecordedSystem } from './conversations.ts'

export function recordedAs(system: RecordedSystem): void {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({ installed: false })
  })
  afterAll(() => sandbox.close())

  // A mesh conversation has a sandbox of its own; the others may change settings of a whole server.
  const suite = system === 'mesh' ? test.concurrent : test
  describe(`${system} answers as the real one did`, { timeout: 90_000 }, () => {
    suite.each(conversations(system))('%s', async (file) => {
      const { failed, text } = await play(file, sandbox)
      expect(failed, text).toBe(0)
    })
    for (const { file, reason } of exceptions.filter((one) => one.file.startsWith(`${system}/`))) {
      test.skip(`${file}: ${reason}`, () => undefined)
    }
  })
}
