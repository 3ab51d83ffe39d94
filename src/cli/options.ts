/** Options that several commands share: how they read, and what they mean. */
import { type Command, Option } from 'commander'
import { type Key, type System, systems } from '../core/key.ts'
import type { Risk } from '../core/kind.ts'
import type { Policy } from '../core/plan.ts'
import type { Narrowing } from '../engine/world.ts'
import type { Tenancy } from '../tenancy/tenancy.ts'
import { UsageError } from './exit-code.ts'
import type { Output } from './shell.ts'

const risks: readonly Risk[] = ['destroys-data', 'cuts-access', 'rotates-credential', 'exposes']

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
    .addOption(new Option('--team <name...>', 'only these teams'))
    .addOption(new Option('--system <name...>', 'only these systems').choices(systems))
}

export function withPolicy(command: Command): Command {
  return command
    .option('--prune', 'remove what carries our mark and no document names any more')
    .addOption(new Option('--approve <risk...>', 'accept a risk by its name').choices(risks))
    .option('--adopt <key...>', 'take over a thing that carries no mark, by its key as the plan prints it')
}

/** @throws UsageError for a team that no document describes, where leftovers are not asked for */
export function narrowing({ team, system }: ScopeOptions, tenancy: Tenancy, prune: boolean): Narrowing {
  const known = new Set(tenancy.teams.map(({ name }) => name))
  const stranger = team?.find((name) => !known.has(name))
  if (stranger !== undefined && !prune) {
    throw new UsageError(
      `--team ${stranger}: no document describes it; there are ${[...known].join(', ') || 'no teams'}`,
    )
  }
  return { ...(team && { teams: new Set(team) }), ...(system && { systems: new Set(system) }) }
}

export function policy({ prune, approve, adopt }: PolicyOptions, { platform, teams }: Tenancy): Policy {
  return {
    owner: platform.name,
    prune: prune ?? false,
    protect: new Set(teams.filter((team) => team.protect).map(({ name }) => name)),
    approve: new Set(approve),
    adopt: new Set(adopt?.map(asKey)),
  }
}

function asKey(text: string): Key {
  const known = /^([a-z]+)\.[a-z-]+:./.exec(text)
  if (!known || !(systems as readonly string[]).includes(known[1] ?? '')) {
    throw new UsageError(`--adopt ${text}: not a key; the plan prints it, e.g. keycloak.group:team-demo`)
  }
  return text as Key
}
