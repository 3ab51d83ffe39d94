/**
 * The client scope that puts a person's groups into tokens, with its mapper.
 *
 * The mapper is inside: a scope without it is of no use, and both are read by one list. Names of groups are written
 * without their path, since Harbor, Kubernetes and Istio compare plain names.
 */
import { z } from 'zod'
import { keyOf, nameOf } from '../../core/key.ts'
import { defineKeycloakKind } from '../define.ts'
import { hasRealm, inRealm, type KeycloakHands, makeOrFind, present, realmKind } from './define.ts'
import { markTexts, ownershipOf } from './marks.ts'
import {
  mapperNamed,
  ProtocolMapper,
  projectMapper,
  type WantedMapper,
  writersOf,
} from './protocol-mapper.ts'
import { groupsScope } from './scopes.ts'

const kind = 'keycloak.client-scope'

const ClientScope = z.object({
  id: z.string(),
  name: z.string(),
  protocol: z.string().optional(),
  attributes: z.record(z.string(), z.string().nullable()).optional(),
  protocolMappers: z.array(ProtocolMapper).optional(),
})
type ClientScope = z.infer<typeof ClientScope>

interface ScopeSpec {
  readonly protocol: string
  readonly mapper: WantedMapper | undefined
}

const mapperName = 'groups'

export const clientScope = defineKeycloakKind<ScopeSpec>({
  name: kind,
  parent: realmKind,
  mark: 'own',
  removalRisks: ['cuts-access'],

  // Somebody else's clients may rely on the names as they were, and whoever reads tokens on the claim's.
  risks({ spec }, { owner, spec: was }) {
    const claimOf = (mapper: WantedMapper | undefined) => mapper?.config['claim.name']
    const renamed = was.mapper !== undefined && claimOf(was.mapper) !== claimOf(spec.mapper)
    return owner === null || renamed ? ['cuts-access'] : []
  },

  *derive({ platform: { harbor } }) {
    const claim = harbor.sso.groupsClaim
    yield {
      key: keyOf(kind, groupsScope),
      team: null,
      spec: { protocol: 'openid-connect', mapper: groupsMapper(claim) },
      summary: `groups in the claim ${claim}`,
    }
  },

  async observe(scope, hands) {
    if (!hasRealm(scope) || scope.teams) return []
    const wanted = new Map(scope.desired.map((one) => [one.key, one]))
    const all = (await list(hands)).map((found) => ({ ...found, key: keyOf(kind, found.name) }))
    return all
      .map(({ key, ...found }) => {
        const claim = wanted.get(key)?.spec.mapper?.config['claim.name']
        return {
          key,
          id: found.id,
          spec: project(found),
          ...ownershipOf(found.attributes ?? {}),
          notes: claim ? writersOf(claim, found.protocolMappers, [mapperName]) : [],
        }
      })
      .filter((one) => wanted.has(one.key) || one.owner === hands.owner)
  },

  create({ key, spec, team }, hands) {
    const { client, signal, owner } = hands
    const name = nameOf(key)
    return makeOrFind(
      () =>
        client.post(
          inRealm(client, 'client-scopes'),
          {
            name,
            protocol: spec.protocol,
            attributes: {
              'include.in.token.scope': 'true',
              'display.on.consent.screen': 'false',
              ...markTexts(owner, team),
            },
            protocolMappers: spec.mapper
              ? [{ name: mapperName, protocol: spec.protocol, ...spec.mapper }]
              : [],
          },
          signal,
        ),
      async () => {
        const found = (await list(hands)).find((one) => one.name === name)
        return found && ownershipOf(found.attributes).owner === owner ? found.id : undefined
      },
    )
  },

  async update({ spec, team }, { id }, hands) {
    const { client, signal, owner } = hands
    const found = present(
      await client.get(inRealm(client, 'client-scopes', id), {}, ClientScope, signal),
      'client scope',
    )
    // Attributes are merged and mappers ignored (contract 12-client-scopes); a PUT without the name is a 500.
    await client.put(
      inRealm(client, 'client-scopes', id),
      { name: found.name, protocol: spec.protocol, attributes: markTexts(owner, team) },
      signal,
    )
    if (!spec.mapper) return
    const models = inRealm(client, 'client-scopes', id, 'protocol-mappers', 'models')
    const body = { name: mapperName, protocol: spec.protocol, ...spec.mapper }
    const mapper = mapperNamed(mapperName, found.protocolMappers)
    if (!mapper) await client.post(models, body, signal)
    // The server changes the mapper that the body's id names, not the path's (reference/keycloak.md §3.1).
    else await client.put(`${models}/${mapper.id}`, { id: mapper.id, ...body }, signal)
  },

  remove: ({ id }, { client, signal }) => client.delete(inRealm(client, 'client-scopes', id), signal),
})

/** The list knows no pages. */
async function list({ client, signal }: KeycloakHands): Promise<readonly ClientScope[]> {
  return (await client.get(inRealm(client, 'client-scopes'), {}, z.array(ClientScope), signal)) ?? []
}

function groupsMapper(claim: string): WantedMapper {
  return {
    protocolMapper: 'oidc-group-membership-mapper',
    config: {
      'claim.name': claim,
      'full.path': 'false',
      'id.token.claim': 'true',
      'access.token.claim': 'true',
      'userinfo.token.claim': 'true',
      'introspection.token.claim': 'true',
    },
  }
}

function project({ protocol = 'openid-connect', protocolMappers }: ClientScope): ScopeSpec {
  return { protocol, mapper: projectMapper(mapperNamed(mapperName, protocolMappers)) }
}
