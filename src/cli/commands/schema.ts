/** `troupe schema`: the JSON Schema for editors. */
import { jsonSchema } from '../../tenancy/json-schema.ts'
import { makeCommand } from '../command.ts'
import type { Shell } from '../shell.ts'

export function command(shell: Shell) {
  return makeCommand('schema', 'Prints the JSON Schema of the language, for editors and other tools.', [
    ['troupe schema > .troupe.schema.json', 'where documents look for it'],
  ])
    .addHelpText(
      'after',
      'A document whose first line is\n  # yaml-language-server: $schema=.troupe.schema.json\nis completed and checked while you type.\n',
    )
    .action(() => {
      shell.out(JSON.stringify(jsonSchema(), null, 2))
    })
}
