/** A client as Keycloak shows and takes it, and our projection of it. */
import { z } from 'zod'
import type { ClientSpec, Flow } from './client-spec.ts'
import { asSet } from './define.ts'
import { mapperNamed, ProtocolMapper, projectMapper, writersOf } from './protocol-mapper.ts'

export const Client = z.object({
  id: z.string(),
  clientId: z.string(),
  enabled: z.boolean().default(true),
  protocol: z.string().default('openid-connect'),
  publicClient: z.boolean().default(false),
  bearerOnly: z.boolean().default(false),
  clientAuthenticatorType: z.string().default('client-secret'),
  secret: z.string().optional(),
  authorizationServicesEnabled: z.boolean().default(false),
  standardFlowEnabled: z.boolean().default(false),
  implicitFlowEnabled: z.boolean().default(false),
  directAccessGrantsEnabled: z.boolean().default(false),
  serviceAccountsEnabled: z.boolean().default(false),
  redirectUris: z.array(z.string()).default([]),
  webOrigins: z.array(z.string()).default([]),
  attributes: z.record(z.string(), z.string().nullable()).default({}),
  protocolMappers: z.array(ProtocolMapper).default([]),
  defaultClientScopes: z.array(z.string()).default([]),
  optionalClientScopes: z.array(z.string()).default([]),
})
export type Client = z.infer<typeof Client>

/** Flows that are switched by an attribute. */
const attributeFlows: readonly (readonly [Flow, string])[] = [
  ['device', 'oauth2.device.authorization.grant.enabled'],
  ['ciba', 'oidc.ciba.grant.enabled'],
  ['token exchange', 'standard.token.exchange.enabled'],
]
const postLogout = 'post.logout.redirect.uris'
/** How long its tokens and sessions last, where that is not the realm's affair: a token of a year outlives every off-boarding. */
const lifetimes = [
  'access.token.lifespan',
  'client.session.idle.timeout',
  'client.session.max.lifespan',
  'client.offline.session.idle.timeout',
  'client.offline.session.max.lifespan',
]

/** Our projection of a client, of its mappers those that are asked for. */
export function projectClient(
  client: Client,
  wanted: ClientSpec | undefined,
  credential: ClientSpec['credential'],
): ClientSpec {
  const mappers = Object.keys(wanted?.mappers ?? {}).map(
    (name) => [name, projectMapper(mapperNamed(name, client.protocolMappers))] as const,
  )
  return {
    enabled: client.enabled,
    protocol: client.protocol,
    confidential: !client.publicClient && !client.bearerOnly,
    authenticator: client.clientAuthenticatorType,
    authorizationServices: client.authorizationServicesEnabled,
    flows: flowsOf(client),
    redirectUris: asSet(client.redirectUris),
    webOrigins: asSet(client.webOrigins),
    postLogoutRedirectUris: postLogoutOf(client),
    lifetimes: lifetimesOf(client),
    defaultScopes: asSet(client.defaultClientScopes),
    optionalScopes: asSet(client.optionalClientScopes),
    mappers: Object.fromEntries(mappers),
    credential,
  }
}

/** The fields of a client that are ours, as POST and PUT take them: all but scopes, mappers, secret and mark. */
export function clientFields(spec: ClientSpec): Omit<Partial<Client>, 'attributes'> & {
  readonly attributes: Readonly<Record<string, string>>
} {
  const has = (flow: Flow) => spec.flows.includes(flow)
  return {
    enabled: spec.enabled,
    protocol: spec.protocol,
    publicClient: !spec.confidential,
    bearerOnly: false,
    clientAuthenticatorType: spec.authenticator,
    authorizationServicesEnabled: spec.authorizationServices,
    standardFlowEnabled: has('standard'),
    implicitFlowEnabled: has('implicit'),
    directAccessGrantsEnabled: has('password'),
    serviceAccountsEnabled: has('service account'),
    redirectUris: [...spec.redirectUris],
    // Always sent: the server would derive them from the redirect URIs otherwise (reference/keycloak.md §0.6).
    webOrigins: [...spec.webOrigins],
    attributes: {
      [postLogout]: spec.postLogoutRedirectUris.join('##'),
      ...Object.fromEntries(attributeFlows.map(([flow, name]) => [name, String(has(flow))])),
      ...spec.lifetimes,
    },
  }
}

/** Attributes to send empty, so that the lifetimes that are not wanted go: a PUT merges, and only an empty one is taken away. */
export function clearedLifetimes(found: Client, spec: ClientSpec): Readonly<Record<string, string>> {
  const stray = Object.keys(lifetimesOf(found)).filter((name) => spec.lifetimes[name] === undefined)
  return Object.fromEntries(stray.map((name) => [name, '']))
}

/** What of a client is not ours and may let in more than the description says. */
export function clientNotes(client: Client, groupsClaim: string, wanted: ClientSpec): string[] {
  return [
    ...writersOf(groupsClaim, client.protocolMappers, Object.keys(wanted.mappers)),
    ...(client.attributes['client.secret.rotated'] ? ['an earlier secret still works'] : []),
  ]
}

function lifetimesOf({ attributes }: Client): Readonly<Record<string, string>> {
  return Object.fromEntries(
    lifetimes.flatMap((name) => {
      const text = attributes[name]
      return text ? [[name, text] as const] : []
    }),
  )
}

function flowsOf(client: Client): Flow[] {
  const flows: readonly (readonly [Flow, boolean])[] = [
    ['standard', client.standardFlowEnabled],
    ['implicit', client.implicitFlowEnabled],
    ['password', client.directAccessGrantsEnabled],
    ['service account', client.serviceAccountsEnabled],
    ...attributeFlows.map(([flow, name]) => [flow, client.attributes[name] === 'true'] as const),
  ]
  return flows.flatMap(([flow, on]) => (on ? [flow] : []))
}

/** `+` stands for the redirect URIs themselves. */
function postLogoutOf({ attributes, redirectUris }: Client): string[] {
  const text = attributes[postLogout] ?? ''
  const uris = text.split('##').filter((uri) => uri !== '' && uri !== '-')
  return asSet(uris.flatMap((uri) => (uri === '+' ? redirectUris : [uri])))
}
