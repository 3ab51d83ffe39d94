/** Carrying out a plan: progress while it goes on, the truth about it afterwards, and the plan made again. */
import { SystemError } from '../core/error.ts'
import type { Outcome } from '../core/event.ts'
import { isOpen, isPending, type Plan } from '../core/plan.ts'
import type { Policy } from '../core/policy.ts'
import { apply } from '../engine/apply.ts'
import { remember } from '../engine/remember.ts'
import type { Narrowing } from '../engine/world.ts'
import type { Tenancy } from '../tenancy/tenancy.ts'
import type { Connected } from './connect.ts'
import { exitCode } from './exit-code.ts'
import { costsOf, costText, makePlan, type Planned } from './planning.ts'
import { outcomeText, progress } from './render/progress.ts'
import { count } from './render/words.ts'
import type { Shell } from './shell.ts'

/** How an apply ended. `remaining` is missing where the run was interrupted, since nothing was asked any more. */
export interface Applied {
  readonly outcomes: readonly Outcome[]
  readonly remaining?: Plan
  readonly code: number
}

interface Subject {
  readonly tenancy: Tenancy
  readonly connected: Connected
  readonly narrowing: Narrowing
  readonly policy: Policy
  readonly shell: Shell
}

/** Applies and plans again. All that it says goes to stderr. */
export async function applyAndPlanAgain(planned: Planned, subject: Subject): Promise<Applied> {
  const { plan, actual } = planned
  const { tenancy, connected, narrowing, policy, shell } = subject
  const began = Date.now()
  const before = costsOf(connected)
  const shown = progress(shell, tenancy.platform.name)
  const run = { signal: shell.signal, emit: shown.emit }
  const outcomes = await apply(connected.world, plan, actual, run).finally(shown.end)
  sayOutcomes(outcomes, plan, shell, costText(connected, began, before))
  if (shell.signal.aborted) return { outcomes, code: exitCode.partial }
  const looked = await makePlan(tenancy, connected, { narrowing, policy, shell, wanted: planned })
  const { plan: remaining } = looked
  await remember(connected.world, looked, narrowing, shell.signal)
  return { outcomes, remaining, code: judge(outcomes, remaining, shell) }
}

function sayOutcomes(outcomes: readonly Outcome[], plan: Plan, shell: Shell, cost: string): void {
  const { colours } = shell
  const failed = outcomes.filter(({ status }) => status === 'failed')
  const skipped = outcomes.filter(({ status }) => status === 'skipped')
  for (const outcome of failed) shell.say(`${colours.red('✗')} ${outcomeText(outcome)}`)
  for (const outcome of skipped.slice(0, 20)) shell.say(`${colours.yellow('·')} ${outcomeText(outcome)}`)
  if (skipped.length > 20) shell.say(`${colours.yellow('·')} and ${skipped.length - 20} more`)
  const blocked = plan.changes.filter((change) => !isOpen(change) && isPending(change)).length
  const done = outcomes.length - failed.length - skipped.length
  const parts = [
    `${done} done (${cost})`,
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(skipped.length > 0 ? [`${skipped.length} not tried`] : []),
    ...(blocked > 0 ? [`${blocked} blocked`] : []),
  ]
  const sign = failed.length + skipped.length === 0 ? colours.green('✓') : colours.red('✗')
  shell.say(`${sign} ${parts.join(' · ')}`)
  if (shell.signal.aborted)
    shell.say('Interrupted: what is done stays, and the next apply goes on from there.')
}

/** The exit code: 4 when systems failed us in everything, 5 when some of it is done or is still to do. */
function judge(outcomes: readonly Outcome[], remaining: Plan, shell: Shell): number {
  const { colours } = shell
  const left = remaining.changes.filter(isPending)
  if (left.length === 0) {
    shell.say(`${colours.green('✓')} planned again: nothing left to do`)
    return exitCode.asDesired
  }
  shell.say(`${colours.yellow('·')} planned again: ${count(left.length, 'change')} left`)
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'failed' ? [outcome.error] : []))
  const anyDone = outcomes.some(({ status }) => status !== 'failed' && status !== 'skipped')
  if (!anyDone && failures.length > 0 && failures.every((error) => error instanceof SystemError))
    return exitCode.unreachable
  return exitCode.partial
}
