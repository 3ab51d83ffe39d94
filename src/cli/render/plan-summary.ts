/** The last lines of a plan: what will happen, what it risks, what to type. */
import type { Risk } from '../../core/kind.ts'
import { type Change, isOpen, isPending, type Plan } from '../../core/plan.ts'
import { count } from './words.ts'

/** `next` is the command that carries it out; without it, nothing is said about that. */
export function summaryLines(plan: Plan, next: string | undefined): string[] {
  const pending = plan.changes.filter(isPending)
  const unasked = plan.changes.filter(({ blocked }) => blocked?.reason === 'not-asked').length
  const leftovers = plan.changes.length - pending.length - unasked
  const kept =
    leftovers > 0
      ? [
          `${count(leftovers, 'leftover')} that nobody names any more: --prune removes ${leftovers === 1 ? 'it' : 'them'}.`,
        ]
      : []
  if (unasked > 0) kept.push(`${count(unasked, 'other change')} that --only leaves out.`)
  if (pending.length === 0) {
    return [`Nothing to do: ${count(plan.unchanged, 'object is', 'objects are')} as described.`, ...kept]
  }
  return [`${tally(plan, pending)}.${riskText(pending)}`, ...kept, ...(next ? [lastLine(pending, next)] : [])]
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
  return risks.length > 0
    ? `Nothing has been changed.  ${next} --approve ${risks.join(',')}  does it.`
    : 'Nothing has been changed, and nothing can be: all of it is blocked.'
}

function riskText(pending: readonly Change[]): string {
  const risks = [...new Set(pending.flatMap((change) => change.risks))].sort()
  if (risks.length === 0) return ''
  const open = unapproved(pending)
  const how = open.length > 0 ? `approve with --approve ${open.join(',')}` : 'nothing left to approve'
  return `  ${count(risks.length, 'risk')}: ${risks.join(', ')} (${how})`
}

function unapproved(pending: readonly Change[]): readonly Risk[] {
  const risks = pending.flatMap(({ blocked }): readonly Risk[] =>
    blocked?.reason === 'needs-approval' ? blocked.risks : [],
  )
  return [...new Set(risks)].sort()
}
