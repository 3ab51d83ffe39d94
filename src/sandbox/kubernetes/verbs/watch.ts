/** Watches: the changes of a resource as a stream of JSON lines. */
import type { ServerResponse } from 'node:http'
import type { Call } from '../api.ts'
import { readFlag, readInteger } from '../http/request.ts'
import type { JsonObject, KubernetesObject } from '../object.ts'
import { collectProblems } from '../problems.ts'
import { apiVersionOf, inVersion } from '../resources/resource.ts'
import { expired, invalid } from '../status.ts'
import type { Change } from '../storage.ts'
import { parseVersion, readSelectors } from './read.ts'

/** Turns an object into what the client wants to see of it, e.g. a row of a table. */
export type Representation = (object: KubernetesObject, first: boolean) => JsonObject

const BOOKMARK_EVERY = 60_000
/** As long as the server's own least time-out, in seconds. */
const LONGEST = 1_800

/** Ends every open watch. */
export class Watches {
  readonly #open = new Set<() => void>()

  close(): void {
    for (const end of [...this.#open]) end()
  }

  /** Streams until the client hangs up, the time is over, or the server closes. */
  start(call: Call, response: ServerResponse, contentType: string, represent: Representation): void {
    const options = readWatchOptions(call)
    response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-cache, private' })
    response.flushHeaders()
    const stream = new Stream(call, response, represent, options)
    if (!stream.begin()) return
    const stop = call.api.storage.subscribe(call.resource.key, (change) => {
      stream.tell(change)
    })
    const bookmarks = setInterval(() => {
      stream.bookmark()
    }, BOOKMARK_EVERY)
    const end = () => {
      clearTimeout(timer)
      clearInterval(bookmarks)
      stop()
      this.#open.delete(end)
      response.end()
    }
    const timer = setTimeout(() => {
      stream.bookmark()
      end()
    }, options.seconds * 1000)
    bookmarks.unref()
    timer.unref()
    this.#open.add(end)
    response.on('close', end)
  }
}

interface WatchOptions {
  readonly version: number | undefined
  readonly initial: boolean
  readonly bookmarks: boolean
  readonly endOfInitial: boolean
  readonly seconds: number
}

function readWatchOptions({ target, api }: Call): WatchOptions {
  const { query } = target
  const bookmarks = readFlag(query, 'allowWatchBookmarks')
  const text = query.get('resourceVersion') ?? ''
  const match = query.get('resourceVersionMatch') ?? ''
  const streamed = readFlag(query, 'sendInitialEvents')
  const problems = collectProblems()
  if (query.has('sendInitialEvents') && match !== 'NotOlderThan') {
    problems.forbidden(
      'resourceVersionMatch',
      'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    )
  } else if (match !== '' && !query.has('sendInitialEvents')) {
    problems.forbidden(
      'resourceVersionMatch',
      'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    )
  }
  if (problems.causes.length > 0)
    throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions', name: '' }, problems.causes)
  const version = text === '' ? 0 : parseVersion(text)
  const initial = query.has('sendInitialEvents') ? streamed : version === 0
  return {
    version: version === 0 ? api.storage.version : version,
    initial,
    bookmarks,
    endOfInitial: streamed && bookmarks,
    seconds: readInteger(query, 'timeoutSeconds') || LONGEST + Math.random() * LONGEST,
  }
}

/** One open watch. */
class Stream {
  readonly #call: Call
  readonly #response: ServerResponse
  readonly #represent: Representation
  readonly #options: WatchOptions
  readonly #wanted: ((object: KubernetesObject) => boolean) | undefined
  #first = true

  constructor(call: Call, response: ServerResponse, represent: Representation, options: WatchOptions) {
    this.#call = call
    this.#response = response
    this.#represent = represent
    this.#options = options
    this.#wanted = readSelectors(call)
  }

  /** Sends what is there, or what has happened since. @returns false when that is forgotten and the watch is over */
  begin(): boolean {
    const { api, resource, target } = this.#call
    const { version = 0, initial, endOfInitial } = this.#options
    if (initial) {
      for (const object of api.storage.list(resource.key, target.namespace)) {
        if (this.#wants(object)) this.#send('ADDED', object)
      }
      if (endOfInitial) this.bookmark({ 'k8s.io/initial-events-end': 'true' })
      return true
    }
    const oldest = Math.max(api.storage.forgotten, resource.custom?.since ?? 0)
    if (version < oldest) {
      const error = expired(`too old resource version: ${version} (${oldest})`)
      this.#line({ type: 'ERROR', object: error.body })
      this.#response.end()
      return false
    }
    for (const change of api.storage.since(resource.key, version)) this.tell(change)
    return true
  }

  tell({ type, object, before, namespace, version }: Change): void {
    const { target } = this.#call
    if (target.namespace !== '' && namespace !== target.namespace) return
    const is = type !== 'DELETED' && this.#wants(object)
    const was = before !== undefined && this.#wants(before)
    if (is) this.#send(was ? 'MODIFIED' : 'ADDED', object)
    else if (was) {
      // What leaves the selection is shown as it last was in it.
      const last = type === 'DELETED' && this.#wants(object) ? object : before
      this.#send('DELETED', { ...last, metadata: { ...last.metadata, resourceVersion: `${version}` } })
    }
  }

  bookmark(annotations?: JsonObject): void {
    if (!this.#options.bookmarks) return
    const { resource, api } = this.#call
    const metadata = { resourceVersion: `${api.storage.version}`, ...(annotations ? { annotations } : {}) }
    this.#line({
      type: 'BOOKMARK',
      object: { kind: resource.kind, apiVersion: apiVersionOf(resource), metadata },
    })
  }

  #wants(object: KubernetesObject): boolean {
    return this.#wanted?.(object) ?? true
  }

  #send(type: string, object: KubernetesObject): void {
    this.#line({ type, object: this.#represent(inVersion(this.#call.resource, object), this.#first) })
    this.#first = false
  }

  #line(event: JsonObject): void {
    this.#response.write(`${JSON.stringify(event)}\n`)
  }
}
