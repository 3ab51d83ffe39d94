/** Watching: a list, then every change of it, for ever. reference/istio-kubernetes.md §6.6 */
import { z } from 'zod'
import { SystemError } from '../../core/error.ts'
import { pause } from '../http/abort.ts'
import { jitter } from '../http/backoff.ts'
import { maybeJson } from '../http/json.ts'
import type { Stream } from '../http/transport.ts'
import type { Api } from './api.ts'
import { linesOf, StreamFault } from './lines.ts'
import { list } from './lists.ts'
import { resourcePath } from './paths.ts'
import type { KubernetesObject, ListOptions, Resource, WatchEvent } from './types.ts'

const Event = z.object({
  type: z.string(),
  object: z.looseObject({
    metadata: z
      .looseObject({ name: z.string().default(''), resourceVersion: z.string().optional() })
      .default({ name: '' }),
  }),
})
type Event = z.infer<typeof Event>

const types = new Map([
  ['ADDED', 'added'],
  ['MODIFIED', 'modified'],
  ['DELETED', 'deleted'],
] as const) as ReadonlyMap<string, 'added' | 'modified' | 'deleted'>

/** What is known of the watched objects, and up to where. */
class Watcher {
  readonly #known = new Map<string, KubernetesObject>()
  readonly #api: Api
  readonly #resource: Resource
  readonly #options: ListOptions
  readonly #signal: AbortSignal
  #version: string | undefined
  /** Failures in a row. */
  failures = 0

  constructor(api: Api, resource: Resource, options: ListOptions, signal: AbortSignal) {
    this.#api = api
    this.#resource = resource
    this.#options = options
    this.#signal = signal
  }

  /** Lists where that is due, then watches until the stream ends. */
  async *turn(): AsyncGenerator<WatchEvent> {
    if (this.#version === undefined) yield* this.#relist()
    const stream = await this.#open()
    if (!stream) return
    const idle = this.#api.options.watch?.idle ?? 150_000
    for await (const line of linesOf(stream, idle)) {
      const event = Event.safeParse(maybeJson(line))
      if (!event.success) throw new StreamFault('the watch sent something that is no event')
      if (event.data.type === 'ERROR') return this.#lost()
      this.failures = 0
      yield* this.#take(event.data)
    }
  }

  /** Says what changed since the last that was heard, what went in the meantime included. */
  async *#relist(): AsyncGenerator<WatchEvent> {
    const { items, resourceVersion } = await list(this.#api, this.#resource, this.#options, this.#signal)
    const gone = new Map(this.#known)
    for (const object of items) {
      const key = keyOf(object)
      const before = gone.get(key)
      gone.delete(key)
      this.#known.set(key, object)
      if (!before) yield { type: 'added', object }
      else if (before.metadata.uid !== object.metadata.uid) {
        yield { type: 'deleted', object: before }
        yield { type: 'added', object }
      } else if (before.metadata.resourceVersion !== object.metadata.resourceVersion) {
        yield { type: 'modified', object }
      }
    }
    for (const [key, object] of gone) {
      this.#known.delete(key)
      yield { type: 'deleted', object }
    }
    this.#version = resourceVersion
    yield { type: 'synced' }
  }

  /** @returns undefined when the version is too old to go on from */
  async #open(): Promise<Stream | undefined> {
    const { namespace, labelSelector, fieldSelector } = this.#options
    const seconds = this.#api.options.watch?.seconds ?? 300
    const request = this.#api.signed({
      method: 'GET',
      path: resourcePath(this.#resource, namespace),
      query: {
        labelSelector,
        fieldSelector,
        watch: true,
        allowWatchBookmarks: true,
        resourceVersion: this.#version,
        // Spread, so that a thousand watches opened together do not all end together.
        timeoutSeconds: Math.ceil(seconds * (0.75 + Math.random() / 4)),
      },
    })
    const stream = await this.#api.http.stream(request, this.#signal)
    if (stream.status < 300) return stream
    const text = await firstOf(stream)
    // 504: a version to come, of a server that was restored from a backup.
    if (stream.status === 410 || stream.status === 504) {
      this.#lost()
      return undefined
    }
    throw this.#api.http.refusal(request, { status: stream.status, headers: stream.headers, text })
  }

  *#take({ type, object }: Event): Generator<WatchEvent> {
    this.#version = object.metadata.resourceVersion ?? this.#version
    const name = types.get(type)
    if (!name) return
    const known = object as unknown as KubernetesObject
    if (name === 'deleted') this.#known.delete(keyOf(known))
    else this.#known.set(keyOf(known), known)
    yield { type: name, object: known }
  }

  /** The server cannot go on from our version, or failed in the middle: a list is the safe way on, but not at once. */
  #lost(): void {
    this.#version = undefined
    this.failures++
  }
}

/** See `KubernetesClient.watch`. @throws SystemError when already the first list is refused */
export async function* watch(
  api: Api,
  resource: Resource,
  options: ListOptions,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent> {
  const watcher = new Watcher(api, resource, options, signal)
  let synced = false
  while (!signal.aborted) {
    const failuresBefore = watcher.failures
    try {
      for await (const event of watcher.turn()) {
        if (event.type === 'synced') synced = true
        yield event
        if (signal.aborted) return
      }
    } catch (error) {
      if (signal.aborted) return
      const isFinal =
        error instanceof SystemError ? error.verdict !== 'retry' : !(error instanceof StreamFault)
      if (isFinal && !synced) throw error
      if (!(error instanceof SystemError || error instanceof StreamFault || isCut(error))) throw error
      watcher.failures++
    }
    // Also a watch that ends in good order is not opened anew in the same moment.
    await rest(api, Math.max(1, watcher.failures), watcher.failures > failuresBefore, signal)
  }
}

/** An answer that breaks off is an error of the stream's own. */
function isCut(error: unknown): boolean {
  return error instanceof Error && 'code' in error
}

async function rest(api: Api, failures: number, failed: boolean, signal: AbortSignal): Promise<void> {
  const { pause: first = 500, longestPause = 30_000 } = api.options.watch ?? {}
  try {
    await pause(failed ? jitter(failures, first, longestPause) : Math.random() * Math.min(100, first), signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function firstOf({ body }: Stream): Promise<string> {
  let text = ''
  for await (const chunk of body) {
    text += Buffer.from(chunk).toString()
    if (text.length > 64 * 1024) break
  }
  return text
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`
}
