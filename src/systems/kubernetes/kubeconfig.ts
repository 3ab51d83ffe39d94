/** kubeconfig files: several are read as one, and what an earlier one says wins. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import type { TlsOptions } from '../http/options.ts'
import type { ExecPlugin, Impersonation, KubernetesConfig, KubernetesLogin } from './cluster.ts'
import { ConfigFault } from './config-error.ts'

const text = z.string().nullish()
const Cluster = z.object({
  server: z.string(),
  'certificate-authority': text,
  'certificate-authority-data': text,
  'insecure-skip-tls-verify': z.boolean().nullish(),
  'tls-server-name': text,
  'proxy-url': text,
})
const Exec = z.object({
  apiVersion: z.string(),
  command: z.string(),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  installHint: text,
  provideClusterInfo: z.boolean().nullish(),
})
const User = z.object({
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  token: text,
  tokenFile: text,
  username: text,
  password: text,
  exec: Exec.nullish(),
  'auth-provider': z.unknown().optional(),
  as: text,
  'as-uid': text,
  'as-groups': z.array(z.string()).nullish(),
  'as-user-extra': z.record(z.string(), z.array(z.string())).nullish(),
})
const Context = z.object({ cluster: z.string(), user: z.string().nullish(), namespace: text })
const Named = <T extends z.ZodType>(field: string, schema: T) =>
  z.array(z.object({ name: z.string(), [field]: schema })).nullish()
const Kubeconfig = z.object({
  'current-context': text,
  clusters: Named('cluster', z.unknown()),
  users: Named('user', z.unknown()),
  contexts: Named('context', z.unknown()),
})
type Kubeconfig = z.infer<typeof Kubeconfig>
type Environment = Readonly<Record<string, string | undefined>>

/** An entry, and the file that it stands in: paths in it are relative to that file. */
interface Entry<T> {
  readonly value: T
  readonly file: string
  /** `users["joe"].user` */
  readonly field: string
}

/** The chosen context of these files, or the current one. @throws ConfigFault */
export function readKubeconfigs(
  files: readonly string[],
  wanted: string | undefined,
  env: Environment,
): KubernetesConfig {
  const read = files.map((file) => ({ file: resolve(file), content: readOne(resolve(file)) }))
  const name = wanted ?? read.map(({ content }) => content['current-context']).find((context) => context)
  if (name === undefined || name === null) {
    throw new ConfigFault(
      `${files.join(', ')}: no current-context is set. Name one: ${names(read).join(', ')}`,
    )
  }
  const context = find(read, 'contexts', 'context', name, Context)
  if (!context) {
    throw new ConfigFault(
      `${files.join(', ')}: there is no context "${name}". There are: ${names(read).join(', ')}`,
    )
  }
  const { cluster: clusterName, user: userName, namespace } = context.value
  const cluster = find(read, 'clusters', 'cluster', clusterName, Cluster)
  if (!cluster)
    throw new ConfigFault(`${context.file}: ${context.field}.cluster: there is no cluster "${clusterName}"`)
  const user = userName ? find(read, 'users', 'user', userName, User) : undefined
  if (userName && !user)
    throw new ConfigFault(`${context.file}: ${context.field}.user: there is no user "${userName}"`)
  if (cluster.value['proxy-url'])
    throw new ConfigFault(`${cluster.file}: ${cluster.field}.proxy-url is not supported`)
  const impersonate = user && impersonation(user.value)
  return {
    url: cluster.value.server,
    tls: tlsOf(cluster, user),
    login: user ? loginOf(user, cluster, env) : { type: 'none' },
    ...(impersonate && { impersonate }),
    ...(namespace && { namespace }),
    source: `context ${name} of ${context.file}`,
  }
}

function readOne(file: string): Kubeconfig {
  if (!existsSync(file)) throw new ConfigFault(`${file} is not there`)
  let content: unknown
  try {
    content = parse(readFileSync(file, 'utf8'))
  } catch (error) {
    // Only the first line of a YAML error: the others quote the file.
    const [said] = (error as Error).message.split('\n')
    throw new ConfigFault(`${file} cannot be read: ${said?.replace(/:$/, '')}`)
  }
  if (!z.looseObject({}).nullish().safeParse(content).success)
    throw new ConfigFault(`${file} is no kubeconfig`)
  const result = Kubeconfig.safeParse(content ?? {})
  if (!result.success) throw new ConfigFault(`${file}: ${issueIn('', result.error)}`)
  return result.data
}

interface FileContent {
  readonly file: string
  readonly content: Kubeconfig
}

function names(read: readonly FileContent[]): readonly string[] {
  return read.flatMap(({ content }) => (content.contexts ?? []).map(({ name }) => String(name)))
}

