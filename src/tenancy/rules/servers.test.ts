import { expect, it } from 'vitest'
import { platform, team, told } from '../../../test/tenancy/description.ts'

it("refuses Keycloak's own realm", async () => {
  expect(
    await told({
      'p.yaml': platform({ keycloak: '{credentials: {username: admin, password: {env: A}}, realm: master}' }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"p.yaml:6:73 | spec.keycloak.realm | "master" is Keycloak's own realm, whose users may rule the others: name another one"`,
  )
})

it('refuses a Platform whose name would be that realm', async () => {
  const master = platform().replace('{name: otomi}', '{name: master}')
  expect(await told({ 'p.yaml': master, 'a.yaml': team('demo') })).toMatchInlineSnapshot(
    `"p.yaml:3:18 | metadata.name | "master" is Keycloak's own realm, whose users may rule the others: name another one in spec.keycloak.realm"`,
  )
})

it('refuses a Harbor below a path', async () => {
  expect(
    await told({
      'p.yaml': platform({ harbor: '{credentials: {password: {env: C}}, url: "https://x.otomi.io/harbor"}' }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"p.yaml:7:52 | spec.harbor.url | "https://x.otomi.io/harbor" has a path, and Harbor can't be served below one: write https://x.otomi.io"`,
  )
})

it('refuses a registry that docker takes for Docker Hub', async () => {
  expect(
    await told({
      'p.yaml': platform({ harbor: '{credentials: {password: {env: C}}, url: "https://harbor"}' }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"p.yaml:7:52 | spec.harbor.url | docker clients take "harbor" for a name on Docker Hub: write a host with a dot or a port"`,
  )
})

it('refuses one address for two servers', async () => {
  expect(
    await told({
      'p.yaml': platform({
        keycloak: '{credentials: {username: admin, password: {env: A}}, url: "https://x.otomi.io/auth"}',
        harbor: '{credentials: {password: {env: C}}, url: "https://x.otomi.io"}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"p.yaml:6:71 | spec.keycloak.url | "x.otomi.io" is Harbor's address (p.yaml:7:52): each server needs a host of its own"`,
  )
})

it('refuses servers under the wildcard of a team', async () => {
  expect(
    await told({
      'p.yaml': platform({
        keycloak: '{credentials: {username: admin, password: {env: A}}, url: "https://sso.demo.otomi.io"}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"p.yaml:6:71 | spec.keycloak.url | "sso.demo.otomi.io" is under *.demo.otomi.io, which team demo (a.yaml:3:18) may answer: take a host of no team"`,
  )
})

it('warns of passwords in clear', async () => {
  expect(
    await told({
      'p.yaml': platform({
        keycloak: '{credentials: {username: admin, password: {env: A}}, url: "http://sso.otomi.io"}',
        harbor: '{credentials: {password: {env: C}}, url: "http://127.0.0.1:8080"}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"warning p.yaml:6:71 | spec.keycloak.url | "http://sso.otomi.io" carries passwords in clear: write https"`,
  )
})

it('refuses identity providers that are one, in clear, or the realm itself', async () => {
  expect(
    await told({
      'p.yaml': platform({
        keycloak:
          '{credentials: {username: admin, password: {env: A}}, identityProviders: [{alias: a, issuer: "https://a.org", clientId: x, clientSecret: {env: B}}, {alias: a, issuer: "http://b.org", clientId: x, clientSecret: {env: B}}, {alias: c, issuer: "https://a.org", clientId: x, clientSecret: {env: B}}, {alias: d, issuer: "https://keycloak.otomi.io/realms/otomi", clientId: x, clientSecret: {env: B}}, {alias: e, issuer: "http://localhost:8180/realms/e", clientId: x, clientSecret: {env: B}}]}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(`
    "p.yaml:6:168 | spec.keycloak.identityProviders[1].alias | there is an identity provider "a" already (p.yaml:6:94)
    p.yaml:6:179 | spec.keycloak.identityProviders[1].issuer | "http://b.org" is not https, and anybody in between could sign in as anyone: write https
    p.yaml:6:252 | spec.keycloak.identityProviders[2].issuer | is the issuer of "a" already (p.yaml:6:105): Keycloak takes one provider for an issuer
    p.yaml:6:326 | spec.keycloak.identityProviders[3].issuer | is the realm itself: name the issuer of the other server"
  `)
})

it('refuses addresses that are no issuer', async () => {
  expect(
    await told({
      'p.yaml': platform({
        keycloak:
          '{credentials: {username: admin, password: {env: A}}, identityProviders: [{alias: a, issuer: "https://a.org/x/.well-known/openid-configuration", clientId: x, clientSecret: {env: B}}, {alias: b, issuer: "https://login.microsoftonline.com/common/v2.0", clientId: x, clientSecret: {env: B}}]}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(`
    "p.yaml:6:105 | spec.keycloak.identityProviders[0].issuer | is the address of its discovery document: write "https://a.org/x"
    p.yaml:6:214 | spec.keycloak.identityProviders[1].issuer | lets accounts of any tenant in, and no token names it: write the address with the id of your tenant"
  `)
})

it('refuses a gateway that is every workload', async () => {
  expect(
    await told({ 'p.yaml': platform({ mesh: '{gateway: {selector: {}}}' }), 'a.yaml': team('demo') }),
  ).toMatchInlineSnapshot(
    `"p.yaml:8:30 | spec.mesh.gateway.selector | is empty, which is every workload of the namespace: name the gateway's labels, e.g. {istio: ingressgateway}"`,
  )
})

it('refuses labels that are none', async () => {
  expect(
    await told({
      'p.yaml': platform({ mesh: '{gateway: {selector: {"a b": c, istio: "-x"}}}' }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(`
    "p.yaml:8:31 | spec.mesh.gateway.selector["a b"] | "a b" is not the key of a label
    p.yaml:8:48 | spec.mesh.gateway.selector.istio | "-x" is not the value of a label: write at most 63 letters, digits, "-", "_" and ".""
  `)
})

it("refuses groups with a prefix of Kubernetes' own", async () => {
  expect(
    await told({ 'p.yaml': platform({ kubernetes: '{groupsPrefix: "system:"}' }), 'a.yaml': team('demo') }),
  ).toMatchInlineSnapshot(
    `"p.yaml:8:30 | spec.kubernetes.groupsPrefix | "system:" is Kubernetes' own: take another prefix, e.g. "oidc:""`,
  )
})
