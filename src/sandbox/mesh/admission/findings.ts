/** What istiod's validation finds, in the words of its webhook. */

/** Errors of one check; `listed` where istiod wraps even a single one as a list (hashicorp/go-multierror). */
export class Findings {
  readonly errors: string[] = []
  readonly warnings: string[] = []
  #listed = false

  /** An error, when there is one. */
  add(error: string | undefined): void {
    if (error !== undefined) this.errors.push(error)
  }

  /** Errors that are a list, however few. */
  addList(errors: readonly string[]): void {
    if (errors.length === 0) return
    this.#listed = true
    this.errors.push(...errors)
  }

  /** A warning. */
  warn(warning: string): void {
    this.warnings.push(warning)
  }

  /** All errors as one text, each behind a prefix. */
  text(prefix = ''): string | undefined {
    const [first] = this.errors
    if (first === undefined) return undefined
    if (this.errors.length === 1 && !this.#listed) return prefix + first
    return listText(this.errors.map((error) => prefix + error))
  }
}

/** Problems as go-multierror lists them; undefined when there are none. */
export function listText(problems: readonly string[]): string | undefined {
  if (problems.length === 0) return undefined
  const count = problems.length === 1 ? '1 error' : `${problems.length} errors`
  return `${count} occurred:\n${problems.map((problem) => `\t* ${problem}\n`).join('')}\n`
}
