/** A certified OpenID Connect client against the realm that Troupe made, reached at the issuer's own name through the gateway. */
import * as oidc from 'openid-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Browser, linkTo } from '../../src/probes/browser.ts'
import { type Web, web } from '../../src/probes/web.ts'
import { openStage, type Stage } from '../journeys/sandbox.ts'

// Each step is a process or more; a machine that is busy otherwise takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const redirect = 'http://app.example/back'
const back = (url: string) => url.startsWith(redirect)

let stage: Stage
let net: Web
let issuer: URL
let config: oidc.Configuration

/** fetch, by whatever resolves names below .localhost. */
const throughGateway: oidc.CustomFetch = async (url, { method, headers, body }) => {
  const text = body === null || body === undefined ? undefined : String(body)
  const answer = await net.ask(url, {
    method,
    headers: Object.fromEntries(new Headers(headers)),
    ...(text !== undefined && { body: text }),
  })
  const none = answer.status === 204 || answer.status === 304
  const plain = Object.entries(answer.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  )
  return new Response(none ? null : answer.text, { status: answer.status, headers: plain })
}

const discover = (secret: string) =>
  oidc.discovery(issuer, 'app', undefined, oidc.ClientSecretBasic(secret), {
    [oidc.customFetch]: throughGateway,
    execute: [oidc.allowInsecureRequests],
  })

beforeAll(async () => {
  stage = await openStage()
  expect((await stage.troupe('apply', '--approve', 'destroys-data')).code).toBe(0)
  net = web(new AbortController().signal, { verify: true, ca: [] })
  issuer = new URL(`http://keycloak.otomi.localhost:${new URL(stage.servers.gateway.url).port}/realms/otomi`)
  await stage.keycloak('POST', '/otomi/clients', {
    clientId: 'app',
    secret: 'secret-of-the-app',
    redirectUris: [redirect],
    attributes: { 'post.logout.redirect.uris': redirect },
    standardFlowEnabled: true,
    serviceAccountsEnabled: true,
    // Only who is in a token's audience is told about it.
    protocolMappers: [
      {
        name: 'audience',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-audience-mapper',
        config: {
          'included.client.audience': 'app',
          'access.token.claim': 'true',
          'introspection.token.claim': 'true',
        },
      },
    ],
  })
  const [app] = (await stage.keycloak('GET', '/otomi/clients?clientId=app')) as [{ id: string }]
  const scopes = (await stage.keycloak('GET', '/otomi/client-scopes')) as { id: string; name: string }[]
  const groups = scopes.find(({ name }) => name === 'groups')?.id
  await stage.keycloak('PUT', `/otomi/clients/${app.id}/default-client-scopes/${groups}`)
  await stage.keycloak('POST', '/otomi/users', {
    username: 'mia',
    email: 'mia@otomi.localhost',
    firstName: 'Mia',
    lastName: 'M',
    emailVerified: true,
    enabled: true,
    groups: ['/team-dev'],
    credentials: [{ type: 'password', value: 'mias-password', temporary: false }],
  })
  config = await discover('secret-of-the-app')
})
afterAll(async () => {
  await net.close()
  await stage.close()
})

/** Signs in on Keycloak's page. @returns the address that the browser is sent back to, and the browser with its session */
async function signIn(parameters: Record<string, string>, password = 'mias-password') {
  const browser = new Browser(net)
  const url = oidc.buildAuthorizationUrl(config, { redirect_uri: redirect, scope: 'openid', ...parameters })
  const page = await browser.open(url.href, back)
  const landed = await browser.submit(page, { username: 'mia', password }, back)
  return { browser, page, landed, returned: new URL(landed?.url ?? 'about:blank') }
}

async function signInWithCode(parameters: Record<string, string> = {}) {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
  const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()]
  const { browser, returned } = await signIn({
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...parameters,
  })
  const tokens = await oidc.authorizationCodeGrant(config, returned, {
    pkceCodeVerifier,
    expectedState,
    expectedNonce,
  })
  return { browser, returned, tokens, checks: { pkceCodeVerifier, expectedState, expectedNonce } }
}

