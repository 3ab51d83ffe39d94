/** `troupe init`: the smallest useful description, with what an editor needs. Never overwrites. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { TenancyError } from '../../tenancy/error.ts'
import { jsonSchema } from '../../tenancy/json-schema.ts'
import { loadObjects } from '../../tenancy/load.ts'
import { apiVersion } from '../../tenancy/schema.ts'
import { makeCommand } from '../command.ts'
import { UsageError } from '../exit-code.ts'
import type { Shell } from '../shell.ts'

interface Options {
  readonly domain: string
  readonly name: string
  readonly team: string
}

export function command(shell: Shell) {
  return makeCommand(
    'init',
    'Writes the smallest useful description: a platform and a team, and the schema for your editor.',
    [
      ['troupe init --domain example.org', 'into the folder tenancy/'],
      ['troupe init platform --domain example.org --team shop', 'another folder, another first team'],
    ],
  )
    .argument('[folder]', 'where to write', 'tenancy')
    .option('--domain <domain>', 'the platform’s domain', 'example.org')
    .option('--name <name>', 'the platform’s name; also the name of its realm', 'platform')
    .option('--team <name>', 'the first team', 'demo')
    .action((folder: string, options: Options) => {
      checkOptions(options)
      const root = resolve(shell.cwd, folder)
      const files: readonly (readonly [string, string])[] = [
        [join(root, '.troupe.schema.json'), `${JSON.stringify(jsonSchema(), null, 2)}\n`],
        [join(root, 'platform.yaml'), platformText(options)],
        [join(root, 'teams', `${options.team}.yaml`), teamText(options)],
      ]
      const there = files.filter(([path]) => existsSync(path)).map(([path]) => relative(shell.cwd, path))
      if (there.length > 0)
        throw new UsageError(`${there.join(', ')}: there already, and left as it is; name another folder`)
      mkdirSync(join(root, 'teams'), { recursive: true })
      for (const [path, text] of files) writeFileSync(path, text)
      shell.say(`Written: ${files.map(([path]) => relative(shell.cwd, path)).join(', ')}`)
      shell.say(
        `Next:  troupe validate ${folder}  ·  with KEYCLOAK_PASSWORD and HARBOR_PASSWORD set:  troupe plan ${folder}`,
      )
    })
}

/** What the language would refuse is not written. @throws UsageError */
function checkOptions({ domain, name, team }: Options): void {
  const credentials = { username: 'admin', password: { env: 'PASSWORD' } }
  const platform = { domain, keycloak: { credentials }, harbor: { credentials } }
  try {
    loadObjects([
      { apiVersion, kind: 'Platform', metadata: { name }, spec: platform },
      { apiVersion, kind: 'Team', metadata: { name: team }, spec: {} },
    ])
  } catch (error) {
    if (!(error instanceof TenancyError)) throw error
    const lines = error.problems.map(({ file, path, message }) => {
      const option = path === 'spec.domain' ? '--domain' : file.startsWith('Team/') ? '--team' : '--name'
      return `${option}: ${message}`
    })
    throw new UsageError(`${lines.join('\n')}\nNothing has been written.`)
  }
}

function platformText({ domain, name }: Options): string {
  return `# yaml-language-server: $schema=.troupe.schema.json
apiVersion: troupe.dev/v1alpha1
kind: Platform
metadata: {name: ${name}}
spec:
  domain: ${domain}                 # harbor.${domain}, keycloak.${domain}, *.<team>.${domain}
  keycloak:
    credentials: {username: admin, password: {env: KEYCLOAK_PASSWORD}}   # makes the realm; a client of it will do later
  harbor:
    credentials: {username: admin, password: {env: HARBOR_PASSWORD}}
`
}

function teamText({ team }: Options): string {
  return `# yaml-language-server: $schema=../.troupe.schema.json
apiVersion: troupe.dev/v1alpha1
kind: Team
metadata: {name: ${team}}
spec: {}                            # group team-${team} as developers, a namespace, a private project of 20Gi
`
}
