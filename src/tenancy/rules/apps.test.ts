import { expect, it } from 'vitest'
import { platform, team, told } from '../../../test/tenancy/description.ts'

it('refuses two apps of one name', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', { apps: '[{name: shop}, {name: shop, host: s.demo.otomi.io}]' }),
    }),
  ).toMatchInlineSnapshot(
    `"a.yaml:5:31 | spec.apps[1].name | there is an app "shop" in this team already (a.yaml:5:17)"`,
  )
})

it('refuses a host twice, and the hosts of Harbor and Keycloak', async () => {
  expect(
    await told({
      'p.yaml': platform({
        domain: 'otomi.io',
        harbor: '{credentials: {password: {env: C}}, url: "https://r.demo.otomi.io"}',
      }),
      'a.yaml': team('demo', {
        apps: '[{name: a, host: x.demo.otomi.io}, {name: b, host: x.demo.otomi.io}, {name: c, host: r.demo.otomi.io}]',
      }),
    }),
  ).toMatchInlineSnapshot(`
    "a.yaml:5:60 | spec.apps[1].host | the host "x.demo.otomi.io" is app a of team demo's already (a.yaml:5:26)
    a.yaml:5:94 | spec.apps[2].host | the host "r.demo.otomi.io" is Harbor's already (p.yaml:7:52)
    p.yaml:7:52 | spec.harbor.url | "r.demo.otomi.io" is under *.demo.otomi.io, which team demo (a.yaml:3:18) may answer: take a host of no team"
  `)
})

it('refuses hosts of other teams and domains', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', {
        apps: '[{name: a, host: a.dev.otomi.io}, {name: b, host: www.example.org}, {name: c, host: demo.otomi.io}]',
      }),
      'b.yaml': team('dev'),
    }),
  ).toMatchInlineSnapshot(`
    "a.yaml:5:26 | spec.apps[0].host | "a.dev.otomi.io" is not a host of this team: write one under demo.otomi.io, e.g. a.demo.otomi.io
    a.yaml:5:59 | spec.apps[1].host | "www.example.org" is not a host of this team: write one under demo.otomi.io, e.g. b.demo.otomi.io
    a.yaml:5:93 | spec.apps[2].host | "demo.otomi.io" is not a host of this team: write one under demo.otomi.io, e.g. c.demo.otomi.io"
  `)
})

it('warns of hosts that a wildcard certificate misses', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', { apps: '[{name: a, host: a.b.demo.otomi.io}]' }),
    }),
  ).toMatchInlineSnapshot(
    `"warning a.yaml:5:26 | spec.apps[0].host | a certificate for *.demo.otomi.io does not cover "a.b.demo.otomi.io": write one name before demo.otomi.io"`,
  )
})

it('refuses hosts that are too long', async () => {
  expect(
    await told({
      'p.yaml': platform({
        domain:
          'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
      }),
      'a.yaml': team('demo', { apps: '[{name: shop-with-a-name}]' }),
    }),
  ).toMatchInlineSnapshot(
    `"a.yaml:5:17 | spec.apps[0].name | the host has 265 characters, and a host has 253 at most"`,
  )
})

it('refuses clients that meet', async () => {
  expect(
    await told({
      'p.yaml': platform({ harbor: '{credentials: {password: {env: C}}, sso: {clientId: account}}' }),
      'a.yaml': team('demo', { apps: '[{name: web-shop, sso: required}]' }),
      'b.yaml': team('demo-web', { apps: '[{name: shop, sso: required}]' }),
      'c.yaml': team('admin', { apps: '[{name: cli, sso: required}]' }),
    }),
  ).toMatchInlineSnapshot(`
    "b.yaml:5:17 | spec.apps[0].name | its client in Keycloak would be "demo-web-shop", which is app web-shop of team demo's (a.yaml:5:17): name the app otherwise
    c.yaml:5:17 | spec.apps[0].name | its client in Keycloak would be "admin-cli", which is Keycloak's own: name the app otherwise
    p.yaml:7:63 | spec.harbor.sso.clientId | "account" is a client of Keycloak's own: name another one"
  `)
})

it("refuses to sign in as Harbor's client", async () => {
  expect(
    await told({
      'p.yaml': platform({
        keycloak: '{loginRealm: otomi, credentials: {clientId: harbor, clientSecret: {env: A}}}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"p.yaml:6:57 | spec.keycloak.credentials.clientId | "harbor" is Harbor's client (p.yaml:7:11): sign in with one of Troupe's own"`,
  )
})

it('refuses open paths that a mesh reads otherwise', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', {
        apps: `[{name: a, sso: required, open: [/ok, /ok/*, /, '/*', /a*, /a/*/b, /a/../b, /., //a, /a%2fb, '/a;b', '/{x}', /ä, /ok]}]`,
      }),
    }),
  ).toMatchInlineSnapshot(`
    "a.yaml:5:57 | spec.apps[0].open[3] | "/*" opens every path: write sso: none
    a.yaml:5:63 | spec.apps[0].open[4] | "/a*" opens everything that begins so, other paths among them: put a "/" before the "*"
    a.yaml:5:68 | spec.apps[0].open[5] | "/a/*/b" has a "*" inside, which stands for itself there: only one at the end means "and what follows"
    a.yaml:5:76 | spec.apps[0].open[6] | "/a/../b" has "." or ".." as a step: write the path that it leads to
    a.yaml:5:85 | spec.apps[0].open[7] | "/." has "." or ".." as a step: write the path that it leads to
    a.yaml:5:89 | spec.apps[0].open[8] | "//a" has "//" in it: write one "/"
    a.yaml:5:94 | spec.apps[0].open[9] | "/a%2fb" can't be compared safely: write the characters themselves, not %-codes
    a.yaml:5:102 | spec.apps[0].open[10] | "/a;b" holds a character that servers read differently: leave out \\ { } ; and letters beyond ASCII
    a.yaml:5:110 | spec.apps[0].open[11] | "/{x}" holds a character that servers read differently: leave out \\ { } ; and letters beyond ASCII
    a.yaml:5:118 | spec.apps[0].open[12] | "/ä" holds a character that servers read differently: leave out \\ { } ; and letters beyond ASCII
    a.yaml:5:122 | spec.apps[0].open[13] | "/ok" stands here twice"
  `)
})

it('warns of open paths of an app without sign-on', async () => {
  expect(
    await told({ 'p.yaml': platform(), 'a.yaml': team('demo', { apps: '[{name: a, open: [/ok]}]' }) }),
  ).toMatchInlineSnapshot(
    `"warning a.yaml:5:20 | spec.apps[0].open | changes nothing: without sso: required every path is open"`,
  )
})