describe('openid-client', () => {
  it('discovers the realm under its public name', () => {
    const metadata = config.serverMetadata()
    expect(metadata.issuer).toBe(issuer.href)
    expect(metadata.token_endpoint).toBe(`${issuer.href}/protocol/openid-connect/token`)
    expect(metadata.supportsPKCE()).toBe(true)
  })

  it('signs somebody in with a code and PKCE; groups are in the token and in userinfo', async () => {
    const { tokens, returned, checks } = await signInWithCode()
    const claims = tokens.claims()
    expect(claims).toMatchObject({ iss: issuer.href, aud: 'app', preferred_username: 'mia' })
    expect(claims?.['groups']).toEqual(expect.arrayContaining(['team-dev']))
    const user = await oidc.fetchUserInfo(config, tokens.access_token, claims?.sub ?? '')
    expect(user).toMatchObject({ preferred_username: 'mia', email: 'mia@otomi.localhost' })
    // A code is good for one use.
    await expect(oidc.authorizationCodeGrant(config, returned, checks)).rejects.toMatchObject({
      error: 'invalid_grant',
    })
  })

  it('is refused a code with another verifier, a wrong password, a strange place to return to', async () => {
    const { returned } = await signIn({
      code_challenge: await oidc.calculatePKCECodeChallenge(oidc.randomPKCECodeVerifier()),
      code_challenge_method: 'S256',
    })
    const checks = { pkceCodeVerifier: oidc.randomPKCECodeVerifier() }
    await expect(oidc.authorizationCodeGrant(config, returned, checks)).rejects.toMatchObject({
      error: 'invalid_grant',
    })
    const wrong = await signIn({}, 'guessed')
    expect(wrong.landed?.text).toContain('Invalid username or password')
    const strange = await new Browser(net).open(
      oidc.buildAuthorizationUrl(config, { redirect_uri: 'http://evil.example/', scope: 'openid' }).href,
    )
    expect(strange.status).toBe(400)
    expect(strange.text).toContain('Invalid parameter: redirect_uri')
  })

  it('refreshes, asks about a token, and revokes it', async () => {
    const { tokens } = await signInWithCode()
    const fresh = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(fresh.access_token).not.toBe(tokens.access_token)
    expect(fresh.claims()?.sub).toBe(tokens.claims()?.sub)
    expect(await oidc.tokenIntrospection(config, fresh.access_token)).toMatchObject({
      active: true,
      username: 'mia',
    })
    await oidc.tokenRevocation(config, fresh.refresh_token ?? '', { token_type_hint: 'refresh_token' })
    await expect(oidc.refreshTokenGrant(config, fresh.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    })
  })

  it('works for itself with client credentials, and not with a wrong secret', async () => {
    const tokens = await oidc.clientCredentialsGrant(config)
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: expect.any(Number) })
    const wrong = await discover('guessed')
    await expect(oidc.clientCredentialsGrant(wrong)).rejects.toMatchObject({ error: 'unauthorized_client' })
  })

  it('has one session for all clients, until somebody signs out', async () => {
    const { browser, tokens } = await signInWithCode()
    const ask = () =>
      browser.open(
        oidc.buildAuthorizationUrl(config, { redirect_uri: redirect, scope: 'openid', prompt: 'none' }).href,
        back,
      )
    expect(new URL((await ask()).url).searchParams.has('code')).toBe(true)
    const end = oidc.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: redirect,
      state: 'bye',
    })
    expect((await browser.open(end.href, back)).url).toBe(`${redirect}?state=bye`)
    expect(new URL((await ask()).url).searchParams.get('error')).toBe('login_required')
    await expect(oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    })
  })

  it('is offered the outside identity provider beside the form', async () => {
    const { page } = await signIn({})
    expect(linkTo(page, /\/broker\/contoso\/login/)).toBeDefined()
  })
})
