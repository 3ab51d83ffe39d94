/** `troupe schema`: the JSON Schema for editors. */
import { jsonSchema } from '../../tenancy/json-schema.ts'
import { makeCommand } from '../command.ts'
import type { Shell } from '../shell.ts'

export function command(shell: Shell) {
  return makeCommand('schema', 'Prints the JSON Schema of the language, for editors and other tools.', [
    ['troupe schema > .troupe.schema.json', 'then the first line of a document:'],
    ['# yaml-language-server: $schema=.troupe.schema.json', 'completion and checks while typing'],
  ]).action(() => {
    shell.out(JSON.stringify(jsonSchema(), null, 2))
  })
}
