/** `troupe sandbox`: the four systems on this machine, until Ctrl-C. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Option } from 'commander'
import { messageOf } from '../../core/error.ts'
import { FaultProblem } from '../../sandbox/http/fault.ts'
import { faultHelp, parseFault } from '../../sandbox/http/fault-words.ts'
import { MeshConfigProblem, readMeshConfig } from '../../sandbox/mesh-config.ts'
import {
  defaultPorts,
  PortTaken,
  type Sandbox,
  type SandboxSystem,
  sandboxSystems,
  startSandbox,
} from '../../sandbox/sandbox.ts'
import { FolderTaken } from '../../sandbox/store/lock.ts'
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
  readonly meshConfig?: string
  readonly fault?: readonly string[]
  readonly control?: boolean
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
      ["troupe sandbox --fault 'harbor error status=503 rate=0.1'", 'one in ten requests is refused'],
      [
        "troupe sandbox --fault 'keycloak drop method=POST path=**/groups nth=3 count=1'",
        'done, but not told',
      ],
      ["troupe sandbox --fault 'kubernetes latency ms=200' --fault 'all stop nth=50'", 'slow, then dead'],
    ],
  )
    .addHelpText('after', `\n${faultHelp(sandboxSystems)}\n`)
    .option('--data <folder>', 'keep everything there; without it, in memory')
    .option('--ports <ports>', '"free", or four numbers for Kubernetes, Keycloak, Harbor and the gateway')
    .addOption(several('--realm <file,...>', 'realms that Keycloak imports at its first start, as JSON'))
    .option('--empty', 'without the Services of installed systems')
    .option('--mesh-config <file>', 'Istio’s MeshConfig as YAML: pathNormalization, extensionProviders')
    .option(
      '--fault <fault>',
      'what goes wrong; can be repeated',
      (text, earlier: readonly string[] = []) => [...earlier, text],
    )
    .option('--control', 'open a port on which faults can be added, listed and taken away')
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
        const { close: _, backends: __, faults: ___, ...addresses } = sandbox
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
  const { meshConfig } = options
  const mesh = meshConfig === undefined ? undefined : meshOf(meshConfig, shell)
  const faults = (options.fault ?? []).map(faultOf)
  try {
    return await startSandbox({
      realms,
      ports: portsOf(options.ports),
      ...(options.data !== undefined && { data: resolve(shell.cwd, options.data) }),
      ...(options.empty && { installed: false }),
      ...(mesh && { mesh }),
      ...(options.control && { control: true }),
      faults,
    })
  } catch (error) {
    if (error instanceof FolderTaken) throw new UsageError(`--data ${options.data}: ${error.message}`)
    throw error instanceof PortTaken ? portAdvice(error, 'sandbox') : error
  }
}

/** @throws UsageError when it is no MeshConfig */
function meshOf(file: string, shell: Shell) {
  const text = readFileSync(resolve(shell.cwd, file), 'utf8')
  try {
    const { mesh, ignored } = readMeshConfig(text)
    if (ignored.length > 0) shell.say(`--mesh-config ${file}: not obeyed here: ${ignored.join(', ')}`)
    return mesh
  } catch (error) {
    throw error instanceof MeshConfigProblem
      ? new UsageError(`--mesh-config ${file}: ${error.message}`)
      : error
  }
}

/** @throws UsageError when it is no fault */
function faultOf(text: string) {
  try {
    return parseFault(text, sandboxSystems)
  } catch (error) {
    throw error instanceof FaultProblem ? new UsageError(`--fault '${text}': ${error.message}`) : error
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
export function portAdvice(error: PortTaken, command: 'sandbox' | 'demo'): UsageError {
  return new UsageError(
    `${error.message}. End that program, or choose other ports:  troupe ${command} --ports free`,
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
  { kubernetes, keycloak, harbor, gateway, control }: Sandbox,
  kubeconfig: string,
): string[] {
  const lines = [
    ['Kubernetes', kubernetes.url, `KUBECONFIG=${kubeconfig}`],
    ['Keycloak', keycloak.url, `${keycloak.username} / ${keycloak.password}`],
    ['Harbor', harbor.url, `${harbor.username} / ${harbor.password}`],
    ['gateway', gateway.url, ''],
    ...(control ? [['faults', `${control.url}/faults`, 'GET, POST, DELETE']] : []),
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
