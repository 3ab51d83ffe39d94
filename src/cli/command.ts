/** How a command is written: words, options, examples, and an action that gives an exit code. */
import { Command } from 'commander'
import type { Shell } from './shell.ts'

/** What a command's module exports. */
export interface CommandModule {
  readonly command: (shell: Shell, finish: (code: number) => void) => Command
}

/** A command with its examples, each a line of what to type and what it is for. */
export function makeCommand(
  name: string,
  description: string,
  examples: readonly (readonly [string, string])[],
): Command {
  const width = Math.max(...examples.map(([line]) => line.length))
  const text = examples.map(([line, why]) => `  $ ${line.padEnd(width)}   ${why}`).join('\n')
  return new Command(name).description(description).addHelpText('after', `\nExamples:\n${text}\n`)
}
