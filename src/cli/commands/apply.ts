/** `troupe apply`: does what a plan shows, then plans again. */
import { messageOf } from '../../core/error.ts'
import { phraseOf } from '../../core/key.ts'
import { type Change, isOpen, isPending, type Plan } from '../../core/plan.ts'
import { type Applied, applyAndPlanAgain } from '../applying.ts'
import { makeCommand } from '../command.ts'
import { connect } from '../connect.ts'
import { exitCode, UsageError } from '../exit-code.ts'
import { type LockOptions, lockVersion, withLock } from '../locking.ts'
import {
  applyCommand,
  type ConnectionOptions,
  narrowing,
  type OutputOption,
  type PolicyOptions,
  policy,
  type ScopeOptions,
  withConnection,
  withOutput,
  withPolicy,
  withScope,
} from '../options.ts'
import { costText, makePlan, read, subject } from '../planning.ts'
import { planData, planText } from '../render/plan.ts'
import { isSavedPlan, loadPlan, moved, type Saved } from '../saved-plan.ts'
import { report, type Shell } from '../shell.ts'

type Options = OutputOption & ConnectionOptions & ScopeOptions & PolicyOptions & LockOptions

export function command(shell: Shell, finish: (code: number) => void) {
  const made = makeCommand(
    'apply',
    'Does what a plan shows, and ends by planning again: an empty second plan is what done means.',
    [
      ['troupe apply', 'the folder tenancy/'],
      ['troupe apply friday.plan', 'exactly what was saved, or nothing when the world has moved'],
      ['troupe apply --team demo', 'one team'],
      ['troupe apply --prune --approve cuts-access', 'also removals that take access away'],
    ],
  )
    .argument('[path...]', 'files and folders, or one saved plan')
    .option('--wait', 'when somebody else is applying, wait until that is over')
  return withOutput(withPolicy(withScope(withConnection(made)))).action(
    async (paths: string[], options: Options) => {
      finish(await run(paths, options, shell))
    },
  )
}

async function run(paths: readonly string[], options: Options, shell: Shell): Promise<number> {
  const began = Date.now()
  const [only] = paths
  const saved = paths.length === 1 && only !== undefined && isSavedPlan(only) ? loadPlan(only) : undefined
  if (saved) refuseOptions(options)
  const source = saved ?? (await read(paths, shell))
  const { tenancy } = source
  const { platform } = tenancy
  const choice = saved ?? {
    narrowing: narrowing(options, tenancy, options.prune ?? false),
    policy: policy(options, tenancy),
  }
  const connected = await connect(tenancy, shell, options)
  try {
    const version = await lockVersion(platform, connected, shell)
    const looked = await makePlan(tenancy, connected, { ...choice, shell })
    const { plan } = looked
    if (saved && saved.digest !== plan.digest) return refuse(saved, plan, shell)
    if ('files' in source)
      shell.say(`Read ${subject(source, paths, shell)}  ${shell.colours.dim(costText(connected, began))}`)
    if (!plan.changes.some(isOpen)) {
      report(shell, options.output, { ...planData(plan, platform.name), outcomes: [] }, () =>
        planText(plan, platform.name, applyCommand(paths, options), shell.colours),
      )
      return plan.changes.some(isPending) ? exitCode.partial : exitCode.asDesired
    }
    return await withLock(platform, connected, shell, options, async (locked, taken) => {
      // Another version: somebody applied between our look and our lock, so we look again.
      const now =
        taken === version ? looked : await makePlan(tenancy, connected, { ...choice, shell: locked })
      if (saved && saved.digest !== now.plan.digest) return refuse(saved, now.plan, shell)
      const subject = { ...choice, tenancy, connected, shell: locked }
      const applied = await applyAndPlanAgain(now.plan, now.actual, subject)
      tell(applied, platform.name, options, shell)
      return applied.code
    })
  } finally {
    await connected.close()
  }
}

/** The result for the next program, or what is left for people. */
function tell(applied: Applied, platform: string, { output }: OutputOption, shell: Shell): void {
  if (output !== 'text') report(shell, output, appliedData(applied, platform), () => '')
  else if (applied.remaining?.changes.length)
    shell.out(`\n${planText(applied.remaining, platform, undefined, shell.colours)}`)
}

/** What a saved plan does was decided when it was made. */
function refuseOptions({ team, system, prune, approve, adopt, only }: Options): void {
  const [given] =
    Object.entries({ team, system, prune, approve, adopt, only }).find(([, value]) => value) ?? []
  if (given === undefined) return
  throw new UsageError(`--${given} has no place beside a saved plan: give it to  troupe plan --out  instead`)
}

function refuse(saved: Saved, now: Plan, shell: Shell): number {
  const moves = moved(saved.changes, now.changes)
  shell.say(
    `The world has moved since this plan (digest ${saved.digest}) was made. Nothing has been changed. What moved:`,
  )
  const deed = (change: Change | undefined) => (change ? `to ${change.op}` : 'nothing to do')
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
