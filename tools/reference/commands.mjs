/** docs/reference/cli.md: each command as commander defines it. */
import { code, generated, sentence, table } from './markdown.mjs'

/** A shell for commands that are defined and never run. */
const shell = { env: {}, cwd: '.', signal: new AbortController().signal }

const exitMeanings = {
  asDesired: 'everything is as described, or was made so',
  bug: 'a mistake in Troupe itself',
  pending: 'changes are pending, or a saved plan no longer fits',
  invalid: 'the description or the command line is not right',
  unreachable: 'a system is unreachable or refuses',
  partial: 'applied in part, blocked, or observed otherwise than promised',
}

export async function commandPage({ load, read }) {
  const names = [...read('src/cli/main.ts').matchAll(/import\('\.\/commands\/([a-z-]+)\.ts'\)/g)].map(
    ([, name]) => name,
  )
  const commands = await Promise.all(
    names.map(async (name) => (await load(`cli/commands/${name}.ts`)).command(shell, () => {})),
  )
  const { exitCode } = await load('cli/exit-code.ts')
  const parts = [
    generated('src/cli'),
    '# Commands',
    [
      'Inside a clone the commands are `npx troupe …`.',
      'Data goes to stdout, everything else to stderr.',
      'Colours are used on a terminal only; `NO_COLOR` switches them off and `FORCE_COLOR` on.',
      'A command that takes `[path...]` reads the folder `tenancy/` when no path is given.',
    ].join('\n'),
    '## Exit codes',
    table(
      ['code', 'meaning'],
      Object.entries(exitCode).map(([name, number]) => [number, meaningOf(name)]),
    ),
    'Ctrl-C once ends a run after the requests that are under way; twice ends it at once, with 130.',
    ...commands.map(section),
  ]
  return `${parts.join('\n\n')}\n`
}

function meaningOf(name) {
  const meaning = exitMeanings[name]
  if (meaning === undefined) throw new Error(`exit code ${name} has no words in tools/reference/commands.mjs`)
  return meaning
}

function section(command) {
  const options = command.options.map((option) => [
    code(option.flags),
    choicesOf(option),
    defaultOf(option),
    sentence(option.description),
  ])
  const takes = command.registeredArguments.map((argument) => [
    code(bracketed(argument)),
    '',
    defaultOf(argument),
    sentence(argument.description),
  ])
  const rows = [...takes, ...options]
  return [
    `## troupe ${command.name()}`,
    command.description().replaceAll(/(?<=[.]) (?=[A-Z])/g, '\n'),
    ...(rows.length > 0 ? [table(['argument or option', 'one of', 'default', 'meaning'], rows)] : []),
    examplesOf(command),
  ].join('\n\n')
}

function bracketed(argument) {
  const name = argument.variadic ? `${argument.name()}...` : argument.name()
  return argument.required ? `<${name}>` : `[${name}]`
}

function choicesOf({ argChoices }) {
  return argChoices ? argChoices.map(code).join(', ') : ''
}

function defaultOf({ defaultValue }) {
  return defaultValue === undefined ? '' : code(defaultValue)
}

/** What `--help` adds after the options. */
function examplesOf(command) {
  let text = ''
  command.configureOutput({
    writeOut: (more) => {
      text += more
    },
  })
  command.outputHelp()
  const lines = text
    .slice(text.indexOf('Examples:') + 'Examples:'.length)
    .trim()
    .split('\n')
  return ['```text', ...lines.map((line) => line.replace(/^ {2}/, '')), '```'].join('\n')
}
