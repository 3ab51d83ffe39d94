import { mkdtempSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type Listening, listen } from '../http/listen.ts'
import { network } from '../http/network.ts'
import { openStore } from '../store/store.ts'
import { keycloakSandbox } from './server.ts'

const ADMIN = { username: 'admin', password: 'change-me' }
const CALLBACK = 'https://app.example.com/cb'
const servers: Listening[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

interface Options {
  readonly folder?: string
  readonly port?: number
  readonly imports?: readonly unknown[]
}

async function started({ folder, port = 0, imports = [] }: Options = {}): Promise<Listening> {
  const store = openStore(folder)
  const keycloak = await keycloakSandbox({
    store,
    network: network({}, () => {
      throw new Error('no gateway in this test')
    }),
    admin: ADMIN,
    imports,
  })
  const listening = await listen(keycloak.handler, { port })
  const server = {
    ...listening,
    close: async () => {
      await listening.close()
      store.close()
    },
  }
  servers.push(server)
  return server
}

interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  readonly json: Record<string, never>
}

interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  readonly token?: string
}

/** One request, with nothing followed; `headers.host` may be any name. */
function send(url: string, { method, headers = {}, json, form, token }: Sent = {}): Promise<Reply> {
  const body = json === undefined ? form && `${new URLSearchParams(form)}` : JSON.stringify(json)
  const type = json === undefined ? 'application/x-www-form-urlencoded' : 'application/json'
  const sent = {
    ...(body === undefined ? {} : { 'content-type': type }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...headers,
  }
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      { method: method ?? (body === undefined ? 'GET' : 'POST'), headers: sent, agent: false },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        answer.on('end', () => {
          const isJson = `${answer.headers['content-type']}`.includes('json') && text !== ''
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text,
            json: isJson ? JSON.parse(text) : {},
          })
        })
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

async function adminToken(base: string): Promise<string> {
  const form = { grant_type: 'password', client_id: 'admin-cli', ...ADMIN }
  const { json } = await send(`${base}/realms/master/protocol/openid-connect/token`, { form })
  return `${json['access_token']}`
}

function claimsOf(token: unknown): Record<string, unknown> {
  return JSON.parse(Buffer.from(`${token}`.split('.')[1] ?? '', 'base64url').toString('utf8'))
}

/** A browser without scripts: keeps cookies by path, and goes where it is told until a page or the application. */
function browser() {
  const jar = new Map<string, { readonly value: string; readonly path: string }>()
  const visit = async (url: string, form?: Readonly<Record<string, string>>): Promise<Reply> => {
    const { pathname } = new URL(url)
    const fitting = [...jar].filter(([, { path }]) => pathname.startsWith(path))
    const cookie = fitting.map(([key, { value }]) => `${key.split(' ')[0]}=${value}`).join('; ')
    const reply = await send(url, { headers: { cookie }, ...(form ? { form } : {}) })
    for (const line of [reply.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/'
      if (value === '' || /max-age=0/i.test(line)) jar.delete(`${name} ${path}`)
      else jar.set(`${name} ${path}`, { value, path })
    }
    const { location } = reply.headers
    return location === undefined || `${location}`.startsWith(CALLBACK) ? reply : visit(`${location}`)
  }
  return { visit }
}

const actionOf = ({ text }: Reply) => (/action="([^"]+)"/.exec(text)?.[1] ?? '').replaceAll('&amp;', '&')
const codeOf = ({ headers }: Reply) => new URL(`${headers.location}`).searchParams.get('code') ?? ''

function authUrl(base: string, realm: string, extra: Readonly<Record<string, string>> = {}): string {
  const query = { response_type: 'code', client_id: 'app', redirect_uri: CALLBACK, scope: 'openid', ...extra }
  return `${base}/realms/${realm}/protocol/openid-connect/auth?${new URLSearchParams(query)}`
}

