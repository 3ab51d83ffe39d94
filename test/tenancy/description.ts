/** Descriptions for tests: texts become files in a folder of their own, and what loading says becomes lines. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Problem, TenancyError } from '../../src/tenancy/error.ts'
import type { Limits } from '../../src/tenancy/files.ts'
import { type Loaded, loadTenancy } from '../../src/tenancy/load.ts'

type Files = Readonly<Record<string, string | Uint8Array>>

/** Runs with a folder that holds these files, and takes it away afterwards. */
export async function withFolder<T>(files: Files, run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'troupe-tenancy-'))
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), content)
    }
    return await run(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Loads files; paths are relative to their folder. */
export function load(files: Files, limits: Partial<Limits> = {}): Promise<Loaded> {
  return withFolder(files, (folder) => loadTenancy(['.'], { cwd: folder, limits }))
}

/** Everything that is wrong with files, as one text; warnings where nothing is wrong. */
export async function told(files: Files, limits: Partial<Limits> = {}): Promise<string> {
  try {
    const { warnings } = await load(files, limits)
    return warnings.map((warning) => `warning ${line(warning)}`).join('\n')
  } catch (error) {
    if (error instanceof TenancyError) return error.problems.map(line).join('\n')
    throw error
  }
}

function line({ file, line, column, path, message }: Problem): string {
  return [line === 0 ? file : `${file}:${line}:${column}`, ...(path === '' ? [] : [path]), message].join(
    ' | ',
  )
}

/** A Platform; `spec` is a map in YAML's flow style that replaces parts of a sound one. */
export function platform(spec: Readonly<Record<string, string>> = {}): string {
  const sound = {
    domain: 'otomi.io',
    keycloak:
      '{credentials: {username: admin, password: {env: A}}, identityProviders: [{alias: entra, issuer: "https://login.example.org", clientId: x, clientSecret: {env: B}}]}',
    harbor: '{credentials: {password: {env: C}}}',
  }
  return document('Platform', 'otomi', { ...sound, ...spec })
}

/** A Team, likewise. */
export function team(name: string, spec: Readonly<Record<string, string>> = {}): string {
  return document('Team', name, spec)
}

function document(kind: string, name: string, spec: Readonly<Record<string, string>>): string {
  const lines = Object.entries(spec).map(([key, value]) => `  ${key}: ${value}`)
  return [
    'apiVersion: troupe.dev/v1alpha1',
    `kind: ${kind}`,
    `metadata: {name: ${name}}`,
    'spec:',
    ...lines,
    '',
  ].join('\n')
}
