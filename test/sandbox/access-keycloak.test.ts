import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { type Asking, asking, type Call, matrix } from './asking.ts'

let sandbox: Sandbox
let ask: Asking
let close: () => Promise<void>
const a = '/admin/realms/acl'
/** A service account for each role of `realm-management`, and one without any. */
const accounts = new Map<string, string>()
const users = new Map<string, string>()
const roleIds = new Map<string, { id: string; name: string }>()
let management: string

async function token(realm: string, form: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(`${sandbox.keycloak.url}/realms/${realm}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  return `Bearer ${((await answer.json()) as { access_token: string }).access_token}`
}

beforeAll(async () => {
  sandbox = await startSandbox()
  ;({ ask, close } = asking(sandbox.keycloak.url))
  const { username, password } = sandbox.keycloak
  const admin = await token('master', { grant_type: 'password', client_id: 'admin-cli', username, password })
  const groups = [{ name: 'g' }]
  expect((await ask(admin, 'POST', '/admin/realms', { realm: 'acl', enabled: true, groups })).status).toBe(
    201,
  )
  management = (await ask(admin, 'GET', `${a}/clients?clientId=realm-management`)).json[0].id
  const roles = (await ask(admin, 'GET', `${a}/clients/${management}/roles`)).json as {
    id: string
    name: string
  }[]
  for (const role of [...roles, undefined]) {
    const name = role?.name ?? 'none'
    const clientId = `sa-${name}`
    const made = await ask(admin, 'POST', `${a}/clients`, {
      clientId,
      secret: 's',
      serviceAccountsEnabled: true,
      publicClient: false,
    })
    const user = (
      await ask(admin, 'GET', `${a}/clients/${made.location.split('/').at(-1)}/service-account-user`)
    ).json.id
    users.set(name, user)
    if (role) {
      roleIds.set(name, role)
      const mapped = await ask(admin, 'POST', `${a}/users/${user}/role-mappings/clients/${management}`, [
        role,
      ])
      expect([name, mapped.status]).toEqual([name, 204])
    }
    accounts.set(
      name,
      await token('acl', { grant_type: 'client_credentials', client_id: clientId, client_secret: 's' }),
    )
  }
  accounts.set('nobody', '')
})
afterAll(async () => {
  await close()
  await sandbox.close()
})

test('service accounts with one role of realm-management each', async () => {
  const client = `${a}/clients/${management}`
  const calls: Call[] = [
    { method: 'POST', path: '/admin/realms', body: { realm: 'mine' }, may: '' },
    { method: 'GET', path: '/admin/realms/master', may: '' },
    { method: 'GET', path: '/admin/realms/master/users', may: '' },
    { method: 'PUT', path: a, body: {}, may: 'manage-realm' },
    { method: 'POST', path: `${a}/roles`, body: { name: 'offline_access' }, may: 'manage-realm' },
    { method: 'POST', path: `${a}/partialImport`, body: { ifResourceExists: 'SKIP' }, may: 'manage-realm' },
    { method: 'GET', path: `${a}/clients`, may: 'view-clients manage-clients query-clients' },
    { method: 'GET', path: `${client}/client-secret`, may: 'view-clients manage-clients' },
    { method: 'GET', path: `${a}/client-scopes`, may: 'view-clients manage-clients query-clients' },
    { method: 'POST', path: `${a}/clients`, body: { clientId: 'account' }, may: 'manage-clients' },
    { method: 'POST', path: `${client}/client-secret`, may: 'manage-clients' },
    {
      method: 'POST',
      path: `${a}/client-scopes`,
      body: { name: 'profile', protocol: 'openid-connect' },
      may: 'manage-clients',
    },
    { method: 'GET', path: `${a}/users`, may: 'view-users manage-users query-users' },
    { method: 'GET', path: `${a}/groups`, may: 'view-users manage-users query-groups' },
    { method: 'GET', path: `${a}/group-by-path/g`, may: 'view-users manage-users' },
    { method: 'POST', path: `${a}/groups`, body: { name: 'g' }, may: 'manage-users' },
    {
      method: 'POST',
      path: `${a}/users`,
      body: { username: 'service-account-sa-none' },
      may: 'manage-users',
    },
    {
      method: 'PUT',
      path: `${a}/users/${users.get('none')}/reset-password`,
      body: { type: 'password', value: 'x' },
      may: 'manage-users',
    },
    { method: 'GET', path: `${a}/roles`, may: 'view-realm manage-realm manage-identity-providers' },
    { method: 'GET', path: `${a}/roles/offline_access`, may: 'view-realm manage-realm' },
    {
      method: 'GET',
      path: `${a}/identity-provider/instances`,
      may: 'view-identity-providers manage-identity-providers',
    },
    {
      method: 'POST',
      path: `${a}/identity-provider/instances`,
      body: { alias: '', providerId: 'oidc' },
      may: 'manage-identity-providers',
    },
    {
      method: 'GET',
      path: `${a}/users/profile`,
      may: 'view-realm manage-realm view-users manage-users query-users',
    },
    { method: 'GET', path: `${a}/admin-events`, may: 'view-events manage-events' },
    { method: 'PUT', path: `${a}/events/config`, body: {}, may: 'manage-events' },
  ]
  const everywhere = calls.map((call) => ({ ...call, may: call.may === '' ? '' : `${call.may} realm-admin` }))
  const { expected, observed } = await matrix(ask, accounts, everywhere)
  expect(observed).toEqual(expected)
})

test('nobody hands out a power that is not theirs', async () => {
  const mapping = (who: string) => `${a}/users/${users.get(who)}/role-mappings/clients/${management}`
  const calls: Call[] = [
    { method: 'POST', path: mapping('manage-users'), body: [roleIds.get('realm-admin')], may: 'realm-admin' },
    { method: 'POST', path: mapping('none'), body: [roleIds.get('manage-realm')], may: 'realm-admin' },
    {
      method: 'DELETE',
      path: mapping('manage-realm'),
      body: [roleIds.get('manage-events')],
      may: 'realm-admin',
    },
  ]
  const without = new Map([...accounts].filter(([name]) => name !== 'realm-admin'))
  const { observed } = await matrix(ask, without, calls)
  expect(observed.map((line) => line.split(': ')[1])).toEqual(['', '', ''])
  const viewing: Call[] = [
    { method: 'POST', path: mapping('none'), body: [roleIds.get('view-users')], may: 'manage-users' },
  ]
  const handed = await matrix(ask, without, viewing)
  expect(handed.observed).toEqual(handed.expected)
})
