/** A terminal: a pty made by `script`, and what its screen shows in the end. */
import { stripVTControlCharacters } from 'node:util'
import { isInstalled, main, type Place, run } from './troupe.ts'

/** Why there is no terminal to try; undefined where there is one. */
export const noTerminal = isInstalled('script')
  ? undefined
  : 'the program `script` (bsdutils) is not installed'

/** What the command line writes to a terminal of some width, with its control sequences. */
export async function onTerminal(
  args: readonly string[],
  columns: number,
  { cwd, env }: Place,
): Promise<string> {
  const line = [process.execPath, main, ...args].map((word) => `'${word}'`).join(' ')
  const { stdout } = await run('script', ['-qec', `stty cols ${columns} rows 40; ${line}`, '/dev/null'], {
    cwd,
    env: { TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
  })
  return stdout
}

/** Carries out the few sequences that we draw with. @throws Error for another one */
export function screenOf(written: string, columns: number): readonly string[] {
  const lines: string[][] = [[]]
  let [row, column] = [0, 0]
  const put = (text: string) => {
    for (const letter of text) {
      if (column === columns) [row, column] = [row + 1, 0]
      while (lines.length <= row) lines.push([])
      const line = lines[row] ?? []
      while (line.length < column) line.push(' ')
      line[column++] = letter
    }
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal is driven with
  for (const [part, digits, letter] of written.matchAll(/\u001b\[([\d;]*)([A-Za-z])|\r|\n|[^\u001b\r\n]+/g)) {
    if (letter === 'A') row = Math.max(0, row - Number(digits || 1))
    else if (letter === 'K') lines[row]?.splice(column)
    else if (letter === 'J') {
      lines[row]?.splice(column)
      lines.splice(row + 1)
    } else if (part === '\r') column = 0
    else if (part === '\n') row++
    else if (letter === undefined) put(part)
    else if (letter !== 'm') throw new Error(`unknown sequence ${JSON.stringify(part)}`)
  }
  return lines.map((line) => stripVTControlCharacters(line.join('')).trimEnd())
}
