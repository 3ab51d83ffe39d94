import { expect, it } from 'vitest'
import { platform, team, told } from '../../../test/tenancy/description.ts'

it('wants openid, and each scope once', async () => {
  expect(
    await told({
      'p.yaml': platform({
        harbor: '{credentials: {password: {env: C}}, sso: {scopes: [profile, email, profile]}}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(`
    "p.yaml:7:61 | spec.harbor.sso.scopes | lacks openid, without which there is no OpenID Connect: add it
    p.yaml:7:78 | spec.harbor.sso.scopes[2] | "profile" stands here twice"
  `)
})

it('refuses offline_access with offline: false', async () => {
  expect(
    await told({
      'p.yaml': platform({
        harbor:
          '{credentials: {password: {env: C}}, sso: {offline: false, scopes: [openid, profile, offline_access]}}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"p.yaml:7:77 | spec.harbor.sso.scopes | holds offline_access, and offline: false leaves it out: keep one of them"`,
  )
})

it('wants the scope of the claim that names people', async () => {
  expect(
    await told({
      'p.yaml': platform({ harbor: '{credentials: {password: {env: C}}, sso: {scopes: [openid, email]}}' }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"p.yaml:7:61 | spec.harbor.sso.scopes | lacks profile, which brings the claim "preferred_username" that people are named by: add it"`,
  )
})

it('refuses claims that hold something else', async () => {
  expect(
    await told({
      'p.yaml': platform({
        harbor: '{credentials: {password: {env: C}}, sso: {groupsClaim: email, userClaim: name}}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(`
    "p.yaml:7:66 | spec.harbor.sso.groupsClaim | "email" holds something else than groups in every token: write another name, e.g. "groups"
    p.yaml:7:84 | spec.harbor.sso.userClaim | "name" may be the same for two people, and Harbor would refuse the second: write e.g. "preferred_username""
  `)
})

it('refuses one claim for groups and people', async () => {
  expect(
    await told({
      'p.yaml': platform({
        harbor: '{credentials: {password: {env: C}}, sso: {groupsClaim: people, userClaim: people}}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"p.yaml:7:85 | spec.harbor.sso.userClaim | "people" is the claim of the groups: write e.g. "preferred_username""`,
  )
})

it('warns of certificates that nobody verifies', async () => {
  expect(
    await told({
      'p.yaml': platform({ harbor: '{credentials: {password: {env: C}}, sso: {verifyCertificate: false}}' }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"warning p.yaml:7:72 | spec.harbor.sso.verifyCertificate | is off: whoever stands between Harbor and Keycloak can sign in as anyone"`,
  )
})