function redeem(base: string, realm: string, code: string): Promise<Reply> {
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: CALLBACK,
    client_id: 'app',
    client_secret: 'app-secret',
  }
  return send(`${base}/realms/${realm}/protocol/openid-connect/token`, { form })
}

const groupsMapper = (full: boolean) => ({
  name: 'groups',
  protocol: 'openid-connect',
  protocolMapper: 'oidc-group-membership-mapper',
  config: {
    'claim.name': 'groups',
    'full.path': `${full}`,
    'id.token.claim': 'true',
    'userinfo.token.claim': 'true',
  },
})

const team = {
  realm: 'team',
  enabled: true,
  groups: [{ name: 'team-demo' }],
  clients: [
    {
      clientId: 'app',
      secret: 'app-secret',
      redirectUris: [CALLBACK],
      protocolMappers: [groupsMapper(false)],
    },
  ],
  users: [
    {
      username: 'joe',
      email: 'joe@example.com',
      firstName: 'Joe',
      lastName: 'Doe',
      enabled: true,
      groups: ['/team-demo'],
      credentials: [{ type: 'password', value: 'first', temporary: true }],
    },
  ],
}

test('a restart on the same folder goes on: realms, keys, tokens and the signed-in browser', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keycloak-'))
  const before = await started({ folder, imports: [team] })
  const token = await adminToken(before.url)
  const { visit } = browser()
  const page = await visit(authUrl(before.url, 'team'))
  const update = await visit(actionOf(page), { username: 'joe', password: 'first' })
  await visit(actionOf(update), { 'password-new': 'second', 'password-confirm': 'second' })
  await before.close()

  const after = await started({ folder, port: before.port, imports: [{ ...team, groups: [] }] })
  const groups = await send(`${after.url}/admin/realms/team/groups`, { token })
  expect(groups.status, 'the token of before').toBe(200)
  expect(groups.text, 'an import leaves a realm alone that is there').toContain('team-demo')
  const again = await visit(authUrl(after.url, 'team'))
  expect(again.status, 'the session of before').toBe(302)
  const { json } = await redeem(after.url, 'team', codeOf(again))
  expect(claimsOf(json['id_token'])).toMatchObject({ preferred_username: 'joe', groups: ['team-demo'] })
})

test('a temporary password has to be changed before the sign-in ends', async () => {
  const { url } = await started({ imports: [team] })
  const { visit } = browser()
  const page = await visit(authUrl(url, 'team'))
  const update = await visit(actionOf(page), { username: 'joe', password: 'first' })
  expect(update.text).toContain('id="password-new"')
  const mismatch = await visit(actionOf(update), { 'password-new': 'a', 'password-confirm': 'b' })
  expect(mismatch.text).toContain('match')
  const done = await visit(actionOf(mismatch), { 'password-new': 'second', 'password-confirm': 'second' })
  expect(codeOf(done)).not.toBe('')
  const other = browser()
  const refused = await other.visit(actionOf(await other.visit(authUrl(url, 'team'))), {
    username: 'joe',
    password: 'first',
  })
  expect(refused.text, 'the old one is gone').toContain('Invalid username or password')
})

test('the address that is called is the issuer, also through a gateway that ends TLS', async () => {
  const { url } = await started()
  const discovery = `${url}/realms/master/.well-known/openid-configuration`
  const inside = await send(discovery)
  expect(inside.json['issuer']).toBe(`${url}/realms/master`)
  const gateway = { host: 'keycloak.otomi.localhost:8088', 'x-forwarded-proto': 'https' }
  const outside = await send(discovery, { headers: gateway })
  expect(outside.json['issuer']).toBe('https://keycloak.otomi.localhost:8088/realms/master')
  const refused = await send(`${url}/admin/realms`, { headers: gateway, token: await adminToken(url) })
  expect(refused.status, 'a token got by another address').toBe(401)
})

test('a login page works only in the browser in which it was asked for', async () => {
  const { url } = await started({ imports: [team] })
  const page = await browser().visit(authUrl(url, 'team'))
  const stolen = await browser().visit(actionOf(page), { username: 'joe', password: 'first' })
  expect(stolen.status).toBe(400)
})

