/**
 * Fields that no `update` of ours ever writes wrongly, so that it cannot be the tampering hand: each changed on its server
 * as an administrator would. A kind that is not in here needs nothing here.
 */
import type { KindName } from '../../src/core/key.ts'
import { segmentsOf } from '../../src/core/key.ts'
import type { Actual } from '../../src/core/kind.ts'
import { good, type Servers } from '../support/servers.ts'
import type { Stage } from '../support/stage.ts'

export interface ByHand {
  readonly kind: KindName
  /** The path that the plan must show. */
  readonly path: string
  /** What somebody does there. */
  readonly deed: string
  /** Which thing of the kind, where not any will do. */
  readonly chosen?: (actual: Actual) => boolean
  readonly tamper: (actual: Actual, servers: Servers, stage: Stage) => Promise<unknown>
}

type Json = Readonly<Record<string, unknown>>
const merge = 'application/merge-patch+json'

export const deedsByHand: readonly ByHand[] = [
  {
    kind: 'kubernetes.secret',
    path: 'credential',
    deed: 'empties the value',
    tamper: (actual, { kubernetes }) =>
      good(kubernetes('PATCH', secretPath(actual), { data: { password: '', clientSecret: '' } }, merge)),
  },
  {
    kind: 'kubernetes.service-account',
    path: 'pullSecret',
    deed: 'detaches the pull secret',
    tamper: ({ key }, { kubernetes }) => {
      const [namespace, name] = segmentsOf(key)
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`
      return good(kubernetes('PATCH', path, { imagePullSecrets: [{ name: 'other' }] }, merge))
    },
  },
  {
    kind: 'keycloak.role',
    path: 'composite',
    deed: 'makes it composite, so that it grants another role',
    tamper: async ({ key }, { keycloak }, { tenancy }) => {
      const { realm } = tenancy.platform.keycloak
      const [name = ''] = segmentsOf(key)
      const part = await good(keycloak('GET', `/${realm}/roles/offline_access`))
      return await good(keycloak('POST', `/${realm}/roles/${encodeURIComponent(name)}/composites`, [part]))
    },
  },
  {
    kind: 'keycloak.group',
    path: 'roles',
    deed: 'takes its role away',
    chosen: ({ spec }) => (spec as { roles: readonly string[] }).roles.length > 0,
    tamper: async ({ id }, { keycloak }, { tenancy }) => {
      const path = `/${tenancy.platform.keycloak.realm}/groups/${id}/role-mappings/realm`
      return await good(keycloak('DELETE', path, await good(keycloak('GET', path))))
    },
  },
  {
    kind: 'keycloak.client',
    path: 'credential',
    deed: 'regenerates the secret',
    tamper: ({ id }, { keycloak }, { tenancy }) =>
      good(keycloak('POST', `/${tenancy.platform.keycloak.realm}/clients/${id}/client-secret`)),
  },
  {
    kind: 'keycloak.identity-provider',
    path: 'endpoints',
    deed: 'sends sign-ins to another place',
    tamper: (actual, servers, stage) =>
      providerConfig(actual, servers, stage, { authorizationUrl: 'https://evil.example/auth' }),
  },
  {
    kind: 'keycloak.identity-provider',
    path: 'credential',
    deed: 'loses our fingerprint of the secret',
    tamper: (actual, servers, stage) => providerConfig(actual, servers, stage, { 'troupe.dev/secret': '' }),
  },
  {
    kind: 'harbor.robot',
    path: 'disabled',
    deed: 'disables it',
    tamper: ({ id }, servers) => robotFields(id, servers, { disable: true }),
  },
  {
    kind: 'harbor.robot',
    path: 'expires',
    deed: 'lets it expire',
    tamper: ({ id }, servers) => robotFields(id, servers, { duration: 30 }),
  },
  {
    kind: 'harbor.daily-robot',
    path: 'disabled',
    deed: 'disables it',
    tamper: ({ id }, servers) => robotFields(id, servers, { disable: true }),
  },
  {
    kind: 'harbor.immutable-rule',
    path: 'disabled',
    deed: 'disables it',
    tamper: async ({ id }, { harbor }) => {
      const [project, rule] = id.split('/')
      const path = `/projects/${project}/immutabletagrules`
      const rules = (await good(harbor('GET', path))) as readonly Json[]
      const found = rules.find((one) => String(one['id']) === rule)
      return await good(harbor('PUT', `${path}/${rule}`, { ...found, disabled: true }))
    },
  },
  {
    kind: 'harbor.project',
    path: 'record',
    deed: 'removes our notes from the namespace',
    tamper: async ({ team }, { kubernetes }, { tenancy }) => {
      const namespace = tenancy.teams.find(({ name }) => name === team)?.namespace.name ?? ''
      const path = `/api/v1/namespaces/${namespace}`
      const { metadata } = (await good(kubernetes('GET', path))) as { metadata: { annotations: Json } }
      const annotations = Object.fromEntries(Object.keys(metadata.annotations).map((name) => [name, null]))
      return await good(kubernetes('PATCH', path, { metadata: { annotations } }, merge))
    },
  },
  {
    kind: 'istio.service-port',
    path: 'ports["80"]',
    deed: 'gives the port a name that says another protocol',
    chosen: ({ key }) => key.endsWith('harbor-portal'),
    tamper: ({ key }, { kubernetes }) => {
      const [namespace, name] = segmentsOf(key)
      const path = `/api/v1/namespaces/${namespace}/services/${name}`
      const body = [{ op: 'replace', path: '/spec/ports/0/name', value: 'tcp-portal' }]
      return good(kubernetes('PATCH', path, body, 'application/json-patch+json'))
    },
  },
]

function secretPath({ key }: Actual): string {
  const [namespace, name] = segmentsOf(key)
  return `/api/v1/namespaces/${namespace}/secrets/${name}`
}

async function robotFields(id: string, { harbor }: Servers, fields: Json): Promise<unknown> {
  const robot = (await good(harbor('GET', `/robots/${id}`))) as Json
  return await good(harbor('PUT', `/robots/${id}`, { ...robot, ...fields }))
}

async function providerConfig(
  { id }: Actual,
  { keycloak }: Servers,
  { tenancy }: Stage,
  config: Json,
): Promise<unknown> {
  const path = `/${tenancy.platform.keycloak.realm}/identity-provider/instances/${id}`
  const found = (await good(keycloak('GET', path))) as { config: Json }
  return await good(keycloak('PUT', path, { ...found, config: { ...found.config, ...config } }))
}
