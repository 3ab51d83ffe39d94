/** `troupe demo`, which `npm start` runs: the whole way, from nothing to a verified platform, on the sandbox. */
import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isPending } from '../../core/plan.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { PortTaken, startSandbox } from '../../sandbox/sandbox.ts'
import { registrySecret, userSecret } from '../../tenancy/names.ts'
import type { Tenancy } from '../../tenancy/tenancy.ts'
import { applyAndPlanAgain } from '../applying.ts'
import { makeCommand } from '../command.ts'
import { type Connected, connect } from '../connect.ts'
import { exampleEnvironment, exampleRealms, placeExample, settlePorts } from '../example.ts'
import { exitCode, UsageError } from '../exit-code.ts'
import { policy } from '../options.ts'
import { costText, makePlan, read, subject } from '../planning.ts'
import { matrixText } from '../render/matrix.ts'
import { planText } from '../render/plan.ts'
import { count, seconds } from '../render/words.ts'
import { writeDockerLogin, writeEnvironment, writeImage, writeKubeconfig } from '../sandbox-files.ts'
import type { Shell } from '../shell.ts'
import { allKept, runProbes } from '../verifying.ts'
import { addressLines, portAdvice, portsOf, untilAborted } from './sandbox.ts'

interface Options {
  readonly once?: boolean
  readonly data?: string
  readonly ports?: string
  readonly files: string
}

export function command(shell: Shell, finish: (code: number) => void) {
  return makeCommand(
    'demo',
    'Starts the sandbox, plans and applies an example, plans again, and tries who may do what.',
    [
      ['troupe demo', 'the example; stays up for you to try things; npm start in a clone'],
      ['troupe demo --once', 'ends after the probes, with their exit code'],
      ['troupe demo --once --data kept', 'a second time changes nothing'],
      ['troupe demo --ports free', 'when the usual ports are taken'],
    ],
  )
    .argument('[example]', 'a folder with a description', 'examples/otomi')
    .option('--once', 'end after the probes')
    .option('--data <folder>', 'keep the sandbox there; without it, in memory')
    .option('--ports <ports>', '"free", or four numbers for Kubernetes, Keycloak, Harbor and the gateway')
    .option('--files <folder>', 'where kubeconfig, environment and logins are written', '.troupe')
    .action(async (example: string, options: Options) => {
      finish(await run(example, options, shell))
    })
}

async function run(given: string, options: Options, outer: Shell): Promise<number> {
  const began = Date.now()
  const files = resolve(outer.cwd, options.files)
  const ports = await settlePorts(portsOf(options.ports))
  const folder = placeExample(findExample(given, outer), files, ports)
  const sandbox = await startSandbox({
    ports,
    realms: exampleRealms(folder),
    ...(options.data !== undefined && { data: resolve(outer.cwd, options.data) }),
  }).catch((error: unknown) => {
    throw error instanceof PortTaken ? portAdvice(error, 'demo') : error
  })
  try {
    const kubeconfig = writeKubeconfig(files, sandbox)
    const environment = { KUBECONFIG: kubeconfig, ...exampleEnvironment }
    writeEnvironment(files, environment)
    const shell: Shell = { ...outer, env: { ...outer.env, ...environment } }
    shell.out(`Troupe sandbox ready in ${seconds(Date.now() - began)}`)
    for (const line of addressLines(sandbox, shown(kubeconfig, shell))) shell.out(line)
    const code = await perform(folder, { sandbox, files, shell, once: options.once ?? false })
    if (options.once) return code
    await untilAborted(shell.signal)
    return exitCode.asDesired
  } finally {
    await sandbox.close()
  }
}

interface Stage {
  readonly sandbox: Sandbox
  readonly files: string
  readonly shell: Shell
  readonly once: boolean
}

