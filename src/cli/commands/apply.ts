/** `troupe apply`: does what a plan shows, then plans again. */
import { InvalidArgumentError, Option } from 'commander'
import { applyAgain } from '../apply-again.ts'
import { type ApplyOptions, applyOnce } from '../apply-once.ts'
import { makeCommand } from '../command.ts'
import { parseDuration } from '../duration.ts'
import { UsageError } from '../exit-code.ts'
import { withConnection, withOutput, withPolicy, withScope } from '../options.ts'
import { isSavedPlan, loadPlan } from '../saved-plan.ts'
import type { Shell } from '../shell.ts'

interface Options extends ApplyOptions {
  /** Milliseconds. */
  readonly every?: number
  /** Milliseconds. */
  readonly sweep?: number
}

/** In a turn without changes a twelfth of the projects is read whole. */
const turnsOfSweep = 12

export function command(shell: Shell, finish: (code: number) => void) {
  const made = makeCommand(
    'apply',
    'Does what a plan shows, and ends by planning again: an empty second plan is what done means.',
    [
      ['troupe apply', 'the folder tenancy/'],
      ['troupe apply friday.plan', 'exactly what was saved, or nothing when the world has moved'],
      ['troupe apply --team demo', 'one team'],
      ['troupe apply --prune --approve cuts-access', 'also removals that take access away'],
      ['troupe apply --every 5m', 'again and again: drift is put right, new files are followed'],
    ],
  )
    .argument('[path...]', 'files and folders, or one saved plan; the folder tenancy/ without any')
    .option('--wait', 'when somebody else is applying, wait until that is over')
    .addOption(duration('--every <duration>', 'come again, until ended by Ctrl-C or SIGTERM'))
    .addOption(
      duration(
        '--sweep <duration>',
        `with --every: within it each project is read whole, a part in each turn (default: ${turnsOfSweep} turns)`,
      ),
    )
  return withOutput(withPolicy(withScope(withConnection(made)))).action(
    async (paths: string[], options: Options) => {
      finish(await run(paths, options, shell))
    },
  )
}

function duration(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    const found = parseDuration(text)
    if (found === undefined) throw new InvalidArgumentError('It is not a duration: write e.g. 30s, 5m or 1h.')
    return found
  })
}

async function run(paths: readonly string[], options: Options, shell: Shell): Promise<number> {
  const [only] = paths
  const { every, sweep } = options
  if (sweep !== undefined && every === undefined)
    throw new UsageError('--sweep has no meaning without --every: a single apply reads everything')
  if (paths.length !== 1 || only === undefined || !isSavedPlan(only)) {
    if (every === undefined) return await applyOnce(paths, options, shell)
    return await applyAgain(paths, options, { every, sweep: sweep ?? turnsOfSweep * every }, shell)
  }
  const saved = loadPlan(only)
  refuseOptions(options)
  return await applyOnce(paths, options, shell, { saved })
}

/** What a saved plan does was decided when it was made. */
function refuseOptions({ team, system, prune, approve, adopt, only, every }: Options): void {
  const [given] =
    Object.entries({ team, system, prune, approve, adopt, only }).find(([, value]) => value) ?? []
  if (given !== undefined) {
    throw new UsageError(
      `--${given} has no place beside a saved plan: give it to  troupe plan --out  instead`,
    )
  }
  if (every !== undefined)
    throw new UsageError('a saved plan is applied once: --every has no place beside it')
}
