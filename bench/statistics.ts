/** Figures of several runs, and words for them. */

/** The least, the middle and the most of several measurements. */
export interface Spread {
  readonly min: number
  readonly median: number
  readonly max: number
}

/** @param values at least one */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? Number.NaN, sorted[Math.floor(middle)] ?? Number.NaN]
  return { min: sorted[0] ?? Number.NaN, median: (low + high) / 2, max: sorted.at(-1) ?? Number.NaN }
}

/** `1.20 / 1.31 / 1.90`: min, median, max. */
export function spreadText(values: readonly number[], digits = 2): string {
  const { min, median, max } = spread(values)
  return [min, median, max].map((value) => value.toFixed(digits)).join(' / ')
}

export function median(values: readonly number[]): number {
  return spread(values).median
}

/** Bytes as MiB. */
export function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0)
}

/** `reached` where a figure is at most the goal, `missed` otherwise. */
export function verdict(value: number, most: number): string {
  return value <= most ? 'reached' : 'missed'
}

/** Rows under headings, each column as wide as its widest cell; all but the first are set to the right. */
export function printTable(title: string, rows: readonly (readonly (string | number)[])[]): void {
  const texts = rows.map((row) => row.map(String))
  const columns = Math.max(...texts.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, index) =>
    Math.max(...texts.map((row) => (row[index] ?? '').length)),
  )
  console.log(`\n${title}`)
  for (const row of texts) {
    const cells = row.map((cell, index) => {
      const width = widths[index] ?? 0
      return index === 0 ? cell.padEnd(width) : cell.padStart(width)
    })
    console.log(`  ${cells.join('  ')}`.trimEnd())
  }
}
