import { expect, test } from 'vitest'
import { type Served, served } from '../served.fixture.ts'

const contents = {
  clients: [{ clientId: 'robot', secret: 's', serviceAccountsEnabled: true }],
}
const KEY_PROVIDER = 'org.keycloak.keys.KeyProvider'
const provider = (name: string, config: object = {}) => ({
  name,
  providerId: 'rsa-generated',
  providerType: KEY_PROVIDER,
  config: { priority: ['200'], ...config },
})

async function token({ post }: Served): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: 'robot', client_secret: 's', scope: 'openid' }
  return (await post('token', form)).json.access_token
}
const kidOf = (jwt: string) => JSON.parse(Buffer.from(`${jwt.split('.')[0]}`, 'base64url').toString()).kid
async function accepted({ url }: Served, jwt: string): Promise<boolean> {
  const address = `${url}/realms/r/protocol/openid-connect/userinfo`
  return (await fetch(address, { headers: { authorization: `Bearer ${jwt}` } })).status === 200
}
async function publishedKids({ url }: Served): Promise<readonly string[]> {
  const { keys } = (await (await fetch(`${url}/realms/r/protocol/openid-connect/certs`)).json()) as {
    keys: { kid: string }[]
  }
  return keys.map(({ kid }) => kid)
}

test('a new key of higher priority signs; the old one verifies until it is switched off', async () => {
  const server = await served(contents)
  const { ask } = server
  const old = await token(server)
  const { active } = (await ask('GET', '/keys')).json
  expect(active).toMatchObject({ RS256: kidOf(old), HS512: expect.anything(), AES: expect.anything() })
  expect((await ask('POST', '/components', provider('next'))).status).toBe(201)
  const fresh = await token(server)
  expect(kidOf(fresh)).not.toBe(kidOf(old))
  expect([await accepted(server, old), await accepted(server, fresh)]).toEqual([true, true])
  expect(await publishedKids(server)).toEqual(expect.arrayContaining([kidOf(old), kidOf(fresh)]))
  const [before] = (await ask('GET', `/components?type=${KEY_PROVIDER}&name=rsa-generated`)).json
  await ask('PUT', `/components/${before.id}`, { ...before, config: { enabled: ['false'] } })
  expect([await accepted(server, old), await accepted(server, fresh)]).toEqual([false, true])
  expect(await publishedKids(server)).not.toContain(kidOf(old))
  const { config } = (await ask('GET', `/components/${before.id}`)).json
  expect(config, 'a config is merged').toEqual({ priority: ['100'], enabled: ['false'] })
})

test('a passive key signs nothing, and without any the server brings one itself', async () => {
  const server = await served(contents)
  const { ask } = server
  const first = kidOf(await token(server))
  const passive = await ask('POST', '/components', provider('passive', { active: ['false'] }))
  expect(kidOf(await token(server))).toBe(first)
  await ask('DELETE', `/components/${passive.id}`)
  const [own] = (await ask('GET', `/components?type=${KEY_PROVIDER}&name=rsa-generated`)).json
  expect((await ask('DELETE', `/components/${own.id}`)).status).toBe(204)
  expect(kidOf(await token(server))).not.toBe(first)
  expect((await ask('GET', '/components?name=fallback-RS256')).json).toMatchObject([
    { config: { priority: ['-100'] } },
  ])
})

test('what the server does not have, or a setting that cannot be, is refused by name', async () => {
  const { ask } = await served()
  for (const [sent, json] of [
    [{ ...provider('x'), providerId: 'magic' }, { error: 'Invalid provider type or no such provider' }],
    [provider('x', { priority: ['high'] }), { errorMessage: "'Priority' should be a number" }],
    [provider('x', { keySize: ['1000'] }), { errorMessage: "'Key size' should be 2048, 3072 or 4096" }],
  ] as const) {
    expect(await ask('POST', '/components', sent)).toMatchObject({ status: 400, json })
  }
  const { id } = await ask('POST', '/components', provider('x', { unknown: ['y'] }))
  expect((await ask('GET', `/components/${id}`)).json.config).toEqual({ priority: ['200'] })
  expect((await ask('GET', '/components/none')).json).toEqual({ error: 'Could not find component' })
  const types = (await ask('GET', '/components')).json.map(
    ({ providerType }: { providerType: string }) => providerType,
  )
  expect(new Set(types).size).toBe(2)
})
