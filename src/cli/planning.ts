/** What plan, apply, status and verify have in common: read the description, look at the world, compare. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Bug } from '../core/error.ts'
import type { Emit } from '../core/event.ts'
import { type System, systems } from '../core/key.ts'
import type { Actual } from '../core/kind.ts'
import { isOpen, type Plan, plan } from '../core/plan.ts'
import type { Policy } from '../core/policy.ts'
import { derive, observe, type Wanted } from '../engine/observe.ts'
import type { Narrowing } from '../engine/world.ts'
import { type Loaded, loadTenancy } from '../tenancy/load.ts'
import type { Tenancy } from '../tenancy/tenancy.ts'
import type { Connected } from './connect.ts'
import { UsageError } from './exit-code.ts'
import { advisePlatformFirst } from './platform-first.ts'
import { count, seconds, systemNames } from './render/words.ts'
import { holdsPlan } from './saved-plan.ts'
import type { Shell } from './shell.ts'

/** Both worlds and their difference. */
export interface Planned extends Wanted {
  readonly plan: Plan
  readonly actual: readonly Actual[]
}

/** The folder that a command reads when none is named. */
export function pathsOf(given: readonly string[], shell: Shell): readonly string[] {
  if (given.length > 0) return given
  if (existsSync(join(shell.cwd, 'tenancy'))) return ['tenancy']
  throw new UsageError(
    'no description named, and there is no folder tenancy/ here: name a folder, or make one with  troupe init',
  )
}

/** Reads the description; warnings go to stderr. @throws TenancyError with every problem */
export async function read(given: readonly string[], shell: Shell): Promise<Loaded> {
  const plan = given.find((path) => holdsPlan(resolve(shell.cwd, path)))
  if (plan !== undefined) {
    throw new UsageError(
      `${plan} is a saved plan and no description: it is carried out by  troupe apply ${plan}`,
    )
  }
  const loaded = await loadTenancy(pathsOf(given, shell), { cwd: shell.cwd })
  for (const { file, line, column, path, message } of loaded.warnings) {
    const place = line === 0 ? file : `${file}:${line}:${column}`
    shell.say(shell.colours.yellow(`warning  ${place}  ${path === '' ? '' : `${path}: `}${message}`))
  }
  return loaded
}

interface Choice {
  readonly narrowing: Narrowing
  readonly policy: Policy
  readonly shell: Shell
  readonly emit?: Emit
  /** What an earlier plan of the same description wanted, which is still wanted. */
  readonly wanted?: Wanted
}

/**
 * Looks and compares; writes nothing anywhere.
 *
 * Where earlier turns are remembered, a team that something would be done to is looked at whole before that is believed.
 */
export async function makePlan(tenancy: Tenancy, connected: Connected, choice: Choice): Promise<Planned> {
  const wanted = choice.wanted ?? derive(connected.world, tenancy, choice.narrowing)
  for (;;) {
    const planned = await lookOnce(wanted, connected, choice)
    const touched = new Set(planned.plan.changes.filter(isOpen).map(({ team }) => team))
    if (!connected.world.sweep?.forget(touched)) return planned
  }
}

async function lookOnce(
  wanted: Wanted,
  connected: Connected,
  { narrowing, policy, shell, emit }: Choice,
): Promise<Planned> {
  const { world } = connected
  const { signal } = shell
  const [actual] = await Promise.all([
    observe(world, wanted, narrowing, { signal, emit: emit ?? (() => {}) }).catch(
      advisePlatformFirst(connected, narrowing, signal),
    ),
    world.applied.load(narrowing.teams, signal),
  ])
  try {
    const made = plan(wanted.desired, actual, world.kinds, policy, (key) => world.applied.digest(key))
    return { ...wanted, plan: made, actual }
  } catch (error) {
    throw error instanceof RangeError ? new Bug(error.message, { cause: error }) : error
  }
}

/** `Kubernetes 14 requests · Keycloak 9 · Harbor 6 · 0.4 s`. */
export function costText({ clients }: Connected, began: number, before: Costs = noCosts): string {
  const parts = costsOf({ clients })
  const texts = systems
    .filter((system): system is keyof Costs => system !== 'istio')
    .map((system) => `${systemNames[system]} ${parts[system] - before[system]}`)
  return `${texts.join(' · ')} requests · ${seconds(Date.now() - began)}`
}

export type Costs = Readonly<Record<Exclude<System, 'istio'>, number>>
const noCosts: Costs = { kubernetes: 0, keycloak: 0, harbor: 0 }

/** Requests so far; Istio's go to Kubernetes. */
export function costsOf({ clients }: Pick<Connected, 'clients'>): Costs {
  const sum = ({ reads, writes }: { reads: number; writes: number }) => reads + writes
  return {
    kubernetes: sum(clients.kubernetes.requests),
    keycloak: sum(clients.keycloak.requests),
    harbor: sum(clients.harbor.requests),
  }
}

/** `2 teams in tenancy/`. */
export function subject({ tenancy }: Loaded, given: readonly string[], shell: Shell): string {
  return `${count(tenancy.teams.length, 'team')} from ${pathsOf(given, shell).join(', ')}`
}
