/** `troupe sandbox`: the four systems on this machine, until Ctrl-C. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Option } from 'commander'
import { messageOf } from '../../core/error.ts'
import {
  defaultPorts,
  PortTaken,
  type Sandbox,
  type SandboxSystem,
  sandboxSystems,
  startSandbox,
} from '../../sandbox/sandbox.ts'
import { makeCommand } from '../command.ts'
import { UsageError } from '../exit-code.ts'
import { several } from '../options.ts'
import { seconds } from '../render/words.ts'
import { writeKubeconfig } from '../sandbox-files.ts'
import type { Shell } from '../shell.ts'

interface Options {
  readonly output: 'text' | 'json'
  readonly data?: string
  readonly ports?: string
  readonly realm?: readonly string[]
  readonly empty?: boolean
  readonly files: string
}

export function command(shell: Shell) {
  const made = makeCommand(
    'sandbox',
    'Starts Kubernetes, Keycloak, Harbor and a mesh gateway on loopback, speaking the real protocols. Ctrl-C ends it.',
    [
      ['troupe sandbox', 'everything in memory'],
      ['troupe sandbox --data ~/.troupe', 'kept: the next start goes on'],
      ['troupe sandbox --ports free -o json', 'for tests: one line of addresses when it is ready'],
      ['troupe sandbox --ports 7443,7180,7080,7088', 'Kubernetes, Keycloak, Harbor, gateway'],
    ],
  )
    .option('--data <folder>', 'where everything is kept')
    .option('--ports <ports>', '"free", or four numbers for Kubernetes, Keycloak, Harbor and the gateway')
    .addOption(several('--realm <file,...>', 'realms that Keycloak imports at its first start, as JSON'))
    .option('--empty', 'without the Services of installed systems')
    .option('--files <folder>', 'where the kubeconfig is written', '.troupe')
    .addOption(
      new Option('-o, --output <form>', 'how the addresses are written')
        .choices(['text', 'json'])
        .default('text'),
    )
  return made.action(async (options: Options) => {
    const began = Date.now()
    const sandbox = await open(options, shell)
    try {
      if (options.output === 'text') {
        const kubeconfig = writeKubeconfig(resolve(shell.cwd, options.files), sandbox)
        shell.out(
          `Troupe sandbox ready in ${seconds(Date.now() - began)}\n${addressLines(sandbox, kubeconfig).join('\n')}\nCtrl-C ends it.`,
        )
      } else {
        const { close: _, backends: __, ...addresses } = sandbox
        shell.out(JSON.stringify(addresses))
      }
      await untilAborted(shell.signal)
    } finally {
      await sandbox.close()
    }
  })
}

async function open(options: Options, shell: Shell): Promise<Sandbox> {
  const realms = (options.realm ?? []).map((path) => readRealm(resolve(shell.cwd, path)))
  try {
    return await startSandbox({
      realms,
      ports: portsOf(options.ports),
      ...(options.data !== undefined && { data: resolve(shell.cwd, options.data) }),
      ...(options.empty && { installed: false }),
    })
  } catch (error) {
    throw error instanceof PortTaken ? portAdvice(error) : error
  }
}

/** @throws UsageError when the file is not JSON */
function readRealm(path: string): unknown {
  const text = readFileSync(path, 'utf8')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`--realm ${path} is not JSON: ${messageOf(error)}`)
  }
}

/** What to do about a port that is taken. */
export function portAdvice(error: PortTaken): UsageError {
  return new UsageError(
    `${error.message}. End that program, or choose other ports:  troupe sandbox --ports free`,
  )
}

/** @throws UsageError unless it is `free` or four numbers */
export function portsOf(text: string | undefined): Readonly<Record<SandboxSystem, number>> {
  if (text === undefined) return defaultPorts
  const numbers = text === 'free' ? [0, 0, 0, 0] : text.split(',').map(Number)
  const valid =
    numbers.length === 4 && numbers.every((port) => Number.isInteger(port) && port >= 0 && port < 65536)
  if (!valid)
    throw new UsageError(`--ports ${text}: write "free", or four numbers such as 6443,8180,8080,8088`)
  return Object.fromEntries(sandboxSystems.map((system, index) => [system, numbers[index] ?? 0])) as Record<
    SandboxSystem,
    number
  >
}

/** Addresses and accounts, a line each. */
export function addressLines(
  { kubernetes, keycloak, harbor, gateway }: Sandbox,
  kubeconfig: string,
): string[] {
  const lines = [
    ['Kubernetes', kubernetes.url, `KUBECONFIG=${kubeconfig}`],
    ['Keycloak', keycloak.url, `${keycloak.username} / ${keycloak.password}`],
    ['Harbor', harbor.url, `${harbor.username} / ${harbor.password}`],
    ['gateway', gateway.url, ''],
  ]
  return lines.map(([name = '', url = '', more = '']) =>
    `  ${name.padEnd(11)} ${url.padEnd(25)} ${more}`.trimEnd(),
  )
}

export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })
}
