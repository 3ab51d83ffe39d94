/** `troupe status`: one line for each team, from a plan that is not shown. */
import { systemOf } from '../../core/key.ts'
import { isOpen, isPending, type Plan } from '../../core/plan.ts'
import type { Tenancy } from '../../tenancy/tenancy.ts'
import { makeCommand } from '../command.ts'
import { type Due, dueCredentials } from '../credential-age.ts'
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
import { table } from '../render/table.ts'
import { systemNames } from '../render/words.ts'
import { report, type Shell } from '../shell.ts'

type Options = OutputOption & ConnectionOptions & ScopeOptions

export function command(shell: Shell, finish: (code: number) => void) {
  const made = makeCommand(
    'status',
    'Says for the platform and each team whether it is as described, and in which system it is not.',
    [
      ['troupe status', 'all teams'],
      ['troupe status --team demo -o json', 'one team, for a script'],
    ],
  ).argument('[path...]', pathsHelp)
  return withOutput(withScope(withConnection(made))).action((paths: string[], options: Options) =>
    look(paths, options, shell, ({ plan, actual, tenancy }) => {
      shell.say('')
      const rows = statusOf(plan, tenancy, options.team)
      const due = dueCredentials(tenancy, actual, Date.now())
      report(shell, options.output, { platform: tenancy.platform.name, rows, due, notes: plan.notes }, () =>
        [statusText(rows, shell), ...due.map((one) => dueText(one, shell))].join('\n'),
      )
      finish(plan.changes.some(isPending) ? exitCode.pending : exitCode.asDesired)
    }),
  )
}

interface Row {
  readonly team: string | null
  readonly state: 'as described' | 'changes pending' | 'blocked' | 'not described'
  readonly pending: number
  /** Of the pending ones, those that a server lost or somebody changed there. */
  readonly drift: number
  readonly blocked: number
  readonly leftovers: number
  readonly systems: readonly string[]
}

/** The platform, the teams of the description, and those of which only leftovers are there. */
function statusOf(plan: Plan, { teams }: Tenancy, only?: readonly string[]): readonly Row[] {
  const names = teams.map(({ name }) => name).filter((name) => only?.includes(name) ?? true)
  const gone = new Set(
    plan.changes.flatMap(({ team }) => (team === null || names.includes(team) ? [] : [team])),
  )
  return [
    ...[...(only ? [] : [null]), ...names].map((team) => rowOf(team, plan)),
    ...[...gone].map((team) => ({ ...rowOf(team, plan), state: 'not described' as const })),
  ]
}

function rowOf(team: string | null, plan: Plan): Row {
  const changes = plan.changes.filter((change) => change.team === team)
  const pending = changes.filter((change) => isPending(change))
  const blocked = pending.filter((change) => !isOpen(change)).length
  return {
    team,
    state: pending.length === 0 ? 'as described' : blocked > 0 ? 'blocked' : 'changes pending',
    pending: pending.length - blocked,
    drift: pending.filter(({ origin }) => origin !== 'pending').length,
    blocked,
    leftovers: changes.length - pending.length,
    systems: [...new Set(changes.map(({ key }) => systemNames[systemOf(key)]))],
  }
}

function dueText({ robot, secret, days, rotateAfter }: Due, { colours }: Shell): string {
  const [namespace = '', name = ''] = secret.split('/')
  const how = `kubectl delete secret -n ${namespace} ${name}  and  troupe apply  make a new one; logins fail in between`
  return `${colours.yellow('·')} robot ${robot}: its credential is ${days} days old, and rotateAfter says ${rotateAfter}: ${how}`
}

function statusText(rows: readonly Row[], { colours }: Shell): string {
  const sign = {
    'as described': colours.green('✓'),
    'changes pending': colours.cyan('~'),
    blocked: colours.yellow('!'),
    'not described': colours.dim('·'),
  }
  return table(
    ['', 'team', 'state', 'pending', 'drift', 'blocked', 'leftovers', 'where'],
    rows.map((row) => [
      sign[row.state],
      row.team ?? '(platform)',
      row.state,
      String(row.pending || '·'),
      String(row.drift || '·'),
      String(row.blocked || '·'),
      String(row.leftovers || '·'),
      row.systems.join(', '),
    ]),
  )
}
