/** A plan for people: by team, then system; one line for one object; fields only where something changes. */

import { groupBy } from '../../core/group.ts'
import { kindOf, phraseOf, systemOf, systems } from '../../core/key.ts'
import type { Risk } from '../../core/kind.ts'
import { type Change, isPending, type Plan, type Remove } from '../../core/plan.ts'
import type { Block } from '../../core/policy.ts'
import { catalogue } from '../../kinds/catalogue.ts'
import type { Colours } from '../shell.ts'
import { pruning, summaryLines } from './plan-summary.ts'
import { differenceText } from './value.ts'
import { sign, systemNames, thing, wrap } from './words.ts'

/** With more teams than this, those whose changes are the same but for the name are shown once. */
const fewTeams = 8
/** Names longer than this don't push the column of what is said about them. */
const widestHead = 72

/** The whole plan, its last lines included. `next` is what to type to carry it out; without it, nothing is said about that. */
export function planText(plan: Plan, platform: string, next: string | undefined, colours: Colours): string {
  const teams = [...groupBy(plan.changes, (change) => change.team)]
  const alike = groupBy(teams, ([team, changes]) =>
    team === null || teams.length <= fewTeams ? team : shapeOf(team, changes, colours),
  )
  const lines = [...alike.values()].flatMap((same) => {
    const [[team, changes] = [null, []], ...others] = same
    return [
      colours.bold(team === null ? `platform ${platform}` : `team ${team}`),
      ...systemLines(changes, colours),
      ...alsoLines(
        others.map(([name]) => name ?? ''),
        colours,
      ),
      '',
    ]
  })
  return [...lines, ...noteLines(plan, colours), ...summaryLines(plan, next)].join('\n')
}

/** What a team's changes say, without its name: equal for teams to which the same happens. */
function shapeOf(team: string, changes: readonly Change[], colours: Colours): string {
  const name = new RegExp(`(?<![a-z0-9])${team}(?![a-z0-9])`, 'g')
  return JSON.stringify(changes.map((change) => row(change, colours))).replaceAll(name, ' ')
}

function alsoLines(names: readonly string[], colours: Colours): string[] {
  if (names.length === 0) return []
  const [first = '', ...rest] = wrap(names.join(', '), 100)
  return [
    `  ${colours.bold(`and the same, each by its own name, for ${names.length} more:`)} ${rest.length === 0 ? first : ''}`.trimEnd(),
    ...(rest.length === 0 ? [] : [first, ...rest].map((line) => `    ${line}`)),
  ]
}

function systemLines(changes: readonly Change[], colours: Colours): string[] {
  return systems.flatMap((system) => {
    const here = changes.filter(({ key }) => systemOf(key) === system).sort(inOrderOfMaking)
    const rows = here.map((change) => row(change, colours))
    const width = Math.max(
      ...rows.filter(({ tail }) => tail !== '').map(({ head }) => Math.min(head.length, widestHead)),
    )
    return rows.length === 0
      ? []
      : [
          `  ${systemNames[system]}`,
          ...rows.flatMap(({ sign, head, tail, more }) => [
            `    ${sign} ${tail === '' ? head : head.padEnd(width)}${tail === '' ? '' : `  ${tail}`}`,
            ...more.map((line) => `        ${line}`),
          ]),
        ]
  })
}

const ranks = new Map(catalogue.map((kind, index) => [kind.name as string, index]))

/** A namespace stands before what is in it. */
function inOrderOfMaking(a: Change, b: Change): number {
  return (ranks.get(kindOf(a.key)) ?? 0) - (ranks.get(kindOf(b.key)) ?? 0)
}

interface Row {
  readonly sign: string
  readonly head: string
  readonly tail: string
  /** Fields that differ, where they are more than one. */
  readonly more: readonly string[]
}

function row(change: Change, colours: Colours): Row {
  const word = isPending(change) ? change.op : 'keep'
  const diffs =
    'diff' in change
      ? change.diff.map((diff) => `${diff.path}  ${differenceText(diff.path, diff.from, diff.to)}`)
      : []
  const origin = originText(change)
  const tail = [
    diffs.length === 1 ? diffs[0] : about(change),
    origin && colours.dim(origin),
    change.blocked && colours.yellow(blockText(change, change.blocked)),
    change.risks.map((risk) => colours.red(`▲ ${risk}`)).join(' '),
  ]
  return {
    sign: sign(change, colours),
    head: `${colours.isColorSupported ? '' : `${word} `}${thing(change.key)}`,
    tail: tail.filter(Boolean).join('   '),
    more: diffs.length === 1 ? [] : diffs,
  }
}

/** Pending change is what one expects of a plan; drift is what one wants to know. */
function originText({ op, origin }: Change): string {
  if (origin === 'pending') return ''
  const moved = op === 'create' ? 'gone from the server' : 'changed on the server'
  return origin === 'drift' ? `drift: ${moved}` : `drift and a new description: ${moved}`
}

function about(change: Change): string {
  if (change.op === 'create') return change.desired.summary ?? ''
  return change.op === 'remove' ? disappeared(change) : ''
}

/** Which document a removal follows from. */
function disappeared({ team, gone }: Remove): string {
  if (gone === 'document') return `no document describes team ${team} any more`
  return `${team === null ? 'the platform’s document' : `the document of team ${team}`} names it no more`
}

/** Why it is not done, and what to do about it. */
export function blockText(change: Change, block: Block): string {
  switch (block.reason) {
    case 'unowned':
      return `exists and is not ours: adopt it with  --adopt ${change.key}${approving(change.risks)}`
    case 'owned-by-another':
      return `belongs to platform ${block.owner}`
    case 'protected':
      return 'its team is protected'
    case 'needs-prune':
    case 'team-gone':
      return `${pruning(change)} removes it`
    case 'not-asked':
      return `is ${change.origin}, which was not asked for`
    case 'needs-approval':
      return `needs  --approve ${block.risks.join(',')}`
    case 'depends':
      return `waits for ${phraseOf(block.on)}`
  }
}

/** Of what is handed to us only now, each risk is still to be approved. */
function approving(risks: readonly Risk[]): string {
  return risks.length === 0 ? '' : ` --approve ${risks.join(',')}`
}

function noteLines(plan: Plan, colours: Colours): string[] {
  if (plan.notes.length === 0) return []
  return [
    'To know',
    ...plan.notes.map(({ key, text }) => `    ${colours.yellow('·')} ${systemNames[systemOf(key)]}: ${text}`),
    '',
  ]
}

/** A plan as data. */
export function planData(plan: Plan, platform: string): object {
  return {
    platform,
    digest: plan.digest,
    unchanged: plan.unchanged,
    changes: plan.changes.map((change) => ({
      op: change.op,
      key: change.key,
      team: change.team,
      system: systemOf(change.key),
      ...('desired' in change && change.desired.summary && { summary: change.desired.summary }),
      ...('diff' in change && { diff: change.diff }),
      ...(change.op === 'remove' && { because: disappeared(change) }),
      origin: change.origin,
      risks: change.risks,
      ...(change.blocked && { blocked: { ...change.blocked, remedy: blockText(change, change.blocked) } }),
    })),
    notes: plan.notes,
  }
}
