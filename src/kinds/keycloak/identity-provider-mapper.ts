/**
 * What an external provider's sign-in becomes here: user name, address, and groups.
 *
 * Groups are normalized by one mapper for each group and provider, in which a single expression holds all external
 * names that mean the group: of two mappers for one group the last would win (reference/keycloak.md §5.3).
 */

import { z } from 'zod'
import { loses } from '../../core/compare.ts'
import { keyOf, nameOf, segmentsOf } from '../../core/key.ts'
import type { Scope } from '../../core/kind.ts'
import { defineKeycloakKind } from '../define.ts'
import { inRealm, type KeycloakHands, makeOrFind } from './define.ts'
import {
  actingKeys,
  claimsIn,
  externalNames,
  type MapperSpec,
  mappersOf,
} from './identity-provider-mapper-spec.ts'
import { markTexts, ownershipOf } from './marks.ts'

const kind = 'keycloak.identity-provider-mapper'
const parent = 'keycloak.identity-provider'

const Mapper = z.object({
  id: z.string(),
  name: z.string(),
  identityProviderMapper: z.string(),
  config: z.record(z.string(), z.string().nullable()).default({}),
})
type Mapper = z.infer<typeof Mapper>

const Alias = z.object({ alias: z.string() })

export const identityProviderMapper = defineKeycloakKind<MapperSpec>({
  name: kind,
  parent,
  // A mapper for a group that is not there is taken and does nothing.
  needs: ['keycloak.group'],
  mark: 'own',
  // Its members stay in the group until they are taken out; nobody comes in or leaves by the claim any more.
  removalRisks: ['cuts-access'],
  // Whoever is in the group by a name that goes is taken out at the next sign-in.
  risks: ({ spec }, { spec: was }) => (loses(externalNames(was), externalNames(spec)) ? ['cuts-access'] : []),

  *derive(tenancy) {
    for (const { alias, name, team, spec, group, summary } of mappersOf(tenancy)) {
      const after = group === undefined ? [] : [keyOf('keycloak.group', group)]
      yield { key: keyOf(kind, alias, name), team, spec, summary, after }
    }
  },

  async observe(scope, hands) {
    const wanted = new Set(scope.desired.map(({ key }) => key))
    const aliases = await aliasesOf(scope, hands)
    const perProvider = aliases.map(async (alias) => {
      const all = await list(alias, hands)
      const found = all.map((one) => ({
        key: keyOf(kind, alias, one.name),
        id: one.id,
        spec: project(one),
        ...ownershipOf(one.config),
      }))
      const seen = found.filter((one) => wanted.has(one.key) || one.owner === hands.owner)
      const [first, ...rest] = seen
      const notes = notesOf(all.filter(({ name }) => !seen.some(({ key }) => nameOf(key) === name)))
      return first && notes.length > 0 ? [{ ...first, notes }, ...rest] : seen
    })
    return (await Promise.all(perProvider)).flat()
  },

  create({ key, spec, team }, hands) {
    const [alias = ''] = segmentsOf(key)
    const body = bodyOf(alias, nameOf(key), spec, markTexts(hands.owner, team))
    return makeOrFind(
      () => hands.client.post(mappersPath(alias, hands), body, hands.signal),
      async () => {
        const found = (await list(alias, hands)).find(({ name }) => name === nameOf(key))
        return ownershipOf(found?.config).owner === hands.owner ? found?.id : undefined
      },
      // A name that is taken is a 400 (contract 24-identity-provider-mappers).
      ({ verdict, status }) => verdict === 'conflict' || status === 400,
    )
  },

  async update({ key, spec, team }, { id }, hands) {
    const [alias = ''] = segmentsOf(key)
    const body = { id, ...bodyOf(alias, nameOf(key), spec, markTexts(hands.owner, team)) }
    // Replaced as a whole, and found by the body's id: without it a 500.
    await hands.client.put(`${mappersPath(alias, hands)}/${id}`, body, hands.signal)
  },

  async remove({ key, id }, hands) {
    const [alias = ''] = segmentsOf(key)
    await hands.client.delete(`${mappersPath(alias, hands)}/${id}`, hands.signal)
  },
})

/** The providers to look into: those that stand. A run that looks at some teams only is not shown them, and asks. */
async function aliasesOf(
  { parents, teams }: Scope,
  { client, signal }: KeycloakHands,
): Promise<readonly string[]> {
  if (!teams || parents.length > 0) return parents.map(({ key }) => nameOf(key))
  const query = { briefRepresentation: true }
  const all = await client.list(inRealm(client, 'identity-provider', 'instances'), query, Alias, signal)
  return all.map(({ alias }) => alias)
}

/** The list knows no pages. Of a provider that is not there it is undefined. */
async function list(alias: string, hands: KeycloakHands): Promise<readonly Mapper[]> {
  const { client, signal } = hands
  return (await client.get(mappersPath(alias, hands), {}, z.array(Mapper), signal)) ?? []
}

function mappersPath(alias: string, { client }: KeycloakHands): string {
  return inRealm(client, 'identity-provider', 'instances', alias, 'mappers')
}

function bodyOf(alias: string, name: string, { type, config }: MapperSpec, marks: Record<string, string>) {
  return {
    name,
    identityProviderAlias: alias,
    identityProviderMapper: type,
    config: { ...config, ...marks },
  }
}

function project({ identityProviderMapper, config }: Mapper): MapperSpec {
  const acting = Object.entries(config).flatMap(([name, value]) =>
    actingKeys.includes(name) && value ? [[name, name === 'claims' ? canonicalClaims(value) : value]] : [],
  )
  return { type: identityProviderMapper, config: Object.fromEntries(acting) }
}

/** The text without blanks that an editor may have put between the signs; what is no list of claims stays as it is. */
function canonicalClaims(text: string): string {
  const claims = claimsIn(text)
  return claims ? JSON.stringify(claims) : text
}

/** Mappers of somebody else that hand out groups or roles. */
function notesOf(others: readonly Mapper[]): string[] {
  return others
    .filter(({ identityProviderMapper: type }) => /-(group|role)-idp-mapper$/.test(type))
    .map(
      ({ name, config }) =>
        `the mapper "${name}" gives ${config['group'] ?? config['role'] ?? 'something'} too`,
    )
}
