/** The access matrix for people: who in rows, what in columns, and below it what is not as promised. */

import { compareText } from '../../core/compare.ts'
import { groupBy } from '../../core/group.ts'
import {
  type Cell,
  type Deed,
  deeds,
  type GatewayProbe,
  gatewayProbes,
  type Target,
  verdictOf,
} from '../../probes/matrix.ts'
import type { Colours } from '../shell.ts'
import { differenceLines, differenceSign, targetText } from './differences.ts'
import { table } from './table.ts'

const deedHeads: Readonly<Record<Deed, string>> = {
  see: 'see',
  pull: 'pull',
  push: 'push',
  delete: 'del',
  members: 'admin',
}

/** The table, the gateway's rules, the differences, and the tally. Many teams make several tables, each as wide as fits. */
export function matrixText(cells: readonly Cell[], colours: Colours, width: number): string {
  const inTable = cells.filter(({ target }) => columnOf(target) !== undefined)
  const columns = [...new Set(inTable.map(({ target }) => columnOf(target) ?? ''))].sort(byGroup)
  return [
    ...inBands(columns, inTable, width).flatMap((band) => [tableOf(band, inTable, colours), '']),
    ...gatewayLines(cells, colours),
    ...differenceLines(cells, colours),
    tally(cells, colours),
  ].join('\n')
}

function tableOf(columns: readonly string[], cells: readonly Cell[], colours: Colours): string {
  const groups = columns.map((column) => column.split(' ')[0] ?? '')
  const head1 = [
    '',
    ...groups.map((group, index) => (group === groups[index - 1] ? '' : colours.bold(group))),
  ]
  const head2 = ['', ...columns.map((column) => column.split(' ')[1] ?? '')]
  const here = cells.filter(({ target }) => columns.includes(columnOf(target) ?? ''))
  const rows = [...groupBy(here, ({ subject }) => subject.label)].map(([label, own]) => {
    const byColumn = new Map(own.map((cell) => [columnOf(cell.target), cell]))
    return [label, ...columns.map((column) => mark(byColumn.get(column), colours))]
  })
  return table(head1, [head2, ...rows])
}

/** Columns side by side as far as the screen goes; a team's own stay together. */
function inBands(columns: readonly string[], cells: readonly Cell[], width: number): string[][] {
  const labels = Math.max(0, ...cells.map(({ subject }) => subject.label.length))
  const bands: string[][] = []
  let room = 0
  for (const [group = '', own] of groupBy(columns, (column) => column.split(' ')[0])) {
    const wide = own.reduce((sum, column) => sum + 2 + (column.split(' ')[1] ?? '').length, 0)
    const needs = Math.max(wide, wide - (own[0]?.split(' ')[1] ?? '').length + group.length)
    const last = bands.at(-1)
    if (last === undefined || needs > room) {
      bands.push(own)
      room = width - labels - needs
    } else {
      last.push(...own)
      room -= needs
    }
  }
  return bands
}

/** `demo see`, `demo app:shop`, `mesh portal`; undefined for what is no column. */
function columnOf(target: Target): string | undefined {
  if (target.type === 'project') return `${target.team} ${deedHeads[target.deed]}`
  if (target.type === 'app') return `${target.team} ${target.app}`
  return target.name === 'portal' ? 'mesh portal' : undefined
}

/** Teams by name, what is done to projects in its own order, then apps, and the portal last. */
function byGroup(a: string, b: string): number {
  const [groupA = '', nameA = ''] = a.split(' ')
  const [groupB = '', nameB = ''] = b.split(' ')
  const heads = deeds.map((deed) => deedHeads[deed])
  const rank = (name: string) => (heads.includes(name) ? heads.indexOf(name) : heads.length)
  const last = Number(groupA === 'mesh') - Number(groupB === 'mesh')
  return last || compareText(groupA, groupB) || rank(nameA) - rank(nameB) || compareText(nameA, nameB)
}

function mark(cell: Cell | undefined, colours: Colours): string {
  if (!cell) return ''
  const verdict = verdictOf(cell)
  if (verdict !== 'kept') return differenceSign(verdict, colours)
  return cell.promised ? colours.green('✓') : colours.dim('·')
}

function gatewayLines(cells: readonly Cell[], colours: Colours): string[] {
  const own = cells.filter(({ target }) => target.type === 'gateway' && target.name !== 'portal')
  const byName = groupBy(own, ({ target }) => (target.type === 'gateway' ? target.name : undefined))
  const lines = [...byName].map(([name, tries]) => {
    const bad = tries.find((cell) => verdictOf(cell) !== 'kept')
    return `${mark(bad ?? tries[0], colours)} ${gatewayProbes[name as GatewayProbe]}`
  })
  return lines.length > 0 ? [...lines, ''] : []
}

function tally(cells: readonly Cell[], colours: Colours): string {
  const kept = cells.filter((cell) => verdictOf(cell) === 'kept').length
  const all = kept === cells.length
  return `${all ? colours.green('✓') : colours.red('✗')} ${kept} of ${cells.length} observed as promised`
}

/** The matrix as data. */
export function matrixData(cells: readonly Cell[]): object {
  return {
    promised: cells.length,
    kept: cells.filter((cell) => verdictOf(cell) === 'kept').length,
    cells: cells.map((cell) => ({
      who: cell.subject.label,
      target: targetText(cell.target),
      ...('team' in cell.target && { team: cell.target.team }),
      promised: cell.promised,
      observed: cell.observed ?? null,
      verdict: verdictOf(cell),
      ...(cell.cause !== undefined && { cause: cell.cause }),
    })),
  }
}
