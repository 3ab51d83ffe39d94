#!/usr/bin/env node
/** The command line: finds the command, loads only what that one needs, and turns how it ended into an exit code. */
import { setMaxListeners } from 'node:events'
import { Command, CommanderError, type OutputConfiguration } from 'commander'
import { messageOf, SystemError } from '../core/error.ts'
import type { CommandModule } from './command.ts'
import { processShell, type Shell } from './shell.ts'

/** Name, what it does, where it is. */
const commands: Readonly<Record<string, readonly [string, () => Promise<CommandModule>]>> = {
  init: ['write the smallest useful description', () => import('./commands/init.ts')],
  validate: [
    'read a description and tell every mistake; contacts nothing',
    () => import('./commands/validate.ts'),
  ],
  plan: ['show what would be done', () => import('./commands/plan.ts')],
  apply: ['do it, then plan again', () => import('./commands/apply.ts')],
  verify: [
    'sign in as everybody and try what the description promises',
    () => import('./commands/verify.ts'),
  ],
  status: ['one line for each team', () => import('./commands/status.ts')],
  render: [
    'print the manifests, or Helm values for the installed systems',
    () => import('./commands/render.ts'),
  ],
  schema: ['print the JSON Schema of the language', () => import('./commands/schema.ts')],
  sandbox: ['the four systems on this machine, to try things out', () => import('./commands/sandbox.ts')],
  demo: ['sandbox, plan, apply and verify of an example in one go', () => import('./commands/demo.ts')],
  completion: ['print a script with which your shell completes', () => import('./commands/completion.ts')],
}

/** 128 + SIGINT, as shells say it. */
const interrupted = 130

async function main(argv: readonly string[]): Promise<number> {
  const controller = new AbortController()
  // Each request listens to it, and there are as many as are in flight.
  setMaxListeners(0, controller.signal)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(interrupted)
      controller.abort(new Error('interrupted'))
    })
  }
  // A reader that has seen enough, such as `head`, is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1)
  })
  const shell = processShell(controller.signal)
  try {
    return await parse(argv, shell)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 3
    if (controller.signal.aborted && !(error instanceof SystemError)) {
      shell.say('Interrupted.')
      return interrupted
    }
    return await explain(error, shell)
  }
}

async function parse(argv: readonly string[], shell: Shell): Promise<number> {
  let code = 0
  const program = new Command('troupe')
    .description('One description of teams becomes a working platform: Kubernetes, Keycloak, Harbor, Istio.')
    .version(await version(), '-V, --version')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput(hinting('troupe --help  lists the commands.'))
    .addHelpText(
      'after',
      '\nExit codes: 0 as desired · 1 bug · 2 changes pending · 3 description invalid · 4 a system unreachable or refusing · 5 applied in part\n',
    )
  const [named = '', subject] = argv.filter((word) => !word.startsWith('-'))
  for (const [name, [summary, load]] of Object.entries(commands)) {
    if (name !== named && !(named === 'help' && argv.includes(name))) {
      program.addCommand(new Command(name).description(summary))
      continue
    }
    const { command } = await load()
    const finish = (result: number) => {
      code = result
    }
    const made = command(shell, finish, () => everyCommand(shell))
    const hint = `troupe ${name} --help  says what it takes.`
    program.addCommand(made.exitOverride().configureOutput(hinting(hint)).summary(summary))
  }
  if (argv.length === 0) {
    program.outputHelp()
    return 0
  }
  if (named === 'help' && subject !== undefined && subject !== 'help' && !(subject in commands))
    program.error(`error: unknown command '${subject}'`)
  await program.parseAsync([...argv], { from: 'user' })
  return code
}

/** What to do about a mistake on the line, where no word was close enough to be meant. */
function hinting(hint: string): OutputConfiguration {
  return {
    outputError: (text, write) => {
      write(text.includes('(Did you mean') ? text : `${text}${hint}\n`)
    },
  }
}

async function everyCommand(shell: Shell): Promise<readonly Command[]> {
  const made = Object.values(commands).map(async ([summary, load]) => {
    const { command } = await load()
    return command(
      shell,
      () => {},
      () => Promise.resolve([]),
    ).summary(summary)
  })
  return await Promise.all(made)
}

/** Says what went wrong and whose fault it is. A stack is shown only for our own mistakes. */
async function explain(error: unknown, shell: Shell): Promise<number> {
  const { exitCode, exitCodeOf, fileWords, isFileError } = await import('./exit-code.ts')
  const code = exitCodeOf(error)
  if (code === exitCode.bug) {
    shell.say(
      `This is a mistake in Troupe itself; please report it with what you did.\n${(error as Error).stack ?? String(error)}`,
    )
  } else if (code === exitCode.unreachable) shell.say(`${shell.colours.red('✗')} ${messageOf(error)}`)
  else shell.say(isFileError(error) ? `${error.path}  ${fileWords(error)}` : messageOf(error))
  return code
}

async function version(): Promise<string> {
  const { readFileSync } = await import('node:fs')
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return version
}

process.exitCode = await main(process.argv.slice(2))
