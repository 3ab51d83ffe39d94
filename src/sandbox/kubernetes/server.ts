/**
 * The sandbox's Kubernetes API server: a router over a store of objects and the behaviours of their kinds.
 * It speaks the API of version 1.36; nothing runs in it.
 */
import { randomBytes } from 'node:crypto'
import type { Handler } from '../http/listen.ts'
import type { Store } from '../store/store.ts'
import { Authorizer } from './access/rbac.ts'
import { Tokens } from './access/user.ts'
import type { Admission } from './admission/admission.ts'
import { admissionChain } from './admission/chain.ts'
import type { Api } from './api.ts'
import { type Certificates, certificates } from './certificates.ts'
import { runAggregation } from './controllers/aggregation.ts'
import { startClock } from './controllers/clock.ts'
import { runDefinitions } from './controllers/definitions.ts'
import { runGarbageCollection } from './controllers/garbage.ts'
import { runNamespaces } from './controllers/namespaces.ts'
import { runQuotas } from './controllers/quotas.ts'
import { apiHandler } from './http/router.ts'
import type { KubernetesObject, UnknownFields } from './object.ts'
import { Registry } from './registry.ts'
import { seed } from './seeds/seed.ts'
import { resourceKey, Storage } from './storage.ts'
import { Watches } from './verbs/watch.ts'

export type { Admission } from './admission/admission.ts'
export type { KubernetesObject } from './object.ts'

/** In-process view of the objects, for who acts on them: the mesh's gateway. */
export interface ClusterView {
  /** The objects of one resource, e.g. `networking.istio.io`, `virtualservices`; '' is the core group. Not to be changed. */
  list(group: string, resource: string): readonly KubernetesObject[]
  /** Calls after every write. @returns how to stop it */
  onChange(listener: () => void): () => void
}

/** A running API server, without its socket. */
export interface KubernetesSandbox {
  /** Answers the API's requests; serve it with `tls`. */
  readonly handler: Handler
  /** PEM: the leaf's key and certificate, and the CA that clients trust. Kept in the store. */
  readonly tls: Certificates
  /** Bearer token of a member of system:masters. Kept in the store. */
  readonly token: string
  readonly cluster: ClusterView
  /** Ends watches and controllers. */
  close(): void
}

/**
 * @param options.admission asked behind the server's own admission, e.g. istiod's validating webhook
 * @param options.unknownFields what strict decoding adds for kinds whose definition is open, e.g. Istio's
 */
export async function kubernetesSandbox(options: {
  readonly store: Store
  readonly admission?: readonly Admission[]
  readonly unknownFields?: UnknownFields
}): Promise<KubernetesSandbox> {
  const { store } = options
  const tls = await certificates(store)
  const token = adminToken(store)
  const storage = new Storage(store)
  store.batch(() => {
    seed(storage)
  })
  const registry = new Registry(storage, options.unknownFields)
  const api: Api = {
    storage,
    registry,
    authorizer: new Authorizer(storage),
    tokens: new Tokens(store, storage, token),
    admission: admissionChain({ storage, registry }, options.admission ?? []),
  }
  const clock = startClock()
  runAggregation(api, clock)
  storage.forget()
  runNamespaces(api, clock, tls.ca)
  runGarbageCollection(api, clock)
  runDefinitions(api, clock)
  runQuotas(api, clock)
  const watches = new Watches()
  return {
    handler: apiHandler(api, watches),
    tls,
    token,
    cluster: {
      list: (group, resource) => storage.list(resourceKey(group, resource)),
      onChange: (listener) => storage.subscribe(undefined, listener),
    },
    close: () => {
      clock.close()
      watches.close()
    },
  }
}

function adminToken(store: Store): string {
  const keys = store.table<string>('kubernetes.keys')
  const kept = keys.get('admin')
  if (kept !== undefined) return kept
  const made = randomBytes(32).toString('base64url')
  keys.set('admin', made)
  return made
}
