/** The last lines of a plan: what will happen, what it risks, what to type. */
import { groupBy } from '../../core/group.ts'
import type { Risk } from '../../core/kind.ts'
import { type Change, isOpen, isPending, type Plan } from '../../core/plan.ts'
import { count } from './words.ts'

/** `next` is the command that carries it out; without it, nothing is said about that. */
export function summaryLines(plan: Plan, next: string | undefined): string[] {
  const pending = plan.changes.filter(isPending)
  const kept = plan.changes.filter((change) => !isPending(change))
  const leftovers = kept.filter(({ blocked }) => blocked?.reason !== 'not-asked')
  const unasked = kept.length - leftovers.length
  const aside = [
    ...leftoverLines(leftovers),
    ...(unasked > 0 ? [`${count(unasked, 'other change')} that --only leaves out.`] : []),
  ]
  if (pending.length === 0) {
    const same =
      plan.unchanged > 0 ? `: ${count(plan.unchanged, 'object is', 'objects are')} as described` : ''
    return [`Nothing to do${same}.`, ...aside]
  }
  return [
    `${tally(plan, pending)}.${riskText(pending)}`,
    ...aside,
    ...(next ? [lastLine(pending, next)] : []),
  ]
}

/** What removes a leftover: that of a team which no document describes only goes when the team is named. */
export function pruning({ team, ...change }: Change): string {
  return change.op === 'remove' && change.gone === 'document' && team !== null
    ? `--prune --team ${team}`
    : '--prune'
}

/** One line for each way to remove them. */
function leftoverLines(leftovers: readonly Change[]): string[] {
  return [...groupBy(leftovers, pruning)].map(
    ([how, { length }]) =>
      `${count(length, 'leftover')} that nobody names any more: ${how} removes ${length === 1 ? 'it' : 'them'}.`,
  )
}

/** `11 to create, 1 blocked, 3 as described`: what there is none of is left out. */
function tally({ unchanged }: Plan, pending: readonly Change[]): string {
  const open = pending.filter(isOpen)
  const parts = [
    [open.filter(({ op }) => op === 'create').length, 'to create'],
    [open.filter(({ op }) => op === 'update').length, 'to change'],
    [open.filter(({ op }) => op === 'replace').length, 'to replace'],
    [open.filter(({ op }) => op === 'remove').length, 'to remove'],
    [pending.length - open.length, 'blocked'],
    [unchanged, 'as described'],
  ] as const
  return parts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${number} ${what}`)
    .join(', ')
}

function lastLine(pending: readonly Change[], next: string): string {
  const open = pending.filter(isOpen).length
  if (open === pending.length) return `Nothing has been changed.  ${next}  does it.`
  if (open > 0) return `Nothing has been changed.  ${next}  does what is not blocked.`
  const risks = unapproved(pending)
  if (risks.length === 0)
    return 'Nothing has been changed, and nothing can be: each line says what blocks it.'
  const others = pending.some(({ blocked }) => !['needs-approval', 'depends'].includes(blocked?.reason ?? ''))
  return `Nothing has been changed.  ${next} --approve ${risks.join(',')}  does ${others ? 'a part of it' : 'it'}.`
}

/** What is blocked for another reason costs nothing, whatever is approved. */
function riskText(pending: readonly Change[]): string {
  const live = pending.filter((change) => isOpen(change) || change.blocked?.reason === 'needs-approval')
  const risks = [...new Set(live.flatMap((change) => change.risks))].sort()
  if (risks.length === 0) return ''
  const open = unapproved(live)
  const how = open.length > 0 ? `approve with --approve ${open.join(',')}` : 'nothing left to approve'
  return `  ${count(risks.length, 'risk')}: ${risks.join(', ')} (${how})`
}

function unapproved(pending: readonly Change[]): readonly Risk[] {
  const risks = pending.flatMap(({ blocked }): readonly Risk[] =>
    blocked?.reason === 'needs-approval' ? blocked.risks : [],
  )
  return [...new Set(risks)].sort()
}
