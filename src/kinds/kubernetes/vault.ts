/**
 * The vault: credentials in Kubernetes Secrets, and what the description keeps in the environment or in files.
 *
 * A stamp says which object of a system was given a Secret's present value. It is an annotation that names the holder and a
 * digest of the value, so it means nothing any more once the value is another.
 */
import { Bug, SystemError } from '../../core/error.ts'
import type { SecretName, Vault } from '../../core/kind.ts'
import type { KubernetesClient, KubernetesObject, ObjectAddress } from '../../systems/kubernetes/types.ts'
import { uidOf } from '../manifest/address.ts'
import { digestOf, encode, mintCredential, textsOf } from './credential.ts'
import { secretReader } from './secret-reader.ts'

/** Which object was given the Secret's value, and a digest of that value. */
export const stampAnnotation = 'troupe.dev/held-by'
/** Apart from the manager of the Secret itself, so that neither takes the other's fields away. */
export const stamper = 'troupe-vault'

export interface VaultOptions {
  readonly client: KubernetesClient
  /** The environment that `env:` references name. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Reads what `file:` references name. */
  readFile(path: string, signal: AbortSignal): Promise<string>
  /** Told every value that passes through, and its base64, so that no output shows it. */
  onSecret?(value: string): void
}

/** A vault that knows what has passed through it. */
export interface KubernetesVault extends Vault {
  /** All values that were read or made so far. */
  values(): ReadonlySet<string>
}

type InCluster = Extract<SecretName, { readonly namespace: string }>

export function kubernetesVault(options: VaultOptions): KubernetesVault {
  const { client } = options
  const values = new Set<string>()
  const secrets = secretReader(client)
  /** Digests of what was handed out, by place: a stamp is for the value that was read, not for a later one. */
  const handedOut = new Map<string, string>()
  /** What we have just written ourselves, by place, until its one user has come for it. */
  const written = new Map<string, { readonly value: string; readonly uid: string }>()

  function passing(value: string): string {
    for (const form of [value, encode(value)]) {
      if (values.has(form)) continue
      values.add(form)
      options.onSecret?.(form)
    }
    return value
  }

  /** Should somebody have changed the Secret since, then its stamp is for another value than it holds, and is no stamp. */
  function takeWritten(secret: InCluster): string | undefined {
    const place = placeOf(secret)
    const known = written.get(place)
    written.delete(place)
    if (!known) return undefined
    handedOut.set(place, digestOf(known.uid, secret.key, known.value))
    return known.value
  }

  async function readInCluster(secret: InCluster, signal: AbortSignal): Promise<string> {
    const known = takeWritten(secret)
    if (known !== undefined) return known
    const found = await secrets.read(secret, signal)
    const value = found && textsOf(found).get(secret.key)
    if (found === undefined)
      throw unreadable(`secret ${secret.namespace}/${secret.name} is not there`, { status: 404 })
    if (value === undefined || value === '') {
      throw unreadable(`secret ${secret.namespace}/${secret.name} has no ${secret.key}`)
    }
    handedOut.set(placeOf(secret), digestOf(uidOf(found), secret.key, value))
    return passing(value)
  }

  return {
    values: () => values,
    mint() {
      secrets.forget()
      return passing(mintCredential())
    },
    async read(secret, signal) {
      if ('env' in secret) return passing(fromEnvironment(options.env, secret.env))
      if ('file' in secret) return passing(await fromFile(options, secret.file, signal))
      return await readInCluster(secret, signal)
    },
    keep(secret, value, uid) {
      if ('namespace' in secret) written.set(placeOf(secret), { value: passing(value), uid })
    },
    async stamp(secret, holder, signal) {
      if (!('namespace' in secret)) throw new Bug('only a Secret in the cluster can be stamped')
      if (!handedOut.has(placeOf(secret))) await readInCluster(secret, signal)
      const stampText = `${holder} ${handedOut.get(placeOf(secret))}`
      const patch = { metadata: { annotations: { [stampAnnotation]: stampText } } }
      await client.mergePatch(addressOf(secret), patch, { fieldManager: stamper }, signal)
      secrets.forget()
    },
    async holder(secret, signal) {
      if (!('namespace' in secret)) return undefined
      const found = await secrets.read(secret, signal)
      return found && holderOf(found, secret.key)
    },
  }
}

/** The holder that a stamp names, if it is for the present value. */
function holderOf(secret: KubernetesObject, key: string): string | undefined {
  const [, holder, digest] =
    /^(.*) ([0-9a-f]+)$/.exec(secret.metadata.annotations?.[stampAnnotation] ?? '') ?? []
  const value = textsOf(secret).get(key)
  return value !== undefined && digest === digestOf(uidOf(secret), key, value) ? holder : undefined
}

function fromEnvironment(env: VaultOptions['env'], name: string): string {
  const value = env[name]
  if (!value) throw unreadable(`environment variable ${name} is not set, and the description refers to it`)
  return value
}

/** A file's last line break is the editor's, not the secret's. */
async function fromFile({ readFile }: VaultOptions, path: string, signal: AbortSignal): Promise<string> {
  try {
    return (await readFile(path, signal)).replace(/\r?\n$/, '')
  } catch (cause) {
    signal.throwIfAborted()
    throw unreadable(`file ${path} can't be read, and the description refers to it`, { cause })
  }
}

function unreadable(message: string, more: { status?: number; cause?: unknown } = {}): SystemError {
  return new SystemError(message, { system: 'kubernetes', verdict: 'refused', status: 0, ...more })
}

function addressOf({ namespace, name }: InCluster): ObjectAddress {
  return { apiVersion: 'v1', plural: 'secrets', namespace, name }
}

function placeOf({ namespace, name, key }: InCluster): string {
  return `${namespace}/${name}/${key}`
}
