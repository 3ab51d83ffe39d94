/** `troupe verify`: is everything as described, and does it do what it promises? */
import { isPending } from '../../core/plan.ts'
import { makeCommand } from '../command.ts'
import { exitCode } from '../exit-code.ts'
import { look } from '../looking.ts'
import {
  type ConnectionOptions,
  type OutputOption,
  pathsHelp,
  type ScopeOptions,
  withConnection,
  withOutput,
  withScope,
} from '../options.ts'
import { matrixData, matrixText } from '../render/matrix.ts'
import { count, seconds } from '../render/words.ts'
import { report, type Shell } from '../shell.ts'
import { allKept, runProbes } from '../verifying.ts'

type Options = OutputOption & ConnectionOptions & ScopeOptions

export function command(shell: Shell, finish: (code: number) => void) {
  const made = makeCommand(
    'verify',
    'Plans once more, then signs in as every account of the description and as each robot, and tries what each may and may not do.',
    [
      ['troupe verify', 'everybody, everywhere'],
      ['troupe verify --team demo', 'what can be done to one team'],
      ['troupe verify -o json', 'each cell with its cause'],
    ],
  ).argument('[path...]', pathsHelp)
  return withOutput(withScope(withConnection(made))).action((paths: string[], options: Options) =>
    look(paths, options, shell, async ({ plan, tenancy, narrowing, connected }) => {
      const pending = plan.changes.filter(isPending)
      if (pending.length > 0) {
        shell.say(
          `${shell.colours.yellow('·')} ${count(pending.length, 'change')} pending: troupe plan  shows them`,
        )
      }
      const probing = Date.now()
      const cells = await runProbes(tenancy, connected, shell, narrowing.teams)
      shell.say(`${count(cells.length, 'probe')} in ${seconds(Date.now() - probing)}\n`)
      const data = {
        platform: tenancy.platform.name,
        pending: pending.map(({ key }) => key),
        ...matrixData(cells),
      }
      report(shell, options.output, data, () => matrixText(cells, shell.colours, shell.columns))
      finish(!allKept(cells) ? exitCode.partial : pending.length > 0 ? exitCode.pending : exitCode.asDesired)
    }),
  )
}
