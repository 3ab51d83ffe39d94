import { expect, test } from 'vitest'
import { served } from '../served.fixture.ts'

test('a client is refused for all that is wrong with its addresses at once', async () => {
  const { ask } = await served()
  const problem = async (client: object) => {
    const { status, json } = await ask('POST', '/clients', { clientId: 'x', ...client })
    expect([status, json.error]).toEqual([400, 'invalid_input'])
    return json.error_description
  }
  const logout = (url: string) => ({ attributes: { 'backchannel.logout.url': url } })
  expect(await problem({ rootUrl: 'myapp://home' })).toBe('Root URL is not a valid URL')
  expect(await problem({ rootUrl: 'https://a.example/#top' })).toBe(
    'Root URL must not contain an URL fragment',
  )
  expect(await problem({ baseUrl: 'home' })).toBe('Base URL is not a valid URL')
  expect(await problem(logout('javascript:alert(1)'))).toBe('Backchannel logout URL uses an illegal scheme')
  expect(await problem({ baseUrl: 'data:x', redirectUris: ['https://a.example/#x', 'javascript:x'] })).toBe(
    'Base URL uses an illegal scheme; A redirect URI must not contain an URL fragment; A redirect URI uses an illegal scheme',
  )
  expect(await problem({ attributes: { 'use.jwks.url': 'true', 'use.jwks.string': 'true' } })).toBe(
    'Illegal to use both jwks_uri and jwks_string',
  )
})

test('addresses on the server itself, placeholders and schemes of apps are good where they may stand', async () => {
  const { ask } = await served()
  const client = {
    clientId: 'x',
    rootUrl: '$' + '{authBaseUrl}',
    baseUrl: '/home#top',
    redirectUris: ['myapp://back', '/cb', '*'],
    attributes: { 'backchannel.logout.url': '/logout', logoUri: 'data:image/png;base64,AA==' },
  }
  expect((await ask('POST', '/clients', client)).status).toBe(201)
})
