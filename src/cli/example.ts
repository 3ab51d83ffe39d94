/**
 * The example on a sandbox of any ports: its documents name the default ones, so for others a copy is made.
 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { defaultPorts, type SandboxSystem, sandboxSystems } from '../sandbox/sandbox.ts'

export type Ports = Readonly<Record<SandboxSystem, number>>

/** What the example's documents refer to by `env`: well-known values of the sandbox, secrets nowhere else. */
export const exampleEnvironment = {
  KEYCLOAK_PASSWORD: 'admin',
  HARBOR_PASSWORD: 'Harbor12345',
  CONTOSO_SECRET: 'contoso-sandbox-secret',
  EVE_PASSWORD: 'eve-sandbox-password',
} as const

/** Ports that nobody listens on just now, where 0 is asked for. */
export async function settlePorts(wanted: Ports): Promise<Ports> {
  const settled = await Promise.all(
    sandboxSystems.map(async (system) => [system, wanted[system] || (await freePort())] as const),
  )
  return Object.fromEntries(settled) as Record<SandboxSystem, number>
}

/** @returns the folder to read: the example itself, or a copy in `workspace` that names these ports */
export function placeExample(example: string, workspace: string, ports: Ports): string {
  if (sandboxSystems.every((system) => ports[system] === defaultPorts[system])) return example
  const copy = join(workspace, 'example')
  rmSync(copy, { recursive: true, force: true })
  cpSync(example, copy, { recursive: true })
  for (const path of filesIn(copy)) {
    const text = readFileSync(path, 'utf8')
    // One pass, so that a new port that equals another's old one is not replaced again.
    writeFileSync(
      path,
      text.replaceAll(/(?<=(?:127\.0\.0\.1|localhost):)(6443|8180|8080|8088)\b/g, (port) =>
        String(replacement(Number(port), ports)),
      ),
    )
  }
  return copy
}

/** Realms of outside identity providers that the example's sandbox imports. */
export function exampleRealms(folder: string): readonly unknown[] {
  const external = join(folder, 'external')
  if (!existsSync(external)) return []
  return readdirSync(external)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name): unknown => JSON.parse(readFileSync(join(external, name), 'utf8')))
}

function replacement(port: number, ports: Ports): number {
  const system = sandboxSystems.find((one) => defaultPorts[one] === port)
  return system ? ports[system] : port
}

function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesIn(path) : [path]
  })
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer()
    server.once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => found(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