const corporate = (base: string) => ({
  realm: 'corporate',
  enabled: true,
  groups: [{ name: 'Corp', subGroups: [{ name: 'Team Demo' }] }],
  clients: [
    {
      clientId: 'platform',
      secret: 'upstream',
      redirectUris: [`${base}/realms/team/broker/corp/endpoint`],
      protocolMappers: [groupsMapper(true)],
    },
  ],
  users: [
    {
      username: 'mary',
      email: 'mary@corp.example.com',
      firstName: 'Mary',
      lastName: 'Poppins',
      enabled: true,
      groups: ['/Corp/Team Demo'],
      credentials: [{ type: 'password', value: 'mary-pass' }],
    },
  ],
})

const provider = (base: string) => {
  const upstream = `${base}/realms/corporate/protocol/openid-connect`
  return {
    identityProviders: [
      {
        alias: 'corp',
        providerId: 'oidc',
        trustEmail: true,
        config: {
          clientId: 'platform',
          clientSecret: 'upstream',
          clientAuthMethod: 'client_secret_basic',
          issuer: `${base}/realms/corporate`,
          authorizationUrl: `${upstream}/auth`,
          tokenUrl: `${upstream}/token`,
          jwksUrl: `${upstream}/certs`,
          useJwksUrl: 'true',
          validateSignature: 'true',
          defaultScope: 'openid profile email',
          syncMode: 'IMPORT',
        },
      },
    ],
    identityProviderMappers: [
      {
        name: 'team',
        identityProviderAlias: 'corp',
        identityProviderMapper: 'oidc-advanced-group-idp-mapper',
        config: {
          syncMode: 'INHERIT',
          claims: '[{"key":"groups","value":"(?i)/corp/team[ _-]DEMO"}]',
          'are.claim.values.regex': 'true',
          group: '/team-demo',
        },
      },
    ],
  }
}

test('INHERIT takes the mode of the provider: with IMPORT, a group taken away by hand stays away', async () => {
  const { url } = await started()
  const token = await adminToken(url)
  for (const json of [corporate(url), { ...team, ...provider(url) }]) {
    expect((await send(`${url}/admin/realms`, { json, token })).status).toBe(201)
  }
  const signIn = async () => {
    const { visit } = browser()
    const page = await visit(authUrl(url, 'team', { kc_idp_hint: 'corp' }))
    const back = await visit(actionOf(page), { username: 'mary', password: 'mary-pass' })
    return claimsOf((await redeem(url, 'team', codeOf(back))).json['id_token'])
  }
  const first = await signIn()
  expect(first).toMatchObject({ preferred_username: 'mary', email_verified: true, groups: ['team-demo'] })
  const groups: unknown = (await send(`${url}/admin/realms/team/users/${first['sub']}/groups`, { token }))
    .json
  const [group] = groups as [{ id: string }]
  const membership = `${url}/admin/realms/team/users/${first['sub']}/groups/${group.id}`
  expect((await send(membership, { method: 'DELETE', token })).status).toBe(204)
  const second = await signIn()
  expect(second).toMatchObject({ sub: first['sub'] })
  expect(second).not.toHaveProperty('groups')
})

test('two racing creates of one name: one is made, the other refused', async () => {
  const { url } = await started({ imports: [team] })
  const token = await adminToken(url)
  const create = () => send(`${url}/admin/realms/team/groups`, { json: { name: 'race' }, token })
  const statuses = (await Promise.all([create(), create(), create()])).map(({ status }) => status)
  expect(statuses.sort()).toEqual([201, 409, 409])
})

