/** A plan for people: by team, then system; one line for one object; fields only where something changes. */

import { groupBy } from '../../core/group.ts'
import { phraseOf, systemOf, systems } from '../../core/key.ts'
import type { FieldDiff, Risk } from '../../core/kind.ts'
import { type Block, type Change, isOpen, isPending, type Plan } from '../../core/plan.ts'
import type { Colours } from '../shell.ts'
import { count, sign, systemNames, thing } from './words.ts'

/** The whole plan, its last lines included. `next` is what to type to carry it out. */
export function planText(plan: Plan, platform: string, next: string, colours: Colours): string {
  const lines: string[] = []
  for (const [team, changes] of groupBy(plan.changes, (change) => change.team)) {
    lines.push(colours.bold(team === null ? `platform ${platform}` : `team ${team}`))
    for (const system of systems) {
      const here = changes.filter(({ key }) => systemOf(key) === system)
      if (here.length > 0)
        lines.push(`  ${systemNames[system]}`, ...here.flatMap((change) => changeLines(change, colours)))
    }
    lines.push('')
  }
  lines.push(...noteLines(plan, colours), ...summaryLines(plan, next))
  return lines.join('\n')
}

function changeLines(change: Change, colours: Colours): string[] {
  const word = colours.isColorSupported ? '' : `${change.op} `
  const head = `    ${sign(change, colours)} ${word}${thing(change.key)}`
  const tail = [about(change), change.blocked && colours.yellow(blockText(change, change.blocked))].filter(
    Boolean,
  )
  const risks = change.risks.map((risk) => colours.red(`▲ ${risk}`)).join(' ')
  const first = `${tail.length > 0 ? `${head.padEnd(40)}  ${tail.join(' · ')}` : head}${risks ? `   ${risks}` : ''}`
  if (change.op !== 'update' && change.op !== 'replace') return [first]
  if (change.diff.length === 1 && !change.blocked)
    return [`${head.padEnd(40)}  ${diffText(change.diff)}${risks ? `   ${risks}` : ''}`]
  return [first, ...change.diff.map((diff) => `        ${diffText([diff])}`)]
}

function about(change: Change): string {
  if (change.op === 'create') return change.desired.summary ?? ''
  if (change.op === 'remove' && !change.blocked) return 'nobody names it any more'
  return ''
}

function diffText(diffs: readonly FieldDiff[]): string {
  return diffs.map(({ path, from, to }) => `${path}  ${value(from)} → ${value(to)}`).join(', ')
}

/** JSON on one line, cut where it gets long. */
function value(of: unknown): string {
  if (of === undefined) return '(none)'
  const text = JSON.stringify(of)
  return text.length > 90 ? `${text.slice(0, 87)}…` : text
}

/** Why it is not done, and what to do about it. */
export function blockText(change: Change, block: Block): string {
  switch (block.reason) {
    case 'unowned':
      return `exists and is not ours: adopt it with  --adopt ${change.key}`
    case 'owned-by-another':
      return `belongs to platform ${block.owner}`
    case 'protected':
      return 'nobody names it any more; its team is protected'
    case 'needs-prune':
      return 'nobody names it any more: remove it with  --prune'
    case 'needs-approval':
      return `approve with  --approve ${block.risks.join(' ')}`
    case 'depends':
      return `waits for ${phraseOf(block.on)}`
  }
}

function noteLines(plan: Plan, colours: Colours): string[] {
  if (plan.notes.length === 0) return []
  return [
    'To know',
    ...plan.notes.map(({ key, text }) => `    ${colours.yellow('·')} ${systemNames[systemOf(key)]}: ${text}`),
    '',
  ]
}

function summaryLines(plan: Plan, next: string): string[] {
  const pending = plan.changes.filter(isPending)
  const left = plan.changes.length - pending.length
  const leftover =
    left > 0 ? `${count(left, 'leftover')} that nobody names any more (remove with --prune).` : undefined
  if (pending.length === 0) {
    return [
      `Nothing to do: ${count(plan.unchanged, 'object is', 'objects are')} as described.`,
      ...(leftover ? [leftover] : []),
    ]
  }
  const open = pending.filter(isOpen)
  const tally = (op: Change['op']) => open.filter((change) => change.op === op).length
  const blocked = pending.length - open.length
  const parts = [
    `${tally('create')} to create`,
    `${tally('update')} to change`,
    ...(tally('replace') > 0 ? [`${tally('replace')} to replace`] : []),
    `${tally('remove')} to remove`,
    ...(blocked > 0 ? [`${blocked} blocked`] : []),
    `${plan.unchanged} as described`,
  ]
  return [
    `${parts.join(', ')}.${riskText(pending)}`,
    ...(leftover ? [leftover] : []),
    `Nothing has been changed.  ${next}  does it.`,
  ]
}

function riskText(pending: readonly Change[]): string {
  const risks = [...new Set(pending.flatMap((change) => change.risks))].sort()
  if (risks.length === 0) return ''
  const open = new Set(
    pending.flatMap(({ blocked }): readonly Risk[] =>
      blocked?.reason === 'needs-approval' ? blocked.risks : [],
    ),
  )
  const how = open.size > 0 ? ` (approve with --approve ${[...open].sort().join(' ')})` : ' (approved)'
  return `  ${count(risks.length, 'risk')}: ${risks.join(', ')}${how}`
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
      risks: change.risks,
      ...(change.blocked && { blocked: { ...change.blocked, remedy: blockText(change, change.blocked) } }),
    })),
    notes: plan.notes,
  }
}
