/** What we derive, against the resources that istiod and Envoy obeyed while the mesh contracts were recorded. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { keyOf } from '../../core/key.ts'
import { PlatformDocument, TeamDocument } from '../../tenancy/schema.ts'
import { resolve, type Tenancy } from '../../tenancy/tenancy.ts'
import type { ManagedKind } from '../define.ts'
import { authorizationPolicy } from './authorization-policy.ts'
import { gateway } from './gateway.ts'
import { peerAuthentication } from './peer-authentication.ts'
import { requestAuthentication } from './request-authentication.ts'
import { sidecar } from './sidecar.ts'
import { virtualService } from './virtual-service.ts'

interface Recorded {
  readonly kind: string
  readonly metadata: { readonly namespace: string; readonly name: string }
  readonly spec: Readonly<Record<string, unknown>>
}

const kinds: Readonly<Record<string, ManagedKind>> = {
  Gateway: gateway,
  VirtualService: virtualService,
  AuthorizationPolicy: authorizationPolicy,
  PeerAuthentication: peerAuthentication,
  Sidecar: sidecar,
  RequestAuthentication: requestAuthentication,
}

describe('what istiod and Envoy obeyed is what we write', () => {
  it.each(['gateway', 'harbor-routes', 'keycloak-routes', 'team-demo'])('%s', (file) => {
    for (const one of recorded(file)) expect(derived(otomi(), one)).toEqual(one.spec)
  })

  it('gateway-tls', () => {
    const [http] = recorded('gateway-tls')
    const mesh = { gateway: { credentialName: 'otomi-tls' } }
    if (http) expect(derived(otomi({ mesh }), http)).toEqual(http.spec)
    expect.assertions(1)
  })

  it("jwt-portal's policy, and its rule but for the cookie and the keys", () => {
    const [rule, policy] = recorded('jwt-portal')
    if (!rule || !policy) throw new Error('the recording has changed')
    expect(derived(otomi(), policy)).toEqual(policy.spec)
    const { jwtRules } = derived(otomi({}, 'none'), rule) as { jwtRules: object[] }
    const [{ jwks, fromCookies, ...rest }] = rule.spec['jwtRules'] as [Record<string, unknown>]
    const jwksUri = 'http://keycloak.keycloak.svc.cluster.local:80/realms/otomi/protocol/openid-connect/certs'
    expect(jwtRules).toEqual([{ ...rest, jwksUri }])
  })

  it("jwt-groups: an app that only the team's groups may see", () => {
    const policy = recorded('jwt-groups')[1]
    if (!policy) throw new Error('the recording has changed')
    const one = { ...policy, metadata: { namespace: 'istio-system', name: 'app-demo--shop' } }
    expect(derived(otomi(), one)).toEqual(policy.spec)
  })

  it('mtls, with the port besides that istiod fetches keys at', () => {
    const [mesh, harbor, demo, keycloak] = recorded('mtls')
    for (const one of [mesh, harbor, demo]) if (one) expect(derived(otomi(), one)).toEqual(one.spec)
    const spec = keycloak && derived(otomi(), keycloak)
    expect(spec).toEqual({
      ...keycloak?.spec,
      portLevelMtls: { ...Object(keycloak?.spec['portLevelMtls']), 8080: { mode: 'PERMISSIVE' } },
    })
  })
})

describe('order', () => {
  it('opens no route before the policy that guards it', () => {
    const routes = new Map([...virtualService.derive(otomi())].map((one) => [one.key, one.after]))
    const policy = (name: string) => keyOf('istio.authorization-policy', 'istio-system', name)
    expect(routes.get(keyOf('istio.virtual-service', 'harbor', 'harbor'))).toContain(policy('harbor-portal'))
    expect(routes.get(keyOf('istio.virtual-service', 'demo', 'app-shop'))).toContain(policy('app-demo--shop'))
  })

  it('puts only kinds into edges that are needed', () => {
    for (const kind of Object.values(kinds)) {
      const allowed = [kind.parent, ...(kind.needs ?? [])]
      for (const { after = [] } of kind.derive(otomi())) {
        for (const key of after) expect(allowed).toContain(key.split(':')[0])
      }
    }
  })
})

describe('hosts', () => {
  it('closes a test platform by host name, whatever port its address has', () => {
    const harbor = { url: 'http://harbor.otomi.localhost:8088', credentials: secret, portalAccess: 'token' }
    const [portal] = [...authorizationPolicy.derive(otomi({ harbor }))]
    expect(JSON.stringify(portal?.spec)).toContain(
      '"hosts":["harbor.otomi.localhost","harbor.otomi.localhost:*"]',
    )
  })

  it("names a team's hosts beside its own domain", () => {
    const [only] = [...gateway.derive(otomi({}, 'required', 'shop.example.org'))]
    expect(JSON.stringify(only?.spec)).toContain('"demo/*.demo.otomi.io","demo/shop.example.org"')
  })

  it("keeps Keycloak's base path in its routes and in the address of its keys", () => {
    const keycloak = { url: 'https://keycloak.otomi.io/auth', credentials: {} }
    const text = JSON.stringify([
      ...virtualService.derive(otomi({ keycloak })),
      ...requestAuthentication.derive(otomi({ keycloak })),
    ])
    expect(text).toContain('{"prefix":"/auth/realms/"}')
    expect(text).toContain(':80/auth/realms/otomi/protocol/openid-connect/certs')
  })
})

const secret = { password: { env: 'HARBOR_PASSWORD' } }

function otomi(spec: object = {}, sso = 'required', host?: string): Tenancy {
  const header = { apiVersion: 'troupe.dev/v1alpha1' }
  const platform = PlatformDocument.parse({
    ...header,
    kind: 'Platform',
    metadata: { name: 'otomi' },
    spec: {
      domain: 'otomi.io',
      keycloak: { credentials: {} },
      harbor: { credentials: secret, portalAccess: 'token' },
      ...spec,
    },
  })
  const shop = { name: 'shop', service: { port: 8080 }, sso, open: ['/healthz'], ...(host && { host }) }
  const teams = [
    { name: 'demo', apps: [shop] },
    { name: 'dev', apps: [] },
  ]
  return resolve(
    platform,
    teams.map(({ name, apps }) =>
      TeamDocument.parse({ ...header, kind: 'Team', metadata: { name }, spec: { apps } }),
    ),
  )
}

function recorded(file: string): readonly Recorded[] {
  const url = new URL(`../../../test/contracts/mesh/resources/${file}.yaml`, import.meta.url)
  return parseAllDocuments(readFileSync(url, 'utf8')).map((one) => one.toJS() as Recorded)
}

function derived(tenancy: Tenancy, { kind, metadata }: Recorded): unknown {
  const owner = kinds[kind]
  if (!owner) throw new Error(`no kind writes a ${kind}`)
  const key = keyOf(owner.name, metadata.namespace, metadata.name)
  const found = [...owner.derive(tenancy)].find((one) => one.key === key)
  return (found?.spec as { spec?: unknown } | undefined)?.spec
}