test('scripts read tokens from the web origins of a client and from nowhere else', async () => {
  const spa = { clientId: 'spa', publicClient: true, webOrigins: ['https://spa.example.com'] }
  const { url } = await started({ imports: [{ ...team, clients: [spa] }] })
  const preflight = (origin: string) =>
    send(`${url}/realms/team/protocol/openid-connect/token`, { method: 'OPTIONS', headers: { origin } })
  const allowed = await preflight('https://spa.example.com')
  expect(allowed.headers['access-control-allow-origin']).toBe('https://spa.example.com')
  const other = await preflight('https://evil.example.com')
  expect(other.headers).not.toHaveProperty('access-control-allow-origin')
})

test('a client without full scope shows only the roles that are mapped to it', async () => {
  const robot = {
    clientId: 'robot',
    secret: 'robot-secret',
    serviceAccountsEnabled: true,
    fullScopeAllowed: false,
  }
  const roles = { realm: [{ name: 'seen' }, { name: 'hidden' }] }
  const { url } = await started({ imports: [{ ...team, roles, clients: [robot] }] })
  const token = await adminToken(url)
  const realm = `${url}/admin/realms/team`
  const get = async (path: string): Promise<unknown> => (await send(`${realm}${path}`, { token })).json
  const [client] = (await get('/clients?clientId=robot')) as [{ id: string }]
  const account = (await get(`/clients/${client.id}/service-account-user`)) as { id: string }
  const both = [await get('/roles/seen'), await get('/roles/hidden')]
  await send(`${realm}/users/${account.id}/role-mappings/realm`, { json: both, token })
  await send(`${realm}/clients/${client.id}/scope-mappings/realm`, { json: [both[0]], token })
  const form = { grant_type: 'client_credentials', client_id: 'robot', client_secret: 'robot-secret' }
  const { json } = await send(`${url}/realms/team/protocol/openid-connect/token`, { form })
  expect(claimsOf(json['access_token'])['realm_access']).toEqual({ roles: ['seen'] })
})

test('a partial import skips what is there, and with FAIL imports nothing at all', async () => {
  const { url } = await started({ imports: [team] })
  const token = await adminToken(url)
  const groups = [{ name: 'team-demo' }, { name: 'team-new' }]
  const importing = (rule: string) =>
    send(`${url}/admin/realms/team/partialImport`, { json: { ifResourceExists: rule, groups }, token })
  expect((await importing('FAIL')).status).toBe(409)
  expect((await importing('SKIP')).json).toMatchObject({ added: 1, skipped: 1, overwritten: 0 })
})

test('who manages users hands out no powers of a foreign realm, in master neither', async () => {
  const { url } = await started({ imports: [team] })
  const token = await adminToken(url)
  const master = `${url}/admin/realms/master`
  const get = async (path: string): Promise<unknown> => (await send(`${master}${path}`, { token })).json
  const json = { clientId: 'clerk', secret: 'clerk-secret', serviceAccountsEnabled: true }
  await send(`${master}/clients`, { json, token })
  const [clerk] = (await get('/clients?clientId=clerk')) as [{ id: string }]
  const account = (await get(`/clients/${clerk.id}/service-account-user`)) as { id: string }
  const [own] = (await get('/clients?clientId=master-realm')) as [{ id: string }]
  const [foreign] = (await get('/clients?clientId=team-realm')) as [{ id: string }]
  const mapping = (client: string) => `${master}/users/${account.id}/role-mappings/clients/${client}`
  await send(mapping(own.id), { json: [await get(`/clients/${own.id}/roles/manage-users`)], token })
  const form = { grant_type: 'client_credentials', client_id: 'clerk', client_secret: 'clerk-secret' }
  const answer = await send(`${url}/realms/master/protocol/openid-connect/token`, { form })
  const clerkToken = `${answer.json['access_token']}`
  const power = [await get(`/clients/${foreign.id}/roles/manage-realm`)]
  expect((await send(mapping(foreign.id), { json: power, token: clerkToken })).status).toBe(403)
  const admin = [await get('/roles/admin')]
  const grant = `${master}/users/${account.id}/role-mappings/realm`
  expect((await send(grant, { json: admin, token: clerkToken })).status).toBe(403)
})
