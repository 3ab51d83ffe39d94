/** The Kubernetes client. */
import { HttpClient } from '../http/client.ts'
import type { Request } from '../http/exchange.ts'
import type { Query } from '../http/types.ts'
import { Api } from './api.ts'
import { type DirectConfig, directConfig, type KubernetesConfig } from './config.ts'
import { list } from './lists.ts'
import { loginFor } from './login.ts'
import { isOtherUid, kubernetesManners } from './manners.ts'
import type { KubernetesOptions } from './options.ts'
import { objectPath, resourcePath } from './paths.ts'
import type {
  ApplyOptions,
  KubernetesClient,
  KubernetesObject,
  ListOptions,
  ObjectAddress,
  Resource,
  WatchEvent,
} from './types.ts'
import { watch } from './watch.ts'

/** More in flight gain nothing but latency. reference/istio-kubernetes.md §6.8 */
const inFlight = 16

/** Connects lazily. @throws SystemError when the URL is none */
export function kubernetesClient(
  config: KubernetesConfig | DirectConfig,
  options: KubernetesOptions = {},
): KubernetesClient {
  const whole = 'login' in config ? config : directConfig(config)
  const concurrency = { start: 4, ...options.concurrency }
  const tls = { ...whole.tls, ...options.tls }
  const http = new HttpClient(whole.url, kubernetesManners, { ...options, concurrency, tls }, inFlight)
  return new Client(new Api(http, loginFor(whole, http), options))
}

class Client implements KubernetesClient {
  readonly #api: Api

  constructor(api: Api) {
    this.#api = api
  }

  get url() {
    return this.#api.http.url
  }

  get requests() {
    return this.#api.http.requests
  }

  async get(address: ObjectAddress, signal: AbortSignal): Promise<KubernetesObject | undefined> {
    return await this.#api.objectOrNone({ method: 'GET', path: objectPath(address) }, signal)
  }

  async list(
    resource: Resource,
    options: ListOptions,
    signal: AbortSignal,
  ): Promise<readonly KubernetesObject[]> {
    return (await list(this.#api, resource, options, signal)).items
  }

  async apply(
    resource: Resource,
    object: KubernetesObject,
    { fieldManager, force, dryRun }: ApplyOptions,
    signal: AbortSignal,
  ): Promise<KubernetesObject> {
    const request: Request = {
      method: 'PATCH',
      path: objectPath(addressOf(resource, object)),
      query: {
        fieldManager,
        fieldValidation: 'Strict',
        force: force === true ? true : undefined,
        dryRun: dryRun === true ? 'All' : undefined,
      },
      // JSON is YAML.
      headers: { 'content-type': 'application/apply-patch+yaml' },
      body: JSON.stringify(object),
      repeatable: true,
    }
    return await this.#api.object(request, signal)
  }

  async create(
    resource: Resource,
    object: KubernetesObject,
    { fieldManager }: { readonly fieldManager: string },
    signal: AbortSignal,
  ): Promise<KubernetesObject> {
    const request: Request = {
      method: 'POST',
      path: resourcePath(resource, object.metadata.namespace),
      query: { fieldManager, fieldValidation: 'Strict' },
      body: JSON.stringify(object),
    }
    return await this.#api.object(request, signal)
  }

  async mergePatch(
    address: ObjectAddress,
    patch: object,
    { fieldManager }: { readonly fieldManager: string },
    signal: AbortSignal,
  ): Promise<KubernetesObject> {
    const request: Request = {
      method: 'PATCH',
      path: objectPath(address),
      query: { fieldManager, fieldValidation: 'Strict' },
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify(patch),
      // What it sets is what it sets again; one that names a version is refused the second time.
      repeatable: true,
    }
    return await this.#api.object(request, signal)
  }

  async delete(
    address: ObjectAddress,
    { uid }: { readonly uid?: string },
    signal: AbortSignal,
  ): Promise<void> {
    const request: Request = {
      method: 'DELETE',
      path: objectPath(address),
      body: JSON.stringify({
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: 'Background',
        ...(uid !== undefined && { preconditions: { uid } }),
      }),
      accept: [404, 409],
    }
    const answer = await this.#api.send(request, signal)
    if (answer.status === 409 && !isOtherUid(answer)) throw this.#api.http.refusal(request, answer)
  }

  watch(resource: Resource, options: ListOptions, signal: AbortSignal): AsyncIterable<WatchEvent> {
    return watch(this.#api, resource, options, signal)
  }

  async raw(path: string, query: Query, signal: AbortSignal): Promise<unknown> {
    return await this.#api.anything({ method: 'GET', path, query, accept: [404] }, signal)
  }

  async post(path: string, body: object, signal: AbortSignal): Promise<unknown> {
    // Reviews of access are questions, whatever their method.
    const harmless =
      path.startsWith('/apis/authorization.k8s.io/') || path.startsWith('/apis/authentication.k8s.io/')
    return await this.#api.anything({ method: 'POST', path, body: JSON.stringify(body), harmless }, signal)
  }

  async close(): Promise<void> {
    await this.#api.http.close()
  }
}

function addressOf(resource: Resource, { metadata }: KubernetesObject): ObjectAddress {
  const { name, namespace } = metadata
  return { ...resource, name, ...(namespace !== undefined && { namespace }) }
}
