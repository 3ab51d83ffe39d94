/**
 * What each kind says of its risks, case by case: what a server has, what the description wants, and what the way from one
 * to the other may cost. Specs are the fixture's, with what a case changes in them.
 */
import type { Risk } from '../../src/core/kind.ts'

/** What a case changes in a spec: fields by name, lists as a whole, `undefined` for what is absent. */
export type Patch = Readonly<Record<string, unknown>>

interface Making {
  /** Which of the kind's things, without the kind's name; the fixture's first unless it is said. */
  readonly of?: string
  readonly wants?: Patch
  readonly costs: readonly Risk[]
}

interface Change extends Making {
  readonly when: string
  /** What stands on the server, where it is not as the fixture describes it. */
  readonly was?: Patch
  /** Nobody's until now: it is handed over by `--adopt`. */
  readonly adopted?: true
}

export interface Statement {
  readonly making: readonly Making[]
  readonly changing: readonly Change[]
  readonly removing: readonly Risk[] | 'never'
}

const nothing: readonly Risk[] = []
const free: readonly Making[] = [{ costs: nothing }]
const podSecurity = (level: string | undefined): Patch => ({
  metadata: { labels: { 'pod-security.kubernetes.io/enforce': level } },
})
const hard = (quantities: Patch): Patch => ({ spec: { hard: quantities } })
const container = (limits: Patch | undefined, requests: Patch = {}): Patch => ({
  spec: { limits: [{ type: 'Container', default: limits, defaultRequest: requests }] },
})
const ofGroup = (name: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name })
const claims = (value: string, key = 'groups'): Patch => ({
  config: { claims: JSON.stringify([{ key, value }]) },
})
const alphaByName = '(?i:^Corp\\/Team[ _-]Alpha$)'
const rule = (repositories: string, keep: number, tags = '**') => ({
  repositories,
  tags,
  keep: `latestPushedK ${keep}`,
})
const door = (hosts: readonly string[], number: number, tls: Patch | undefined) => ({
  port: { number, name: 'some', protocol: 'HTTP' },
  hosts,
  tls,
})
const denial = (paths: readonly string[], groups: readonly string[], token = true) => {
  const to = [{ operation: { hosts: ['shop'], notPaths: paths } }]
  const withoutToken = { from: [{ source: { notRequestPrincipals: ['issuer/*'] } }], to }
  const otherGroups = { to, when: [{ key: 'request.auth.claims[groups]', notValues: groups }] }
  return { spec: { rules: [...(token ? [withoutToken] : []), otherGroups] } }
}
const team = ['alpha-guests', 'team-alpha']
const shopPolicy = 'istio-system/app-alpha--shop'
const allow = (...rules: readonly unknown[]): Patch => ({ spec: { action: 'ALLOW', rules } })

