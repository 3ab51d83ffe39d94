/** Columns of text, as wide as they need to be. */
import { stripVTControlCharacters } from 'node:util'

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => shown(row[column] ?? ''))))
  return all
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - shown(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function shown(text: string): number {
  return stripVTControlCharacters(text).length
}
