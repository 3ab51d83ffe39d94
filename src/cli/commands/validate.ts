/** `troupe validate`: the description alone. */
import { TenancyError } from '../../tenancy/error.ts'
import { makeCommand } from '../command.ts'
import { exitCode } from '../exit-code.ts'
import { type OutputOption, pathsHelp, withOutput } from '../options.ts'
import { read } from '../planning.ts'
import { count } from '../render/words.ts'
import { report, type Shell } from '../shell.ts'

export function command(shell: Shell, finish: (code: number) => void) {
  return withOutput(
    makeCommand(
      'validate',
      'Reads a description and tells every mistake in it, with its place. Contacts nothing.',
      [
        ['troupe validate', 'the folder tenancy/'],
        ['troupe validate platform.yaml teams/', 'these files and folders'],
        ['troupe validate -o json | jq .problems', 'for an editor or a pull request'],
      ],
    ).argument('[path...]', pathsHelp),
  ).action(async (paths: string[], { output }: OutputOption) => {
    try {
      const { tenancy, files, documents, warnings } = await read(paths, shell)
      const data = {
        valid: true,
        problems: [],
        warnings,
        files,
        documents,
        teams: tenancy.teams.map(({ name }) => name),
      }
      report(
        shell,
        output,
        data,
        () => `${count(tenancy.teams.length, 'team')} in ${count(files, 'file')}: valid.`,
      )
    } catch (error) {
      if (!(error instanceof TenancyError) || output === 'text') throw error
      report(shell, output, { valid: false, problems: error.problems }, () => '')
      finish(exitCode.invalid)
    }
  })
}
