/** What is not as promised, said once for each cause, with everybody whom it strikes. */
import { groupBy } from '../../core/group.ts'
import { broken, type Cell, gatewayProbes, type Target, verdictOf } from '../../probes/matrix.ts'
import type { Colours } from '../shell.ts'
import { wrap } from './words.ts'

const words = {
  exposed: 'not promised, possible',
  refused: 'promised, refused',
  untried: 'not tried',
} as const
type Difference = keyof typeof words

/** The sign of a difference, in its cell and before its cause. */
export function differenceSign(verdict: Difference, colours: Colours): string {
  return { exposed: colours.red('!'), refused: colours.red('✗'), untried: colours.yellow('?') }[verdict]
}

/** A rule of the gateway promises that something happens, and that may be a refusal. */
function wordsOf({ target }: Cell, verdict: Difference): string {
  const rule = verdict === 'refused' && target.type === 'gateway' && target.name !== 'portal'
  return rule ? 'not as promised' : words[verdict]
}

/** Most dangerous first. Empty where all is kept. */
export function differenceLines(cells: readonly Cell[], colours: Colours): string[] {
  const lines = [...groupBy(broken(cells), shapeOf).values()].flatMap((same) => {
    const [first] = same
    const verdict = first && verdictOf(first)
    if (!first || !verdict || verdict === 'kept') return []
    const bySubject = [...groupBy(same, ({ subject }) => subject.label)]
    const many = bySubject.length > 1
    const cause = many ? (first.cause ?? '').replaceAll(first.subject.label, 'each') : (first.cause ?? '')
    const width = Math.max(...bySubject.map(([label]) => label.length))
    return [
      `${differenceSign(verdict, colours)} ${wordsOf(first, verdict)}: ${cause}`,
      ...bySubject.flatMap(([label, own]) => {
        const [begin = '', ...rest] = wrap(targetsText(own, cells), 90)
        const indent = ' '.repeat(width)
        return [`    ${label.padEnd(width)}  ${begin}`, ...rest.map((line) => `    ${indent}  ${line}`)]
      }),
    ]
  })
  return lines.length > 0 ? [...lines, ''] : []
}

/** The verdict and its cause, without whom it struck and without the servers' words, which begin with a status. */
function shapeOf(cell: Cell): string {
  const cause = (cell.cause ?? '').replaceAll(cell.subject.label, '').replaceAll(/\b[1-5]\d\d\b[^;)]*/g, '')
  const verdict = verdictOf(cell)
  return `${verdict === 'kept' ? '' : wordsOf(cell, verdict)} ${cause}`
}

function targetsText(own: readonly Cell[], cells: readonly Cell[]): string {
  const [first] = own
  const all = cells.filter(({ subject }) => subject.label === first?.subject.label).length
  return own.length === all && all > 1 ? 'everything' : own.map(({ target }) => targetText(target)).join(', ')
}

/** `push demo`, `app demo/shop`. */
export function targetText(target: Target): string {
  if (target.type === 'project') return `${target.deed} ${target.team}`
  if (target.type === 'app') return `app ${target.team}/${target.app}`
  return gatewayProbes[target.name]
}
