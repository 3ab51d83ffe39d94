/** One run of the engine, as a process of its own: connect, look, compare, and perhaps act. */
import type { Event, Outcome } from '../../src/core/event.ts'
import type { Actual, Risk } from '../../src/core/kind.ts'
import { type Plan, plan } from '../../src/core/plan.ts'
import type { Policy } from '../../src/core/policy.ts'
import { apply } from '../../src/engine/apply.ts'
import { derive, observe, type Wanted } from '../../src/engine/observe.ts'
import type { Narrowing, World } from '../../src/engine/world.ts'
import type { Clients, ManagedKind } from '../../src/kinds/define.ts'
import type { Tenancy } from '../../src/tenancy/tenancy.ts'
import type { Player, Stage } from './stage.ts'

const everyRisk: readonly Risk[] = ['destroys-data', 'cuts-access', 'rotates-credential', 'exposes']

/** What a run may differ in. Everything is approved unless said otherwise, nothing is pruned. */
export interface Choice {
  readonly tenancy?: Tenancy
  readonly kinds?: readonly ManagedKind[]
  readonly policy?: Partial<Policy>
  readonly narrowing?: Narrowing
  readonly world?: Partial<World<Tenancy, Clients>>
  readonly signal?: AbortSignal
  /** Milliseconds until a silent server is given up. */
  readonly patience?: number
  readonly emit?: (event: Event) => void
}

export interface Planned extends Wanted {
  readonly plan: Plan
  readonly actual: readonly Actual[]
}

export interface Applied extends Planned {
  readonly outcomes: readonly Outcome[]
  readonly events: readonly Event[]
}

/** Runs with a connection of its own. */
export async function withPlayer<T>(
  stage: Stage,
  use: (player: Player) => Promise<T>,
  { signal, tenancy, patience }: Pick<Choice, 'signal' | 'tenancy' | 'patience'> = {},
): Promise<T> {
  const player = await stage.enter(signal, tenancy, patience)
  try {
    return await use(player)
  } finally {
    await player.close()
  }
}

/** The world of a run: the catalogue's kinds unless others are given. */
export function worldOf(player: Player, choice: Choice): World<Tenancy, Clients> {
  return { ...player.world, ...(choice.kinds && { kinds: choice.kinds }), ...choice.world }
}

export async function look(stage: Stage, player: Player, choice: Choice = {}): Promise<Planned> {
  const world = worldOf(player, choice)
  const narrowing = choice.narrowing ?? {}
  const tenancy = choice.tenancy ?? stage.tenancy
  const wanted = derive(world, tenancy, narrowing)
  const run = { signal: player.shell.signal, emit: choice.emit ?? (() => undefined) }
  const actual = await observe(world, wanted, narrowing, run)
  const policy = {
    owner: world.owner,
    prune: false,
    protect: new Set<string>(),
    described: new Set(tenancy.teams.map(({ name }) => name)),
    named: new Set<string>(),
    approve: new Set(everyRisk),
    adopt: new Set<never>(),
    ...choice.policy,
  }
  return { ...wanted, plan: plan(wanted.desired, actual, world.kinds, policy), actual }
}

/** Looks and compares. */
export function planNow(stage: Stage, choice: Choice = {}): Promise<Planned> {
  return withPlayer(stage, (player) => look(stage, player, choice), choice)
}

/** Carries out what is planned, and tells all that was told. */
export async function act(player: Player, planned: Planned, choice: Choice = {}): Promise<Applied> {
  const events: Event[] = []
  const emit = (event: Event) => {
    events.push(event)
    choice.emit?.(event)
  }
  const world = worldOf(player, choice)
  const run = { signal: player.shell.signal, emit }
  return { ...planned, events, outcomes: await apply(world, planned.plan, planned.actual, run) }
}

/** Looks, compares and carries out. */
export function applyNow(stage: Stage, choice: Choice = {}): Promise<Applied> {
  return withPlayer(stage, async (player) => act(player, await look(stage, player, choice), choice), choice)
}

/** Outcomes that are not what was wanted, each as a line. */
export function troubles(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap((outcome) => {
    const { key } = outcome.change
    if (outcome.status === 'failed') return [`${key} failed: ${outcome.error.message}`]
    return outcome.status === 'skipped' ? [`${key} skipped: ${outcome.because}`] : []
  })
}

/** Changes as lines: `update harbor.project:a (metadata.public)`, with the reason where they are blocked. */
export function lines({ changes }: Pick<Plan, 'changes'>): readonly string[] {
  return changes.map((change) => {
    const paths = 'diff' in change ? ` (${change.diff.map(({ path }) => path).join(', ')})` : ''
    return `${change.op} ${change.key}${paths}${change.blocked ? ` blocked: ${change.blocked.reason}` : ''}`
  })
}
