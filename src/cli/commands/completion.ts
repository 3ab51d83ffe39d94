/** `troupe completion`: what a shell needs to complete commands and options. Written from the commands themselves. */
import { Argument, type Command } from 'commander'
import { makeCommand } from '../command.ts'
import type { Shell } from '../shell.ts'

const scripts = { bash, zsh, fish } as const

export function command(
  shell: Shell,
  _finish: (code: number) => void,
  all: () => Promise<readonly Command[]>,
) {
  return makeCommand('completion', 'Prints a script with which your shell completes commands and options.', [
    ['source <(troupe completion bash)', 'in ~/.bashrc'],
    ['source <(troupe completion zsh)', 'in ~/.zshrc, after compinit'],
    ['troupe completion fish | source', 'in ~/.config/fish/config.fish'],
  ])
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(scripts)))
    .action(async (name: keyof typeof scripts) => {
      shell.out(scripts[name](await all()))
    })
}

function bash(commands: readonly Command[]): string {
  const cases = commands.map((one) => {
    const flags = optionsOf(one).flatMap(({ short, long }) => [short, long].filter(Boolean))
    const places = one.registeredArguments.flatMap(({ argChoices = [] }) => argChoices)
    return `    ${one.name()}) words='${[...flags, ...places].join(' ')}' ;;`
  })
  const values = choices(commands).map(
    ([flags, words]) => `    ${flags.join('|')}) words='${words.join(' ')}' ;;`,
  )
  return `_troupe() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} words=''
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${commands.map((one) => one.name()).join(' ')} help --help --version' -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
  case $before in
${values.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _troupe troupe`
}

function zsh(commands: readonly Command[]): string {
  return `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`
}

function fish(commands: readonly Command[]): string {
  const lines = commands.flatMap((one) => [
    `complete -c troupe -n __fish_use_subcommand -f -a ${one.name()} -d ${quoted(one.summary())}`,
    ...optionsOf(one).map(({ short, long, description, argChoices, required }) => {
      const value = argChoices ? ` -x -a '${argChoices.join(' ')}'` : required ? ' -r' : ''
      const names = `${short ? ` -s ${short.slice(1)}` : ''}${long ? ` -l ${long.slice(2)}` : ''}`
      return `complete -c troupe -n '__fish_seen_subcommand_from ${one.name()}'${names}${value} -d ${quoted(description)}`
    }),
  ])
  return lines.join('\n')
}

function optionsOf(command: Command) {
  return command.createHelp().visibleOptions(command)
}

/** Options with a closed set of values. The same flag means the same in every command, and some take more of its values. */
function choices(commands: readonly Command[]): (readonly [string[], readonly string[]])[] {
  const byLong = new Map<string, readonly [string[], readonly string[]]>()
  for (const { short, long, argChoices } of commands.flatMap(optionsOf)) {
    if (!long || !argChoices) continue
    const values = [...new Set([...(byLong.get(long)?.[1] ?? []), ...argChoices])]
    byLong.set(long, [[short, long].filter((flag) => flag !== undefined), values])
  }
  return [...byLong.values()]
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `\\'`)}'`
}
