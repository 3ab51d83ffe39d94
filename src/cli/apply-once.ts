/** One apply: read, look, take the lock, do what is to be done, and plan again. */
import { messageOf } from '../core/error.ts'
import { phraseOf } from '../core/key.ts'
import { type Change, isOpen, isPending, type Plan } from '../core/plan.ts'
import { isRemembered, remember } from '../engine/remember.ts'
import type { Sweep } from '../engine/sweep.ts'
import type { Loaded } from '../tenancy/load.ts'
import { type Applied, applyAndPlanAgain } from './applying.ts'
import { type Connected, connect } from './connect.ts'
import { exitCode } from './exit-code.ts'
import { type LockOptions, lockVersion, withLock } from './locking.ts'
import {
  applyCommand,
  type ConnectionOptions,
  narrowing,
  type OutputOption,
  type PolicyOptions,
  policy,
  type ScopeOptions,
} from './options.ts'
import { costsOf, costText, makePlan, read, subject } from './planning.ts'
import { planData, planText } from './render/plan.ts'
import { count, timeText } from './render/words.ts'
import { moved, type Saved } from './saved-plan.ts'
import { report, type Shell } from './shell.ts'

export type ApplyOptions = OutputOption & ConnectionOptions & ScopeOptions & PolicyOptions & LockOptions

/** What an apply that comes again carries from turn to turn. */
export interface Turns {
  readonly sweep: Sweep
  /** The lock's version when our last turn ended: another one means that somebody else has applied since. */
  lock?: string | undefined
  /** The plan that was shown last: it is not shown again. */
  shown?: string | undefined
}

/** @returns the exit code. @throws TenancyError, UsageError or SystemError */
export async function applyOnce(
  paths: readonly string[],
  options: ApplyOptions,
  shell: Shell,
  { saved, turns }: { readonly saved?: Saved; readonly turns?: Turns } = {},
): Promise<number> {
  const began = Date.now()
  const source = saved ?? (await read(paths, shell))
  const { tenancy } = source
  const { platform } = tenancy
  const choice = saved ?? {
    narrowing: narrowing(options, tenancy, options.prune ?? false),
    policy: policy(options, tenancy),
  }
  const connected = remembering(await connect(tenancy, shell, options), turns)
  try {
    const telling = { paths, options, connected, platform: platform.name, turns }
    const version = await lockVersion(platform, connected, shell)
    if (turns && turns.lock !== version) turns.sweep.forget()
    const looked = await makePlan(tenancy, connected, { ...choice, shell })
    const { plan } = looked
    if (saved && saved.digest !== plan.digest) return refuse(saved, plan, shell)
    if ('files' in source) sayRead(source, began, telling, shell)
    const { changes } = plan
    // A run that was killed at its very end has not noted what it applied: that is done now, where all stands.
    const isNoted = changes.some(isPending) || isRemembered(connected.world, looked, choice.narrowing)
    if (!changes.some(isOpen) && isNoted) {
      if (turns) turns.lock = version
      return tellQuiet(plan, telling, shell)
    }
    const code = await withLock(platform, connected, shell, options, async (locked, taken) => {
      // Another version: somebody applied between our look and our lock, so we look again.
      if (taken !== version) turns?.sweep.forget()
      const now =
        taken === version ? looked : await makePlan(tenancy, connected, { ...choice, shell: locked })
      if (saved && saved.digest !== now.plan.digest) return refuse(saved, now.plan, shell)
      if (!now.plan.changes.some(isOpen)) {
        await remember(connected.world, now, choice.narrowing, locked.signal)
        return tellQuiet(now.plan, telling, shell)
      }
      const subject = { ...choice, tenancy, connected, shell: locked }
      const applied = await applyAndPlanAgain(now, subject)
      tell(applied, telling, shell)
      return applied.code
    })
    if (turns && !shell.signal.aborted) turns.lock = await lockVersion(platform, connected, shell)
    return code
  } finally {
    await connected.close()
  }
}

function remembering(connected: Connected, turns: Turns | undefined): Connected {
  return turns ? { ...connected, world: { ...connected.world, sweep: turns.sweep } } : connected
}

/** What the words of a run depend on. */
interface Telling {
  readonly paths: readonly string[]
  readonly options: ApplyOptions
  readonly connected: Connected
  readonly platform: string
  readonly turns: Turns | undefined
}

function sayRead(source: Loaded, began: number, { paths, connected, turns }: Telling, shell: Shell): void {
  const read = `Read ${subject(source, paths, shell)}  ${shell.colours.dim(costText(connected, began))}`
  if (turns) {
    const { read: whole, of } = turns.sweep.progress
    // What something is done for is to be read again in the next turn, and counts as unknown until then.
    const all = Math.max(whole, of)
    shell.say(`${timeText(began)}  ${read} · ${whole} of ${count(all, 'project')} read whole`)
  } else shell.say(read)
}

/** Nothing can be done. A turn that finds what the last one found says it only to programs. @returns the exit code */
function tellQuiet(
  plan: Plan,
  { paths, options, connected, platform, turns }: Telling,
  shell: Shell,
): number {
  const code = plan.changes.some(isPending) ? exitCode.partial : exitCode.asDesired
  if (turns?.shown === plan.digest && options.output === 'text') return code
  if (turns) turns.shown = plan.digest
  const data = {
    ...appliedData({ outcomes: [], remaining: plan, code }, platform),
    requests: costsOf(connected),
  }
  report(shell, options.output, data, () =>
    planText(plan, platform, applyCommand(paths, options), shell.colours),
  )
  return code
}

/** The result for the next program, or what is left for people. */
function tell(applied: Applied, { options, connected, platform, turns }: Telling, shell: Shell): void {
  const { remaining } = applied
  if (turns) turns.shown = remaining?.digest
  if (options.output !== 'text') {
    const data = { ...appliedData(applied, platform), requests: costsOf(connected) }
    report(shell, options.output, data, () => '')
  } else if (remaining?.changes.length)
    shell.out(`\n${planText(remaining, platform, undefined, shell.colours)}`)
}

function refuse(saved: Saved, now: Plan, shell: Shell): number {
  const moves = moved(saved.changes, now.changes)
  shell.say(
    `The world has moved since this plan (digest ${saved.digest}) was made. Nothing has been changed. What moved:`,
  )
  const deed = (change: Change | undefined) =>
    change === undefined ? 'nothing to do' : `${change.blocked ? 'blocked, ' : ''}to ${change.op}`
  for (const { key, before, after } of moves.slice(0, 20)) {
    const [was, is] = [deed(before), deed(after)]
    shell.say(
      `  ${phraseOf(key)}  ${was === is ? `still ${is}, from another state` : `was ${was}, now ${is}`}`,
    )
  }
  if (moves.length > 20) shell.say(`  and ${moves.length - 20} more`)
  shell.say('Make the plan again.')
  return exitCode.pending
}

/** How an apply ended, as data. */
export function appliedData({ outcomes, remaining, code }: Applied, platform: string): object {
  return {
    platform,
    exitCode: code,
    outcomes: outcomes.map((outcome) => ({
      key: outcome.change.key,
      team: outcome.change.team,
      status: outcome.status,
      ...('attempts' in outcome && { attempts: outcome.attempts }),
      ...('error' in outcome && { error: messageOf(outcome.error) }),
      ...('because' in outcome && { because: outcome.because }),
    })),
    ...(remaining && { remaining: planData(remaining, platform) }),
  }
}
