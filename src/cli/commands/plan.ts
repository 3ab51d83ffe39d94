/** `troupe plan`: what would be done, and what it risks. Writes nothing anywhere. */
import { resolve } from 'node:path'
import { isPending } from '../../core/plan.ts'
import { makeCommand } from '../command.ts'
import { exitCode } from '../exit-code.ts'
import { look } from '../looking.ts'
import {
  applyCommand,
  type ConnectionOptions,
  type OutputOption,
  type PolicyOptions,
  pathsHelp,
  type ScopeOptions,
  withConnection,
  withOutput,
  withPolicy,
  withScope,
} from '../options.ts'
import { planData, planText } from '../render/plan.ts'
import { savePlan } from '../saved-plan.ts'
import { report, type Shell } from '../shell.ts'

type Options = OutputOption & ConnectionOptions & ScopeOptions & PolicyOptions & { readonly out?: string }

export function command(shell: Shell, finish: (code: number) => void) {
  const made = makeCommand(
    'plan',
    'Shows what would be done to the four systems, why, and what it risks. Changes nothing.',
    [
      ['troupe plan', 'the folder tenancy/'],
      ['troupe plan --team demo --system harbor', 'one team in one system'],
      ['troupe plan --prune', 'also what no document names any more'],
      ['troupe plan --out friday.plan', 'to be looked at, then carried out by  troupe apply friday.plan'],
      ['troupe plan -o json', 'for a pull request; exit code 2 means changes are pending'],
    ],
  )
    .argument('[path...]', pathsHelp)
    .option('--out <file>', 'save the plan; it holds no secret')
  return withOutput(withPolicy(withScope(withConnection(made)))).action((paths: string[], options: Options) =>
    look(paths, options, shell, ({ plan, tenancy, narrowing, policy }) => {
      shell.say('')
      const { out, kubeconfig, context } = options
      if (out !== undefined) savePlan(resolve(shell.cwd, out), { plan, tenancy, narrowing, policy })
      const next =
        out === undefined
          ? applyCommand(paths, options)
          : applyCommand([out], { ...(kubeconfig && { kubeconfig }), ...(context && { context }) })
      report(shell, options.output, planData(plan, tenancy.platform.name), () =>
        planText(plan, tenancy.platform.name, next, shell.colours),
      )
      finish(plan.changes.some(isPending) ? exitCode.pending : exitCode.asDesired)
    }),
  )
}
