/** The description's own errors: where each stands, what is wrong and what would be right. */
import { compareText } from '../core/compare.ts'

/** Where something stands. `line` and `column` count from 1; both are 0 where no place in a text is meant. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** One thing that is wrong with a description. `path` is empty where the file as a whole is meant. */
export interface Problem extends Position {
  readonly path: string
  readonly message: string
}

/** The steps from a document's root to a value. */
export type Path = readonly (string | number)[]

/** The description is invalid. The message lists every problem; no system has been contacted. */
export class TenancyError extends Error {
  override readonly name = 'TenancyError'
  /** What the process ends with. */
  readonly exitCode = 3
  readonly problems: readonly Problem[]

  /** `files` is how many files were read. */
  constructor(problems: readonly Problem[], files: number) {
    const sorted = sortProblems(problems)
    super(`${problemLines(sorted).join('\n')}\n${summary(sorted, files)}`)
    this.problems = sorted
  }
}

/** One line for each problem, the places in a column of their own. */
export function problemLines(problems: readonly Problem[]): string[] {
  const widest = Math.min(60, Math.max(0, ...problems.map((problem) => placeText(problem).length)))
  return problems.map((problem) => {
    const what = problem.path === '' ? problem.message : `${problem.path}: ${problem.message}`
    return `${placeText(problem).padEnd(widest)}  ${what}`
  })
}

/** `file:line:column`, or the file alone. */
export function placeText({ file, line, column }: Position): string {
  return line === 0 ? file : `${file}:${line}:${column}`
}

/** A path as people write it: `spec.access[0].from`, with quotes where a key has dots in it. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    if (!/^(<<|[A-Za-z_$][\w$-]*)$/.test(step)) return `${text}[${JSON.stringify(step)}]`
    return text === '' ? step : `${text}.${step}`
  }, '')
}

/** In one order on every machine, each problem once. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const once = new Map(problems.map((problem) => [JSON.stringify(Object.values(problem)), problem]))
  return [...once.values()].sort(
    (a, b) =>
      compareText(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      compareText(a.path, b.path) ||
      compareText(a.message, b.message),
  )
}

function summary(problems: readonly Problem[], files: number): string {
  const broken = new Set(problems.filter(({ line }) => line > 0).map(({ file }) => file)).size
  const errors = counted(problems.length, 'error')
  const where = broken === 0 ? '' : ` in ${files === 1 ? '' : `${broken} of `}${counted(files, 'file')}`
  return `${errors}${where}. Nothing was contacted.`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