async function perform(folder: string, stage: Stage): Promise<number> {
  const { shell } = stage
  const loaded = await read([folder], shell)
  const { tenancy } = loaded
  const connected = await connect(tenancy, shell, {})
  try {
    const code = await planAndApply(tenancy, connected, {
      subject: subject(loaded, [shown(folder, shell)], shell),
      shell,
    })
    if (shell.signal.aborted) return code
    shell.out(
      `\n${shell.colours.bold('Who can do what')}  ${shell.colours.dim('promised by the description, observed on the servers')}`,
    )
    const began = Date.now()
    const cells = await runProbes(tenancy, connected, shell)
    shell.out(
      `${matrixText(cells, shell.colours, shell.columns)} ${shell.colours.dim(`in ${seconds(Date.now() - began)}`)}`,
    )
    if (!stage.once) await tellWhatToTry(tenancy, connected, folder, stage)
    return code !== exitCode.asDesired ? code : allKept(cells) ? exitCode.asDesired : exitCode.partial
  } finally {
    await connected.close()
  }
}

async function planAndApply(
  tenancy: Tenancy,
  connected: Connected,
  { subject, shell }: { subject: string; shell: Shell },
): Promise<number> {
  const began = Date.now()
  const { platform } = tenancy
  // The example is new and its own: what it risks, such as its retention rules, is what it is there to show.
  const choice = {
    narrowing: {},
    policy: policy({ approve: ['destroys-data', 'cuts-access', 'rotates-credential', 'exposes'] }, tenancy),
  }
  const planned = await makePlan(tenancy, connected, { ...choice, shell })
  const { plan } = planned
  shell.out(`\nRead ${subject}  ${shell.colours.dim(costText(connected, began))}\n`)
  shell.out(planText(plan, platform.name, undefined, shell.colours))
  if (!plan.changes.some(isPending)) return exitCode.asDesired
  shell.out(`\n${shell.colours.bold('Applying')}  ${count(plan.changes.length, 'change')}`)
  const { code, remaining } = await applyAndPlanAgain(planned, { ...choice, tenancy, connected, shell })
  if (remaining?.changes.length) shell.out(planText(remaining, platform.name, undefined, shell.colours))
  return code
}

/** Accounts, and three commands that work as they stand. */
async function tellWhatToTry(
  { platform, teams }: Tenancy,
  { world }: Connected,
  folder: string,
  stage: Stage,
): Promise<void> {
  const { shell, files, sandbox } = stage
  const out = (line = '') => shell.out(line)
  out(`\n${shell.colours.bold('Accounts')}  of ${platform.keycloak.issuer}`)
  for (const { username, groups } of platform.keycloak.users) {
    const secret = userSecret(platform, username)
    out(
      `  ${username.padEnd(12)} ${(groups.join(', ') || 'no team').padEnd(22)} password in secret ${secret.namespace}/${secret.name}`,
    )
  }
  const [team] = teams
  out(`\n${shell.colours.bold('Try')}  (after  . ${shown(join(files, 'env'), shell)}  in another terminal)`)
  if (team) {
    const host = new URL(sandbox.harbor.url).host
    const secret = registrySecret(team, 'push')
    const login = {
      username: await world.vault.read({ ...secret, key: 'username' }, shell.signal),
      password: await world.vault.read(secret, shell.signal),
    }
    const file = writeDockerLogin(files, `${team.name}-push`, host, login)
    out(`  kubectl get secrets,networkpolicies -n ${team.namespace.name}`)
    out(
      `  skopeo copy --dest-tls-verify=false --authfile ${shown(file, shell)} oci:${shown(writeImage(files), shell)} docker://${host}/${team.registry.project}/hello:1`,
    )
  }
  out(`  npx troupe plan ${shown(folder, shell)}        after changing a file there`)
  out('Ctrl-C ends it.')
}

/** The example where the user stands, or the one that came with the package. @throws UsageError where neither is there */
function findExample(given: string, shell: Shell): string {
  const found = [shell.cwd, packageRoot()]
    .map((from) => resolve(from, given))
    .find((path) => existsSync(path))
  if (found === undefined) throw new UsageError(`${given}  does not exist`)
  return found
}

function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return folder
}

function shown(path: string, shell: Shell): string {
  const short = relative(shell.cwd, path)
  return short.startsWith('..') ? path : short
}
