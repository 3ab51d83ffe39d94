/** The composition root: clients, vault and ledger for a tenancy, put together as one world. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { SecretName } from '../core/kind.ts'
import type { World } from '../engine/world.ts'
import { catalogue } from '../kinds/catalogue.ts'
import type { Clients } from '../kinds/define.ts'
import { appliedConfigMaps } from '../kinds/kubernetes/applied.ts'
import { namespaceLedger } from '../kinds/kubernetes/ledger.ts'
import { kubernetesVault, stampAnnotation } from '../kinds/kubernetes/vault.ts'
import { harborClient } from '../systems/harbor/client.ts'
import type { ClientOptions } from '../systems/http/options.ts'
import { keycloakClient } from '../systems/keycloak/client.ts'
import { kubernetesClient } from '../systems/kubernetes/client.ts'
import { loadKubernetesConfig } from '../systems/kubernetes/config.ts'
import { dailyRobot, mark } from '../tenancy/names.ts'
import { secretNameOf } from '../tenancy/secrets.ts'
import type { Platform, Tenancy } from '../tenancy/tenancy.ts'
import type { SecretReference } from '../tenancy/values.ts'
import { UsageError } from './exit-code.ts'
import type { ConnectionOptions } from './options.ts'
import type { Shell } from './shell.ts'

export interface Connected {
  readonly world: World<Tenancy, Clients>
  readonly clients: Clients
  close(): Promise<void>
}

/**
 * Clients connect lazily; the Secrets that hold our own credentials are read here.
 *
 * @param timeouts instead of the clients' own
 * @throws SystemError, or UsageError when the environment lacks what the description refers to
 */
export async function connect(
  tenancy: Tenancy,
  shell: Shell,
  options: ConnectionOptions,
  timeouts: ClientOptions['timeouts'] = {},
): Promise<Connected> {
  const { platform } = tenancy
  const { env, redactor, signal } = shell
  requireEnvironment(platform, env)
  const common: ClientOptions = { redactor, timeouts }
  const kubernetes = kubernetesClient(loadKubernetesConfig({ ...options, env }), common)
  const vault = kubernetesVault({
    client: kubernetes,
    env,
    readFile: (path) => readSecretFile(path, shell),
    onSecret: (value) => {
      redactor.add(value)
    },
  })
  const secret = (name: SecretName) => vault.read(name, signal)
  const { credentials, api, realm, loginRealm } = platform.keycloak
  const keycloak = keycloakClient(
    { url: api, realm, loginRealm, credentials: await keycloakLogin(credentials, secret) },
    { ...common, ...(await trust(platform.keycloak.ca, secret)) },
  )
  const admin = {
    username: platform.harbor.credentials.username,
    password: await secret(secretNameOf(platform.harbor.credentials.password)),
  }
  const harbor = harborClient(
    { url: platform.harbor.api, admin },
    { ...common, ...(await trust(platform.harbor.ca, secret)) },
  )
  const robot = await robotLogin(platform, kubernetes, secret, signal)
  if (robot) harbor.useRobot(robot)
  const clients: Clients = { kubernetes, keycloak, harbor }
  return {
    clients,
    world: {
      kinds: catalogue,
      clients,
      vault,
      ledger: namespaceLedger({ client: kubernetes, tenancy }),
      applied: appliedConfigMaps({ client: kubernetes, platform }),
      owner: platform.name,
    },
    close: async () => {
      await Promise.all([kubernetes.close(), keycloak.close(), harbor.close()])
    },
  }
}

/** All that is missing is told at once, before any server is asked. */
function requireEnvironment({ keycloak, harbor }: Platform, env: Shell['env']): void {
  const { clientSecret, password } = keycloak.credentials
  const references = [password, clientSecret, keycloak.ca, harbor.credentials.password, harbor.ca]
  const missing = [...new Set(references.flatMap((one) => (one?.env && !env[one.env] ? [one.env] : [])))]
  if (missing.length === 0) return
  const [variables, are, them] =
    missing.length === 1 ? ['variable', 'is', 'it'] : ['variables', 'are', 'them']
  throw new UsageError(
    `environment ${variables} ${missing.join(' and ')} ${are} not set, and the description refers to ${them}`,
  )
}

/** A private authority is trusted instead of the well-known ones. */
async function trust(
  ca: SecretReference | undefined,
  secret: (name: SecretName) => Promise<string>,
): Promise<Pick<ClientOptions, 'tls'>> {
  return ca === undefined ? {} : { tls: { ca: await secret(secretNameOf(ca)) } }
}

async function keycloakLogin(
  { clientId, clientSecret, username, password }: Platform['keycloak']['credentials'],
  secret: (name: SecretName) => Promise<string>,
) {
  if (username !== undefined && password !== undefined) {
    return { username, password: await secret(secretNameOf(password)) }
  }
  if (clientId !== undefined && clientSecret !== undefined) {
    return { clientId, clientSecret: await secret(secretNameOf(clientSecret)) }
  }
  throw new UsageError('spec.keycloak.credentials: give clientId and clientSecret, or username and password')
}

/** The daily robot's login, where an earlier run made it. */
async function robotLogin(
  platform: Platform,
  kubernetes: Clients['kubernetes'],
  secret: (name: SecretName) => Promise<string>,
  signal: AbortSignal,
) {
  if (!platform.harbor.dailyRobot) return undefined
  const robot = dailyRobot(platform)
  const address = {
    apiVersion: 'v1',
    plural: 'secrets',
    namespace: robot.secret.namespace,
    name: robot.secret.name,
  }
  const kept = await kubernetes.get(address, signal)
  // A Secret that is not ours, or whose value no robot was given yet, is no login.
  if (kept?.metadata.labels?.[mark.platform] !== platform.name) return undefined
  if (!kept.metadata.annotations?.[stampAnnotation]) return undefined
  return { username: `${platform.harbor.robotPrefix}${robot.name}`, password: await secret(robot.secret) }
}

function readSecretFile(path: string, shell: Shell): Promise<string> {
  return readFile(resolve(shell.cwd, path), 'utf8')
}
