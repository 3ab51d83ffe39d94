/**
 * Keys by address, fetched and kept as istiod does (`pilot/pkg/model/jwks_resolver.go`): every 20 minutes anew; a refresh that
 * fails keeps what was there; a first fetch that fails is tried again for some seconds and then forgotten until a
 * configuration changes (mesh contract 43-keys-unreachable).
 */
import type { KeySet } from './jwt.ts'

/** Fetches a document. @throws when it does not answer with 200 */
export type FetchText = (url: string) => Promise<string>

/** Where a rule's keys are. */
export interface KeySource {
  readonly issuer: string
  readonly jwksUri: string | undefined
}

/** Gives keys by their source. */
export interface KeyStore {
  /** The keys, once a fetch under way has ended; the throw-away set when there are none. */
  keysOf(source: KeySource): Promise<KeySet>
  /** A configuration was pushed: what was given up is tried again, what is no longer named is dropped. */
  pushed(sources: readonly KeySource[]): void
  close(): void
}

const REFRESH_AFTER = 20 * 60_000
const REFRESH_RETRY = 60_000
const FIRST_FETCH_RETRIES = [1000, 2000, 4000]

/** What istiod pushes for want of better: a key without id that nobody can sign with, so that every token fails to verify. */
const THROW_AWAY: KeySet = { keys: [{ kty: 'nobody' }] }

interface Entry {
  readonly source: KeySource
  keys: KeySet | undefined
  due: number
  fetching: Promise<void> | undefined
  retries: number
  timer: NodeJS.Timeout | undefined
}

/** A store that is empty. */
export function keyStore(fetchText: FetchText): KeyStore {
  const entries = new Map<string, Entry>()
  return {
    async keysOf(source) {
      const entry = entries.get(nameOf(source))
      if (!entry) return THROW_AWAY
      if (entry.keys && Date.now() > entry.due) start(entry, fetchText)
      else if (!entry.keys) await entry.fetching
      return entry.keys ?? THROW_AWAY
    },
    pushed(sources) {
      const named = new Map(sources.map((source) => [nameOf(source), source]))
      for (const [name, entry] of entries) {
        if (named.has(name)) continue
        forget(entry)
        entries.delete(name)
      }
      for (const [name, source] of named) {
        const entry = entries.get(name) ?? unfetched(source)
        entries.set(name, entry)
        if (entry.keys) continue
        clearTimeout(entry.timer)
        entry.retries = 0
        start(entry, fetchText)
      }
    },
    close() {
      for (const entry of entries.values()) forget(entry)
    },
  }
}

/** Fetches unless a fetch is under way. */
function start(entry: Entry, fetchText: FetchText): void {
  entry.fetching ??= fetchKeys(entry.source, fetchText)
    .then((keys) => {
      entry.keys = keys
      entry.due = Date.now() + REFRESH_AFTER
    })
    .catch(() => {
      if (entry.keys) entry.due = Date.now() + REFRESH_RETRY
      else retryLater(entry, fetchText)
    })
    .finally(() => {
      entry.fetching = undefined
    })
}

function retryLater(entry: Entry, fetchText: FetchText): void {
  const wait = FIRST_FETCH_RETRIES[entry.retries]
  if (wait === undefined) return
  entry.retries += 1
  entry.timer = setTimeout(() => start(entry, fetchText), wait)
  entry.timer.unref()
}

/** No further attempts. */
function forget(entry: Entry): void {
  clearTimeout(entry.timer)
  entry.retries = FIRST_FETCH_RETRIES.length
}

function unfetched(source: KeySource): Entry {
  return { source, keys: undefined, due: 0, fetching: undefined, retries: 0, timer: undefined }
}

function nameOf({ issuer, jwksUri }: KeySource): string {
  return `${issuer}\n${jwksUri ?? ''}`
}

/** By address, or by the issuer's discovery document where no address is given. */
async function fetchKeys({ issuer, jwksUri }: KeySource, fetchText: FetchText): Promise<KeySet> {
  const address = jwksUri ?? (await discovered(issuer, fetchText))
  const set = parseKeySet(await fetchText(address))
  if (!set) throw new Error(`no keys at ${address}`)
  return set
}

async function discovered(issuer: string, fetchText: FetchText): Promise<string> {
  const text = await fetchText(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  const { jwks_uri: address } = JSON.parse(text) as { jwks_uri?: unknown }
  if (typeof address !== 'string') throw new Error(`no jwks_uri in the discovery document of ${issuer}`)
  return address
}

/** A JWKS document. @returns undefined when it is none */
export function parseKeySet(text: string): KeySet | undefined {
  try {
    const value = JSON.parse(text) as { keys?: unknown }
    return Array.isArray(value.keys) ? (value as KeySet) : undefined
  } catch {
    return undefined
  }
}