/** The first entry of that name. Only the entry that is used must be right. */
function find<T>(
  read: readonly FileContent[],
  list: 'clusters' | 'users' | 'contexts',
  part: string,
  name: string,
  schema: z.ZodType<T>,
): Entry<T> | undefined {
  for (const { file, content } of read) {
    const entry = content[list]?.find((candidate) => candidate['name'] === name)
    if (!entry) continue
    const field = `${list}[${JSON.stringify(name)}].${part}`
    const result = schema.safeParse(entry[part] ?? {})
    if (!result.success) throw new ConfigFault(`${file}: ${issueIn(field, result.error)}`)
    return { value: result.data, file, field }
  }
  return undefined
}

function issueIn(place: string, error: z.ZodError): string {
  const { path, message } = error.issues[0] ?? { path: [], message: 'wrong' }
  return `${[place, ...path.map(String)].filter((part) => part !== '').join('.')}: ${message}`
}

function tlsOf(
  cluster: Entry<z.infer<typeof Cluster>>,
  user: Entry<z.infer<typeof User>> | undefined,
): TlsOptions {
  const ca = pem(cluster, 'certificate-authority')
  const cert = user && pem(user, 'client-certificate')
  const key = user && pem(user, 'client-key')
  if (user && (cert === undefined) !== (key === undefined)) {
    const missing = cert === undefined ? 'client-certificate' : 'client-key'
    throw new ConfigFault(
      `${user.file}: ${user.field}.${missing} is missing: a certificate and its key go together`,
    )
  }
  const servername = cluster.value['tls-server-name']
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(servername && { servername }),
    ...(cluster.value['insecure-skip-tls-verify'] && { rejectUnauthorized: false }),
  }
}

/** PEM from `<field>-data`, or from the file that `<field>` names. */
function pem<K extends string>(
  { value, file, field }: Entry<{ readonly [name in K | `${K}-data`]?: string | null | undefined }>,
  name: K,
): string | undefined {
  const inline = value[`${name}-data`]
  const path = value[name]
  const where = `${file}: ${field}.${inline ? `${name}-data` : name}`
  if (!inline && !path) return undefined
  const content = inline ? Buffer.from(inline, 'base64').toString() : readBeside(file, path ?? '', where)
  if (!content.includes('-----BEGIN '))
    throw new ConfigFault(`${where}: this is no PEM${inline ? ' in base64' : ''}`)
  return content
}

function readBeside(file: string, path: string, where: string): string {
  const absolute = resolve(dirname(file), path)
  try {
    return readFileSync(absolute, 'utf8')
  } catch {
    throw new ConfigFault(`${where}: ${absolute} cannot be read`)
  }
}

function loginOf(
  user: Entry<z.infer<typeof User>>,
  cluster: Entry<z.infer<typeof Cluster>>,
  env: Environment,
): KubernetesLogin {
  const { tokenFile, token, username, password, exec } = user.value
  if (tokenFile) return { type: 'tokenFile', path: resolve(dirname(user.file), tokenFile) }
  if (token) return { type: 'token', token }
  if (username && password) return { type: 'basic', username, password }
  if (exec) return { type: 'exec', plugin: pluginOf(exec, user, cluster, env) }
  if (user.value['auth-provider']) {
    throw new ConfigFault(
      `${user.file}: ${user.field}.auth-provider was removed in Kubernetes 1.26: use exec`,
    )
  }
  return { type: 'none' }
}

function pluginOf(
  exec: z.infer<typeof Exec>,
  user: Entry<unknown>,
  cluster: Entry<z.infer<typeof Cluster>>,
  env: Environment,
): ExecPlugin {
  const { apiVersion, command, args, installHint, provideClusterInfo } = exec
  if (!/^client\.authentication\.k8s\.io\/v1(beta1)?$/.test(apiVersion)) {
    throw new ConfigFault(
      `${user.file}: ${user.field}.exec.apiVersion: ${apiVersion} is not known, client.authentication.k8s.io/v1 is`,
    )
  }
  const own = Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value]))
  return {
    apiVersion,
    // A bare name is looked up in PATH, a path is relative to the file.
    command: command.includes('/') ? resolve(dirname(user.file), command) : command,
    args: args ?? [],
    env: { ...env, ...own },
    ...(installHint && { installHint }),
    ...(provideClusterInfo && { cluster: clusterInfo(cluster) }),
  }
}

function clusterInfo(cluster: Entry<z.infer<typeof Cluster>>): Readonly<Record<string, unknown>> {
  const ca = pem(cluster, 'certificate-authority')
  return {
    server: cluster.value.server,
    'tls-server-name': cluster.value['tls-server-name'] ?? undefined,
    'insecure-skip-tls-verify': cluster.value['insecure-skip-tls-verify'] ?? undefined,
    'certificate-authority-data': ca && Buffer.from(ca).toString('base64'),
  }
}

function impersonation(user: z.infer<typeof User>): Impersonation | undefined {
  const { as, 'as-uid': uid, 'as-groups': groups, 'as-user-extra': extra } = user
  if (!as && !uid && !groups?.length && !extra) return undefined
  return { ...(as && { user: as }), ...(uid && { uid }), groups: groups ?? [], extra: extra ?? {} }
}
