/** Recorded conversations with the real Harbor and the real Keycloak behind the gateway: ours behind ours. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { harborSandbox } from '../harbor/server.ts'
import { listen } from '../http/listen.ts'
import { network } from '../http/network.ts'
import { keycloakSandbox } from '../keycloak/server.ts'
import { openStore } from '../store/store.ts'
import { contracts, play, startEcho } from './contract-support.ts'

const closers: (() => unknown)[] = []
const peers: string[] = []
let echo: Awaited<ReturnType<typeof startEcho>>

beforeAll(async () => {
  echo = await startEcho()
  const blobs = mkdtempSync(join(tmpdir(), 'mesh-'))
  const between = network({}, () => 'http://127.0.0.1:1')
  const realm: unknown = JSON.parse(readFileSync(`${contracts}mesh/resources/keycloak-realm.json`, 'utf8'))
  const keycloak = await keycloakSandbox({
    store: openStore(),
    network: between,
    admin: { username: 'admin', password: 'admin' },
    imports: [realm],
  })
  const harbor = await harborSandbox({
    store: openStore(),
    blobs,
    network: between,
    adminPassword: 'Harbor12345',
  })
  const keycloakServer = await listen(keycloak.handler)
  const harborServer = await listen(harbor.core)
  // Where the recordings had them.
  echo.ports.set('18180', keycloakServer.port)
  echo.ports.set('18380', harborServer.port)
  peers.push(`keycloak=${keycloakServer.url}`)
  closers.push(keycloakServer.close, harborServer.close, keycloak.close, harbor.close, echo.stop, () => {
    rmSync(blobs, { recursive: true, force: true })
  })
})
afterAll(async () => {
  for (const close of closers) await close()
})

describe('recorded conversations through the gateway', { timeout: 60_000 }, () => {
  it.each(['35-harbor.json', '36-harbor-naive.json', '37-keycloak.json', '38-keycloak-naive.json'])(
    '%s',
    async (file) => {
      expect(await play(file, echo.ports, peers)).toBe('')
    },
  )
})
