/** What the issuer says of itself, and the keys it signs with. */
import { createLocalJWKSet, type JSONWebKeySet } from 'jose'
import type { Settings } from '../state/settings.ts'
import type { Ask } from './http.ts'

/** Endpoints by their names in the discovery document; '' for one that is not there. */
export interface Metadata {
  readonly issuer: string
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly userinfo_endpoint: string
  readonly jwks_uri: string
  readonly end_session_endpoint: string
  readonly revocation_endpoint: string
}

/** The issuer of the configuration. */
export interface Discovery {
  /** Fetches the document of an issuer. @throws Error when it is not there, or calls itself otherwise */
  fetch(url: string, verifyCert: boolean): Promise<Metadata>
  /** Of the configured issuer, at most three seconds old (goharbor/harbor src/pkg/oidc). */
  metadata(): Promise<Metadata>
  /** @param renew when a key was not among those known */
  keys(renew: boolean): Promise<ReturnType<typeof createLocalJWKSet>>
}

const METADATA_MS = 3000

/** @param ask how the issuer is reached */
export function openDiscovery(settings: Settings, ask: Ask): Discovery {
  let known: { readonly at: number; readonly metadata: Metadata } | undefined
  let keys: { readonly uri: string; readonly set: ReturnType<typeof createLocalJWKSet> } | undefined
  const fetchDocument = async (url: string, verifyCert: boolean): Promise<Metadata> => {
    const address = `${url.replace(/\/$/, '')}/.well-known/openid-configuration`
    const { status, json } = await ask(address, { verifyCert })
    if (status !== 200 || json['issuer'] !== url) throw new Error(`no issuer called ${url}`)
    return readMetadata(json)
  }
  const metadata = async (): Promise<Metadata> => {
    if (known && Date.now() - known.at < METADATA_MS) return known.metadata
    const fresh = await fetchDocument(settings.text('oidc_endpoint'), settings.flag('oidc_verify_cert'))
    known = { at: Date.now(), metadata: fresh }
    return fresh
  }
  return {
    fetch: fetchDocument,
    metadata,
    async keys(renew) {
      const { jwks_uri: uri } = await metadata()
      if (keys?.uri === uri && !renew) return keys.set
      const { json } = await ask(uri, { verifyCert: settings.flag('oidc_verify_cert') })
      keys = { uri, set: createLocalJWKSet(json as unknown as JSONWebKeySet) }
      return keys.set
    },
  }
}

function readMetadata(json: Readonly<Record<string, unknown>>): Metadata {
  const read = (name: keyof Metadata) => {
    const value = json[name]
    return typeof value === 'string' ? value : ''
  }
  return {
    issuer: read('issuer'),
    authorization_endpoint: read('authorization_endpoint'),
    token_endpoint: read('token_endpoint'),
    userinfo_endpoint: read('userinfo_endpoint'),
    jwks_uri: read('jwks_uri'),
    end_session_endpoint: read('end_session_endpoint'),
    revocation_endpoint: read('revocation_endpoint'),
  }
}
