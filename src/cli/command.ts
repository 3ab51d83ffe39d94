/** How a command is written: words, options, examples, and an action that gives an exit code. */
import { Command } from 'commander'
import type { Shell } from './shell.ts'

/** What a command's module exports. */
export interface CommandModule {
  readonly command: (
    shell: Shell,
    /** Takes the exit code. */
    finish: (code: number) => void,
    /** Every command, for one that speaks of the others. */
    all: () => Promise<readonly Command[]>,
  ) => Command
}

/** Longer lines have what they are for below them. */
const widestExample = 64

/** A command with its examples, each a line of what to type and what it is for. */
export function makeCommand(
  name: string,
  description: string,
  examples: readonly (readonly [string, string])[],
): Command {
  const width = Math.max(...examples.map(([line]) => (line.length > widestExample ? 0 : line.length)))
  const text = examples
    .map(([line, why]) => {
      const gap = line.length > width ? `\n${' '.repeat(width + 7)}` : ' '.repeat(width - line.length + 3)
      return `  $ ${line}${gap}${why}`
    })
    .join('\n')
  return new Command(name).description(description).addHelpText('after', `\nExamples:\n${text}\n`)
}
