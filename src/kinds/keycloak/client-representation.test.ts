import { describe, expect, it } from 'vitest'
import { Client, clearedLifetimes, clientFields, projectClient } from './client-representation.ts'
import type { ClientSpec } from './client-spec.ts'

/** A client as the server shows it, with what is said of it. */
function shown(fields: Record<string, unknown>): ClientSpec {
  return projectClient(Client.parse({ id: '1', clientId: 'shop', ...fields }), undefined, 'in force')
}

describe('projectClient', () => {
  it('reads what clientFields writes', () => {
    const spec: ClientSpec = {
      ...shown({}),
      flows: ['standard', 'device'],
      redirectUris: ['http://a.example/*', 'http://b.example/*'],
      webOrigins: ['http://a.example'],
      postLogoutRedirectUris: ['http://a.example/bye', 'http://b.example/bye'],
    }
    expect(shown(clientFields(spec))).toEqual(spec)
  })

  it('takes lists for sets, as the server returns them in any order', () => {
    const one = shown({ redirectUris: ['b', 'a'], webOrigins: ['y', 'x'], defaultClientScopes: ['q', 'p'] })
    const other = shown({
      redirectUris: ['a', 'b', 'a'],
      webOrigins: ['x', 'y'],
      defaultClientScopes: ['p', 'q'],
    })
    expect(one).toEqual(other)
  })

  it.each([
    ['+', ['https://a/*']],
    ['-', []],
    ['', []],
    ['https://z##+', ['https://a/*', 'https://z']],
  ])('reads post-logout addresses %j', (text, uris) => {
    const attributes = { 'post.logout.redirect.uris': text }
    expect(shown({ redirectUris: ['https://a/*'], attributes }).postLogoutRedirectUris).toEqual(uris)
  })

  it('sees every way to get a token without our redirect', () => {
    const attributes = {
      'oauth2.device.authorization.grant.enabled': 'true',
      'oidc.ciba.grant.enabled': 'true',
      'standard.token.exchange.enabled': 'true',
    }
    const switches = {
      implicitFlowEnabled: true,
      directAccessGrantsEnabled: true,
      serviceAccountsEnabled: true,
    }
    expect(shown({ ...switches, attributes }).flows).toEqual([
      'implicit',
      'password',
      'service account',
      'device',
      'ciba',
      'token exchange',
    ])
  })

  it('sees a lifetime of its own, and takes away what is not wanted and nothing else', () => {
    const attributes = { 'access.token.lifespan': '86400', login_theme: 'dark' }
    const wanted = shown({})
    expect(shown({ attributes }).lifetimes).toEqual({ 'access.token.lifespan': '86400' })
    const found = Client.parse({ id: '1', clientId: 'shop', attributes })
    expect(clearedLifetimes(found, wanted)).toEqual({ 'access.token.lifespan': '' })
    expect(clearedLifetimes(found, shown({ attributes }))).toEqual({})
  })

  it('takes a client that is public or only a bearer for not confidential', () => {
    expect(shown({}).confidential).toBe(true)
    expect(shown({ publicClient: true }).confidential).toBe(false)
    expect(shown({ bearerOnly: true }).confidential).toBe(false)
  })
})
