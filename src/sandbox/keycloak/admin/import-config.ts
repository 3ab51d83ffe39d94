/** Discovery of an external provider by the server itself (contract 25-import-config). */

import { outbound } from '../oidc/outbound.ts'
import { found } from '../rest/exchange.ts'
import type { JsonObject } from '../rest/json.ts'
import { refusal, unknownError } from '../rest/refusal.ts'
import { isObject } from '../rest/shape.ts'
import { type AdminAnswer, objectIn, type RealmCall } from './call.ts'

const LIMIT = 10 * 1024 * 1024

/** Fetches a discovery document or SAML metadata, and says what config follows. @throws Refusal */
export async function importConfig(call: RealmCall): Promise<AdminAnswer> {
  const { providerId, fromUrl } = objectIn(call, 'any')
  if (typeof providerId !== 'string' || typeof fromUrl !== 'string') {
    throw refusal(400, 'HTTP 400 Bad Request')
  }
  const parse = PARSERS[providerId]
  if (!parse) throw unknownError()
  return found({ ...parse(await fetched(call, fromUrl)), metadataDescriptorUrl: fromUrl })
}

/** A page that cannot be had is an uncaught exception there. */
async function fetched(call: RealmCall, url: string): Promise<string> {
  try {
    const answer = await outbound(call.network, url)
    if (answer.status < 400 && answer.text.length <= LIMIT) return answer.text
  } catch {
    // falls through: the server tells no cause either
  }
  throw unknownError()
}

const PARSERS: Readonly<Record<string, (text: string) => JsonObject>> = {
  oidc: fromDiscovery,
  'keycloak-oidc': fromDiscovery,
  saml: fromMetadata,
}

const DISCOVERY: Readonly<Record<string, string>> = {
  issuer: 'issuer',
  authorization_endpoint: 'authorizationUrl',
  token_endpoint: 'tokenUrl',
  end_session_endpoint: 'logoutUrl',
  userinfo_endpoint: 'userInfoUrl',
  introspection_endpoint: 'tokenIntrospectionUrl',
  jwks_uri: 'jwksUrl',
}

/** JSON that is no discovery document gives nothing. */
function fromDiscovery(text: string): JsonObject {
  const document = parsed(text)
  const config = Object.fromEntries(
    Object.entries(DISCOVERY).flatMap(([from, to]) => {
      const value = document[from]
      return typeof value === 'string' ? [[to, value]] : []
    }),
  )
  return 'jwksUrl' in config ? { ...config, validateSignature: 'true', useJwksUrl: 'true' } : config
}

function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // no JSON at all
  }
  throw unknownError()
}

const attribute = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]

/** What an IDPSSODescriptor says, as far as it has a place in the config. */
function fromMetadata(xml: string): JsonObject {
  const entity = /<(?:\w+:)?EntityDescriptor\b[^>]*>/.exec(xml)?.[0]
  const descriptor = /<(?:\w+:)?IDPSSODescriptor\b[^>]*>[\s\S]*<\/(?:\w+:)?IDPSSODescriptor>/.exec(xml)?.[0]
  if (!entity || !descriptor) throw unknownError()
  const service = (name: string) =>
    [...descriptor.matchAll(new RegExp(`<(?:\\w+:)?${name}\\b[^>]*>`, 'g'))].map(([tag]) => ({
      binding: attribute(tag, 'Binding') ?? '',
      location: attribute(tag, 'Location'),
    }))
  const signOn = service('SingleSignOnService')
  const logout = service('SingleLogoutService')
  const artifact = service('ArtifactResolutionService')
  const posts = (services: typeof signOn) => services.some(({ binding }) => binding.endsWith('HTTP-POST'))
  const certificate = /<(?:\w+:)?X509Certificate>\s*([^<]+?)\s*</.exec(descriptor)?.[1]
  const nameId = /<(?:\w+:)?NameIDFormat>\s*([^<]+?)\s*</.exec(descriptor)?.[1]
  return texts({
    idpEntityId: attribute(entity, 'entityID'),
    singleSignOnServiceUrl: signOn[0]?.location,
    singleLogoutServiceUrl: logout[0]?.location,
    artifactResolutionServiceUrl: artifact[0]?.location,
    nameIDPolicyFormat: nameId,
    signingCertificate: certificate,
    validateSignature: String(certificate !== undefined),
    wantAuthnRequestsSigned: String(attribute(descriptor, 'WantAuthnRequestsSigned') === 'true'),
    postBindingResponse: String(posts(signOn)),
    postBindingAuthnRequest: String(posts(signOn)),
    postBindingLogout: String(posts(logout)),
    artifactBindingResponse: 'false',
    addExtensionsElementWithKeyInfo: 'false',
    enabledFromMetadata: 'true',
    loginHint: 'false',
  })
}

const texts = (values: Readonly<Record<string, string | undefined>>): JsonObject =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
