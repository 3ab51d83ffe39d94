/**
 * Every recorded conversation with a real Istio ingress gateway: the scenario's resources in force, echo.mjs behind it.
 * Left out: what needs a sidecar (42), Harbor and Keycloak (35-38: contracts-servers.test.ts), and what is said on the
 * Kubernetes API (40, 41: admission.test.ts).
 */
import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contracts, play, startEcho } from './contract-support.ts'

const ELSEWHERE = /^(?:3[5-8]|4[012])-/
let echo: Awaited<ReturnType<typeof startEcho>>

beforeAll(async () => {
  echo = await startEcho()
})
afterAll(() => {
  echo.stop()
})

describe('recorded conversations with the ingress gateway', { timeout: 60_000 }, () => {
  const scenarios = readdirSync(`${contracts}mesh`).filter(
    (name) => /^\d\d-.*\.json$/.test(name) && !ELSEWHERE.test(name),
  )
  it.concurrent.each(scenarios)('%s', async (file) => {
    expect(await play(file, echo.ports)).toBe('')
  })
})
