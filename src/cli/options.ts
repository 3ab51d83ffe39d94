/** Options that several commands share: how they read, and what they mean. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Key, type System, systems } from '../core/key.ts'
import type { Risk } from '../core/kind.ts'
import type { Policy } from '../core/policy.ts'
import type { Narrowing } from '../engine/world.ts'
import type { Tenancy } from '../tenancy/tenancy.ts'
import { UsageError } from './exit-code.ts'
import type { Output } from './shell.ts'

const risks: readonly Risk[] = ['destroys-data', 'cuts-access', 'rotates-credential', 'exposes']

/** What the paths of a command are that reads a description. */
export const pathsHelp = 'files and folders; the folder tenancy/ without any'

export interface OutputOption {
  readonly output: Output
}
export interface ConnectionOptions {
  readonly kubeconfig?: string
  readonly context?: string
}
export interface ScopeOptions {
  readonly team?: readonly string[]
  readonly system?: readonly System[]
}
export interface PolicyOptions {
  readonly prune?: boolean
  readonly approve?: readonly Risk[]
  readonly adopt?: readonly string[]
  readonly only?: 'drift' | 'pending'
}

export function withOutput(command: Command): Command {
  return command.addOption(
    new Option('-o, --output <form>', 'how the result is written')
      .choices(['text', 'json', 'yaml'])
      .default('text'),
  )
}

export function withConnection(command: Command): Command {
  return command
    .option('--kubeconfig <file>', 'instead of $KUBECONFIG, ~/.kube/config or the pod’s own account')
    .option('--context <name>', 'a context of the kubeconfig')
}

export function withScope(command: Command): Command {
  return command
    .addOption(several('--team <name,...>', 'only these teams'))
    .addOption(several('--system <name,...>', 'only these systems', systems))
}

export function withPolicy(command: Command): Command {
  return command
    .option('--prune', 'remove what carries our mark and no document names any more')
    .addOption(several('--approve <risk,...>', 'accept a risk by its name', risks))
    .addOption(
      new Option(
        '--only <origin>',
        'only drift (a server is not as it was applied), or only pending (the description has changed)',
      ).choices(['drift', 'pending']),
    )
    .addOption(
      several('--adopt <key,...>', 'take over what carries no mark, by its key as the plan prints it'),
    )
}

/** An option of several words, with commas or by repeating it. It takes one argument, so that a path may follow it. */
export function several(flags: string, description: string, allowed?: readonly string[]): Option {
  const option = new Option(flags, description)
  if (allowed) option.choices(allowed)
  return option.argParser((text: string, earlier: readonly string[] = []) => {
    const words = text.split(',').filter((word) => word !== '')
    const wrong =
      words.find((word) => allowed && !allowed.includes(word)) ?? (words.length === 0 ? text : undefined)
    if (wrong !== undefined) {
      throw new InvalidArgumentError(allowed ? `Allowed choices are ${allowed.join(', ')}.` : 'It is empty.')
    }
    return [...earlier, ...words]
  })
}

/** The command that carries out what these options planned, ready to be typed. */
export function applyCommand(
  paths: readonly string[],
  {
    team,
    system,
    prune,
    only,
    approve,
    adopt,
    kubeconfig,
    context,
  }: ScopeOptions & PolicyOptions & ConnectionOptions,
): string {
  const lists = { team, system, approve, adopt }
  const words = [
    ...paths,
    ...Object.entries(lists).flatMap(([name, values]) => (values ? [`--${name}`, values.join(',')] : [])),
    ...(prune ? ['--prune'] : []),
    ...(only === undefined ? [] : ['--only', only]),
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
    ...(context === undefined ? [] : ['--context', context]),
  ]
  return ['troupe apply', ...words.map(quoted)].join(' ')
}

/** As a shell needs it. */
function quoted(word: string): string {
  return /^[\w./:%@=+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** @throws UsageError for a team that no document describes, where leftovers are not asked for */
export function narrowing({ team, system }: ScopeOptions, tenancy: Tenancy, prune: boolean): Narrowing {
  const known = new Set(tenancy.teams.map(({ name }) => name))
  const strangers = team?.filter((name) => !known.has(name)).join(',') ?? ''
  if (strangers !== '' && !prune) {
    throw new UsageError(
      `--team ${strangers}: no document describes it; there are ${[...known].join(', ') || 'no teams'}. What is left of it is shown by  troupe plan --prune --team ${strangers}`,
    )
  }
  return { ...(team && { teams: new Set(team) }), ...(system && { systems: new Set(system) }) }
}

export function policy(
  { prune, approve, adopt, only, team }: PolicyOptions & ScopeOptions,
  { platform, teams }: Tenancy,
): Policy {
  return {
    owner: platform.name,
    prune: prune ?? false,
    described: new Set(teams.map(({ name }) => name)),
    named: new Set(team),
    protect: new Set(teams.filter((team) => team.protect).map(({ name }) => name)),
    approve: new Set(approve),
    adopt: new Set(adopt?.map(asKey)),
    ...(only && { only }),
  }
}

function asKey(text: string): Key {
  const known = /^([a-z]+)\.[a-z-]+:./.exec(text)
  if (!known || !(systems as readonly string[]).includes(known[1] ?? '')) {
    throw new UsageError(`--adopt ${text}: not a key; the plan prints it, e.g. keycloak.group:team-demo`)
  }
  return text as Key
}