/** By kind. One that is not in here fails its test. */
export const statements: Readonly<Record<string, Statement>> = {
  'kubernetes.namespace': {
    making: free,
    changing: [
      { when: 'pods may do less', of: 'alpha-apps', was: podSecurity('baseline'), costs: ['cuts-access'] },
      { when: 'nothing was enforced', of: 'alpha-apps', was: podSecurity(undefined), costs: ['cuts-access'] },
      { when: 'pods may do more', of: 'alpha-apps', wants: podSecurity('privileged'), costs: ['exposes'] },
      {
        when: 'it gets another name',
        was: { metadata: { annotations: { 'troupe.dev/display-name': 'x' } } },
        costs: [],
      },
    ],
    removing: ['destroys-data'],
  },
  'kubernetes.secret': {
    making: free,
    changing: [
      {
        when: 'its value could not be in force',
        was: { credential: 'malformed' },
        costs: ['rotates-credential'],
      },
      { when: 'its value is gone', was: { credential: 'gone' }, costs: [] },
      { when: 'what stands beside the value differs', was: { fields: { username: 'x' } }, costs: [] },
      {
        when: 'its type differs',
        was: { type: 'example.org/x' },
        costs: ['cuts-access', 'rotates-credential'],
      },
    ],
    removing: ['cuts-access'],
  },
  'kubernetes.resource-quota': {
    making: free,
    changing: [
      { when: 'there is less of something', was: hard({ 'requests.cpu': '8500m' }), costs: ['cuts-access'] },
      { when: 'something more is limited', was: hard({ pods: undefined }), costs: ['cuts-access'] },
      { when: 'there is more', was: hard({ 'requests.memory': '15Gi', pods: '9' }), costs: [] },
      { when: 'a limit goes', was: hard({ 'limits.cpu': '1' }), costs: [] },
    ],
    removing: nothing,
  },
  'kubernetes.limit-range': {
    making: free,
    changing: [
      { when: 'containers get less', was: container({ cpu: '1', memory: '256Mi' }), costs: ['cuts-access'] },
      { when: 'they had no limit', was: container(undefined), costs: ['cuts-access'] },
      { when: 'they get more', was: container({ cpu: '100m', memory: '256Mi' }), costs: [] },
      {
        when: 'less is reserved for them',
        was: container({ cpu: '400m', memory: '256Mi' }, { cpu: '200m' }),
        costs: [],
      },
    ],
    removing: nothing,
  },
  'kubernetes.network-policy': {
    making: [{ costs: nothing }, { of: 'beta/troupe-isolation', costs: ['exposes'] }],
    changing: [
      { when: 'it is isolated', was: { spec: { egress: [{}] } }, costs: ['cuts-access'] },
      {
        when: 'a peer goes',
        was: { spec: { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] } },
        costs: ['cuts-access'],
      },
      { when: 'a peer comes back', was: { spec: { ingress: [] } }, costs: [] },
      {
        when: 'it is opened',
        of: 'beta/troupe-isolation',
        was: { spec: { egress: [] } },
        costs: ['exposes'],
      },
    ],
    removing: ['exposes'],
  },
  'kubernetes.role-binding': {
    making: free,
    changing: [
      { when: 'a group goes', was: { subjects: [ofGroup('oidc:others')] }, costs: ['cuts-access'] },
      { when: 'a group comes', was: { subjects: [] }, costs: [] },
      {
        when: 'a person goes whom somebody put in',
        was: { subjects: [{ ...ofGroup('mallory'), kind: 'User' }] },
        costs: [],
      },
      { when: 'it binds another role', was: { roleRef: { name: 'cluster-admin' } }, costs: ['cuts-access'] },
    ],
    removing: ['cuts-access'],
  },
  'kubernetes.service-account': {
    making: free,
    changing: [{ when: 'the pull secret is attached', was: { pullSecret: undefined }, costs: [] }],
    removing: ['cuts-access'],
  },

  'keycloak.realm': {
    making: free,
    changing: [{ when: 'it is switched on', was: { enabled: false }, costs: ['exposes'] }],
    removing: 'never',
  },
  'keycloak.profile-attribute': {
    making: free,
    changing: [{ when: 'people could see it', was: { view: ['admin', 'user'] }, costs: [] }],
    removing: 'never',
  },
  'keycloak.role': {
    making: free,
    changing: [{ when: 'it loses its parts', was: { composite: true }, costs: ['cuts-access'] }],
    removing: ['cuts-access'],
  },
  'keycloak.group': {
    making: free,
    changing: [
      { when: 'it loses a role', was: { roles: ['alpha-guests', 'alpha-owners'] }, costs: ['cuts-access'] },
      { when: 'it gets its role', was: { roles: [] }, costs: [] },
      { when: 'it gets its name back', was: { name: 'guests' }, costs: [] },
      {
        when: 'everybody gets a role by it',
        was: { everybody: false },
        wants: { everybody: true },
        costs: ['exposes'],
      },
      { when: 'everybody is put into it', of: 'stage-people', was: { everybody: false }, costs: [] },
      { when: 'new accounts are put into it no more', was: { everybody: true }, costs: [] },
      { when: 'the same of another’s', was: { everybody: true }, adopted: true, costs: ['cuts-access'] },
    ],
    removing: ['cuts-access'],
  },
  'keycloak.client-scope': {
    making: free,
    changing: [
      {
        when: 'the claim gets another name',
        was: { mapper: { config: { 'claim.name': 'teams' } } },
        costs: ['cuts-access'],
      },
      { when: 'the mapper is gone', was: { mapper: undefined }, costs: [] },
      { when: 'groups had their path', was: { mapper: { config: { 'full.path': 'true' } } }, costs: [] },
      {
        when: 'the same of another’s',
        was: { mapper: { config: { 'full.path': 'true' } } },
        adopted: true,
        costs: ['cuts-access'],
      },
    ],
    removing: ['cuts-access'],
  },
  'keycloak.client': {
    making: free,
    changing: [
      { when: 'a flow goes', was: { flows: ['password', 'standard'] }, costs: ['cuts-access'] },
      { when: 'a flow comes', was: { flows: [] }, costs: ['exposes'] },
      { when: 'it moves', was: { redirectUris: ['https://old/*'] }, costs: ['cuts-access'] },
      { when: 'a redirect comes', was: { redirectUris: [] }, costs: [] },
      { when: 'another origin may not ask', was: { webOrigins: ['*'] }, costs: ['cuts-access'] },
      { when: 'a scope goes', wants: { optionalScopes: [] }, costs: ['cuts-access'] },
      { when: 'a scope comes', was: { optionalScopes: [] }, costs: [] },
      { when: 'it was public', was: { confidential: false }, costs: ['cuts-access'] },
      { when: 'it signed in by a key', was: { authenticator: 'client-jwt' }, costs: ['cuts-access'] },
      {
        when: 'a mapper of ours writes something else',
        was: { mappers: { audience: { config: { 'included.client.audience': 'x' } } } },
        costs: ['cuts-access'],
      },
      { when: 'a mapper of ours is gone', was: { mappers: { audience: undefined } }, costs: [] },
      { when: 'it is switched on', was: { enabled: false }, costs: ['exposes'] },
      { when: 'it had policies of its own', was: { authorizationServices: true }, costs: ['destroys-data'] },
      { when: 'its secret was made anew there', was: { credential: 'differs' }, costs: [] },
      {
        when: 'the same of another’s',
        was: { credential: 'differs' },
        adopted: true,
        costs: ['rotates-credential'],
      },
      {
        when: 'its tokens lived longer',
        was: { lifetimes: { 'access.token.lifespan': '86400' } },
        costs: [],
      },
    ],
    removing: ['cuts-access'],
  },
  'keycloak.identity-provider': {
    making: free,
    changing: [
      { when: 'it is another provider', was: { issuer: 'https://old' }, costs: ['cuts-access'] },
      { when: 'we are another client there', was: { clientId: 'old' }, costs: ['cuts-access'] },
      { when: 'it is switched on', was: { enabled: false }, costs: ['exposes'] },
      { when: 'its secret differs', was: { credential: 'differs', displayName: 'x' }, costs: [] },
      { when: 'addresses were trusted', was: { trustEmail: true }, costs: [] },
    ],
    removing: ['cuts-access'],
  },
  'keycloak.identity-provider-mapper': {
    making: free,
    changing: [
      {
        when: 'an external name goes',
        of: 'contoso/troupe.group.team-alpha',
        was: claims(`^(?:${alphaByName}|7c2f0e55-alpha|old\\|(a|b))$`),
        costs: ['cuts-access'],
      },
      {
        when: 'an external name comes',
        of: 'contoso/troupe.group.team-alpha',
        was: claims(`^(?:${alphaByName})$`),
        costs: [],
      },
      {
        when: 'another claim holds the groups',
        of: 'contoso/troupe.group.team-alpha',
        was: claims(`^(?:${alphaByName}|7c2f0e55-alpha)$`, 'roles'),
        costs: ['cuts-access'],
      },
      {
        when: 'somebody else wrote the expression',
        of: 'contoso/troupe.group.team-alpha',
        was: claims('.*'),
        costs: ['cuts-access'],
      },
      {
        when: 'user names come from another claim',
        was: { config: { template: `\${CLAIM.sub}` } },
        costs: [],
      },
    ],
    removing: ['cuts-access'],
  },
  'keycloak.user': {
    making: free,
    changing: [
      { when: 'a group goes', was: { groups: ['alpha-owners'] }, costs: ['cuts-access'] },
      { when: 'a group comes', was: { groups: [] }, costs: [] },
      { when: 'it is switched on', was: { enabled: false }, costs: ['exposes'] },
      { when: 'its password’s Secret was made anew', was: { credential: 'unknown' }, costs: [] },
      {
        when: 'the same of another’s',
        was: { credential: 'unknown' },
        adopted: true,
        costs: ['rotates-credential'],
      },
      { when: 'its address differs', was: { email: 'x@example.org' }, costs: [] },
    ],
    removing: ['cuts-access', 'destroys-data'],
  },

  'harbor.configuration': {
    making: free,
    changing: [
      { when: 'people sign in otherwise', was: { auth_mode: 'db_auth' }, costs: ['cuts-access'] },
      { when: 'people sign in elsewhere', was: { oidc_endpoint: 'https://old' }, costs: ['cuts-access'] },
      { when: 'people have other names', was: { oidc_user_claim: 'sub' }, costs: ['cuts-access'] },
      { when: 'groups are in another claim', was: { oidc_groups_claim: 'roles' }, costs: ['cuts-access'] },
      { when: 'others administer', was: { oidc_admin_group: 'old' }, costs: ['cuts-access', 'exposes'] },
      { when: 'nobody administered by a group', was: { oidc_admin_group: '' }, costs: ['exposes'] },
      {
        when: 'everybody made projects',
        was: { project_creation_restriction: 'everyone' },
        costs: ['cuts-access'],
      },
      { when: 'sign-ins end sooner', was: { oidc_scope: ['offline_access', 'x'] }, costs: ['cuts-access'] },
      { when: 'a scope comes', was: { oidc_scope: [] }, costs: [] },
      { when: 'certificates are not checked', wants: { oidc_verify_cert: false }, costs: ['exposes'] },
      { when: 'certificates are checked', was: { oidc_verify_cert: false }, costs: [] },
      { when: 'accounts are made without asking', was: { oidc_auto_onboard: false }, costs: ['exposes'] },
      { when: 'the secret is given again', was: { credential: 'unknown', oidc_name: 'x' }, costs: [] },
    ],
    removing: 'never',
  },
  'harbor.daily-robot': {
    making: free,
    changing: [
      { when: 'it was disabled', was: { disabled: true }, costs: ['exposes'] },
      { when: 'it was to end', was: { expires: true }, costs: ['exposes'] },
      { when: 'it may do more', was: { grants: [] }, costs: [] },
      { when: 'its secret is given again', was: { credential: 'unknown' }, costs: [] },
    ],
    removing: ['rotates-credential'],
  },
  'harbor.user-group': {
    making: free,
    changing: [{ when: 'it is of another type', was: { type: 1 }, adopted: true, costs: [] }],
    removing: 'never',
  },
  'harbor.project': {
    making: [{ costs: nothing }, { of: 'beta', costs: ['exposes'] }],
    changing: [
      { when: 'it shrinks', was: { storage: 30 * 1024 ** 3 }, costs: ['cuts-access'] },
      { when: 'it was without a limit', was: { storage: -1 }, costs: ['cuts-access'] },
      { when: 'it grows', was: { storage: 1 }, costs: [] },
      { when: 'it is without a limit', wants: { storage: -1 }, costs: [] },
      { when: 'it is made public', wants: { metadata: { public: true } }, costs: ['exposes'] },
      { when: 'it is made private', was: { metadata: { public: true } }, costs: ['cuts-access'] },
      {
        when: 'more images are held back',
        was: { metadata: { blockFrom: 'critical' } },
        costs: ['cuts-access'],
      },
      { when: 'images are held back', was: { metadata: { blockFrom: 'none' } }, costs: ['cuts-access'] },
      { when: 'fewer images are held back', was: { metadata: { blockFrom: 'low' } }, costs: ['exposes'] },
      { when: 'no image is held back', wants: { metadata: { blockFrom: 'none' } }, costs: ['exposes'] },
      { when: 'images must be signed', wants: { metadata: { cosign: true } }, costs: ['cuts-access'] },
      { when: 'images need no signature', was: { metadata: { notation: true } }, costs: ['exposes'] },
      { when: 'images are scanned', was: { metadata: { scanOnPush: false } }, costs: [] },
      { when: 'the ledger lost it', was: { record: 'lost' }, costs: [] },
    ],
    removing: ['destroys-data'],
  },
  'harbor.member': {
    making: free,
    changing: [
      { when: 'its role is lowered', was: { role: 'maintainer' }, costs: ['cuts-access'] },
      { when: 'its role is raised', was: { role: 'limited guest' }, costs: ['exposes'] },
    ],
    removing: ['cuts-access'],
  },
  'harbor.robot': {
    making: free,
    changing: [
      {
        when: 'it may do less',
        was: { grants: ['project alpha-images repository:pull', 'project alpha-images repository:push'] },
        costs: ['cuts-access'],
      },
      { when: 'it may do more', was: { grants: [] }, costs: ['exposes'] },
      { when: 'it was disabled', was: { disabled: true }, costs: ['exposes'] },
      { when: 'it was to end', was: { expires: true }, costs: ['exposes'] },
      { when: 'its secret is given again', was: { credential: 'unknown' }, costs: [] },
    ],
    removing: ['cuts-access'],
  },
  'harbor.retention': {
    making: [{ costs: ['destroys-data'] }],
    changing: [
      {
        when: 'fewer are kept',
        was: { rules: [rule('**', 11), rule('cache/**', 3)] },
        costs: ['destroys-data'],
      },
      { when: 'more are kept', was: { rules: [rule('**', 9), rule('cache/**', 1)] }, costs: [] },
      {
        when: 'a rule goes',
        was: { rules: [rule('**', 1), rule('cache/**', 1), rule('**', 1, 'v*')] },
        costs: ['destroys-data'],
      },
      {
        when: 'a rule comes for the same',
        wants: { rules: [rule('**', 10), rule('**', 1, 'v*')] },
        was: { rules: [rule('**', 10)] },
        costs: [],
      },
      { when: 'repositories come in', was: { rules: [rule('**', 1)] }, costs: ['destroys-data'] },
      {
        when: 'a rule was disabled',
        was: { rules: [rule('**', 1), { ...rule('cache/**', 1), keep: 'disabled latestPushedK 3' }] },
        costs: ['destroys-data'],
      },
      { when: 'it did not run', was: { cron: '' }, costs: ['destroys-data'] },
    ],
    removing: nothing,
  },
  'harbor.immutable-rule': {
    making: free,
    changing: [{ when: 'it is switched on', was: { disabled: true }, costs: [] }],
    removing: ['exposes'],
  },

  'istio.gateway': {
    making: free,
    changing: [
      {
        when: 'a host goes',
        was: { spec: { servers: [door(['gone/*.gone.org'], 443, { mode: 'SIMPLE' })] } },
        costs: ['cuts-access'],
      },
      { when: 'a host comes', was: { spec: { servers: [] } }, costs: [] },
      {
        when: 'it shows itself without TLS',
        was: { spec: { servers: [door(['a/b'], 443, { mode: 'SIMPLE' }), door(['a/b'], 80, undefined)] } },
        wants: { spec: { servers: [door(['a/b'], 80, undefined)] } },
        costs: ['cuts-access', 'exposes'],
      },
    ],
    removing: ['cuts-access'],
  },
  'istio.peer-authentication': {
    making: free,
    changing: [
      {
        when: 'plain text is refused',
        was: { spec: { mtls: { mode: 'PERMISSIVE' } } },
        costs: ['cuts-access'],
      },
      { when: 'nothing was said', was: { spec: { mtls: undefined } }, costs: ['cuts-access'] },
      { when: 'plain text is let in', wants: { spec: { mtls: { mode: 'PERMISSIVE' } } }, costs: ['exposes'] },
      {
        when: 'a port’s exception goes',
        of: 'keycloak/keycloak-peers',
        was: { spec: { portLevelMtls: { 9000: { mode: 'DISABLE' } } } },
        costs: ['cuts-access'],
      },
      {
        when: 'a port is excepted',
        of: 'keycloak/keycloak-peers',
        was: { spec: { portLevelMtls: { 8080: undefined } } },
        costs: ['exposes'],
      },
    ],
    removing: ['exposes'],
  },
  'istio.request-authentication': {
    making: free,
    changing: [
      {
        when: 'an audience goes',
        was: { spec: { jwtRules: [{ issuer: 'i', audiences: ['a', 'b'] }] } },
        wants: { spec: { jwtRules: [{ issuer: 'i', audiences: ['a'] }] } },
        costs: ['cuts-access'],
      },
      { when: 'any audience did', was: { spec: { jwtRules: [{ issuer: 'i' }] } }, costs: ['cuts-access'] },
      {
        when: 'another issuer is believed',
        was: { spec: { jwtRules: [{ issuer: 'i', audiences: ['a'] }] } },
        wants: { spec: { jwtRules: [{ issuer: 'j', audiences: ['a'] }] } },
        costs: ['cuts-access'],
      },
      { when: 'an audience comes', was: { spec: { jwtRules: [] } }, costs: [] },
    ],
    removing: ['cuts-access'],
  },
  'istio.authorization-policy': {
    making: [{ costs: nothing }, { of: 'beta/open', costs: ['exposes'] }],
    changing: [
      {
        when: 'a path is opened',
        of: shopPolicy,
        was: denial(['/a'], team),
        wants: denial(['/a', '/b'], team),
        costs: ['exposes'],
      },
      {
        when: 'a path is closed',
        of: shopPolicy,
        was: denial(['/a', '/b'], team),
        wants: denial(['/a'], team),
        costs: ['cuts-access'],
      },
      {
        when: 'a group goes',
        of: shopPolicy,
        was: denial([], [...team, 'x']),
        wants: denial([], team),
        costs: ['cuts-access'],
      },
      {
        when: 'a group comes',
        of: shopPolicy,
        was: denial([], team),
        wants: denial([], [...team, 'x']),
        costs: [],
      },
      {
        when: 'a token is asked for',
        of: shopPolicy,
        was: denial([], team, false),
        wants: denial([], team),
        costs: ['cuts-access'],
      },
      {
        when: 'no token is asked for',
        of: shopPolicy,
        was: denial([], team),
        wants: denial([], team, false),
        costs: ['exposes'],
      },
      {
        when: 'it only looked on',
        of: shopPolicy,
        was: { spec: { action: 'AUDIT' } },
        costs: ['cuts-access'],
      },
      { when: 'it denied', of: 'alpha-apps/gateway', was: { spec: { action: 'DENY' } }, costs: ['exposes'] },
      {
        when: 'somebody is let in no more',
        of: 'alpha-apps/gateway',
        was: allow({ from: [{ source: { principals: ['x'] } }] }),
        costs: ['cuts-access'],
      },
      { when: 'all are let in', of: 'beta/open', was: allow({ from: [] }), costs: ['exposes'] },
      { when: 'all were let in', of: 'alpha-apps/same-namespace', was: allow({}), costs: ['cuts-access'] },
    ],
    removing: ['exposes'],
  },
  'istio.virtual-service': {
    making: free,
    changing: [
      {
        when: 'it moves',
        of: 'alpha-apps/app-shop',
        was: { spec: { hosts: ['old.org'] } },
        costs: ['cuts-access'],
      },
      { when: 'it leads elsewhere', of: 'alpha-apps/app-shop', was: { spec: { http: [] } }, costs: [] },
    ],
    removing: ['cuts-access'],
  },
  'istio.sidecar': {
    making: free,
    changing: [
      { when: 'it knew of all', was: { spec: { egress: [{ hosts: ['*/*'] }] } }, costs: ['cuts-access'] },
      {
        when: 'it might ask outside',
        was: { spec: { outboundTrafficPolicy: { mode: 'ALLOW_ANY' } } },
        costs: ['cuts-access'],
      },
      {
        when: 'it knows of all',
        of: 'beta/default',
        was: { spec: { egress: [{ hosts: ['./*'] }] } },
        costs: [],
      },
    ],
    removing: nothing,
  },
  'istio.service-port': {
    making: free,
    changing: [{ when: 'a port gets its name', was: { ports: { 80: 'x' } }, costs: [] }],
    removing: 'never',
  },
}
