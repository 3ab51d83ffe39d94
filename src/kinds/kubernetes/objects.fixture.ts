/** For tests: objects on a real server that knows reads, POST and merge patch, and what it was asked. */
import type { Hands } from '../../core/kind.ts'
import { misbehavingServer, type Received } from '../../systems/http/misbehaving-server.ts'
import { kubernetesClient } from '../../systems/kubernetes/client.ts'
import type { KubernetesObject } from '../../systems/kubernetes/types.ts'
import type { Clients } from '../define.ts'
import { isRecord } from '../manifest/projection.ts'
import { type KubernetesVault, kubernetesVault } from './vault.ts'

const collections = { Secret: 'secrets', ServiceAccount: 'serviceaccounts', Namespace: 'namespaces' } as const

/** A server with these objects, and hands that hold a client of it. */
export async function objectServer(objects: readonly KubernetesObject[]) {
  const stored = new Map(objects.map((object) => [pathOf(object), object]))
  const asked: string[] = []
  const server = await misbehavingServer(({ method, url, body }: Received) => {
    const path = url.split('?')[0] ?? ''
    asked.push(`${method} ${path}`)
    const live = stored.get(path)
    if (method === 'POST') return post(stored, JSON.parse(body) as KubernetesObject)
    if (method === 'PATCH' && live) {
      const patched = merge(live, JSON.parse(body)) as KubernetesObject
      stored.set(path, patched)
      return { status: 200, json: patched }
    }
    if (live) return { status: 200, json: live }
    const plural = path.split('/').at(-1)
    if (!Object.values(collections).some((name) => name === plural)) return notFound(path)
    const items = [...stored.values()].filter(({ kind }) => collections[kind as 'Secret'] === plural)
    return { status: 200, json: { kind: 'List', apiVersion: 'v1', metadata: {}, items } }
  })
  const client = kubernetesClient({ url: server.url, token: 'token' }, { pause: 1 })
  const vault = kubernetesVault({
    client,
    env: { TOKEN: 'from-env' },
    readFile: () => Promise.resolve('line\n'),
  })
  return {
    asked,
    client,
    vault,
    hands: handsOf(client, vault),
    /** By `<namespace>/<collection>/<name>`, or a namespace's name. */
    get: (path: string) => stored.get(`/api/v1/namespaces/${path}`),
    async close() {
      await client.close()
      await server.close()
    },
  }
}

function handsOf(client: Clients['kubernetes'], vault: KubernetesVault): Hands<Clients> {
  const none = () => {
    throw new Error('this test has one server')
  }
  const others = {
    get keycloak() {
      return none()
    },
    get harbor() {
      return none()
    },
  }
  return {
    client: Object.assign(others, { kubernetes: client }),
    signal: new AbortController().signal,
    owner: 'otomi',
    vault,
    idOf: none,
    noted: () => undefined,
  }
}

function pathOf({ kind, metadata }: KubernetesObject): string {
  const collection = collections[kind as 'Secret']
  const { namespace, name } = metadata
  return namespace === undefined
    ? `/api/v1/${collection}/${name}`
    : `/api/v1/namespaces/${namespace}/${collection}/${name}`
}

function post(stored: Map<string, KubernetesObject>, object: KubernetesObject) {
  const path = pathOf(object)
  if (stored.has(path)) return { status: 409, json: { kind: 'Status', code: 409, reason: 'AlreadyExists' } }
  const made = { ...object, metadata: { ...object.metadata, uid: `uid of ${path}` } }
  stored.set(path, made)
  return { status: 201, json: made }
}

function notFound(path: string) {
  const details = { name: path.split('/').at(-1), kind: 'things' }
  return {
    status: 404,
    json: { kind: 'Status', code: 404, reason: 'NotFound', message: 'not found', details },
  }
}

function merge(live: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch
  const result: Record<string, unknown> = { ...(isRecord(live) ? live : {}) }
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete result[field]
    else result[field] = merge(result[field], value)
  }
  return result
}
