import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { type Asking, asking, type Said } from './asking.ts'

let sandbox: Sandbox
let ask: Asking
let close: () => Promise<void>
let admin: string
const rbac = '/apis/rbac.authorization.k8s.io/v1'
const group = 'rbac.authorization.k8s.io'

beforeAll(async () => {
  sandbox = await startSandbox()
  ;({ ask, close } = asking(sandbox.kubernetes.url, sandbox.kubernetes.ca))
  admin = `Bearer ${sandbox.kubernetes.token}`
  for (const name of ['a', 'b']) await made('/api/v1/namespaces', { metadata: { name } })
  for (const name of ['a', 'b']) {
    await made(`/api/v1/namespaces/${name}/configmaps`, { metadata: { name: 'm' } })
    await made(`/api/v1/namespaces/${name}/secrets`, { metadata: { name: 's' } })
  }
  await made('/api/v1/namespaces/a/serviceaccounts', { metadata: { name: 'bot' } })
  await role('a', 'editor', [[[''], ['configmaps'], ['get', 'list', 'create', 'update', 'patch']]], 'joe')
  await role(
    'a',
    'keeper',
    [
      [[group], ['roles', 'rolebindings'], ['get', 'list', 'create', 'update', 'patch', 'delete']],
      [[''], ['configmaps'], ['get', 'list']],
    ],
    'kim',
  )
  await role('a', 'reader', [[[''], ['configmaps'], ['get', 'list']]], 'bot')
  await made(`${rbac}/clusterroles`, {
    metadata: { name: 'acts-as-devs' },
    rules: [
      { apiGroups: [''], resources: ['users'], verbs: ['impersonate'], resourceNames: ['joe'] },
      { apiGroups: [''], resources: ['groups'], verbs: ['impersonate'], resourceNames: ['devs'] },
    ],
  })
  await made(`${rbac}/clusterrolebindings`, {
    metadata: { name: 'acts-as-devs' },
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'acts-as-devs' },
    subjects: [{ kind: 'ServiceAccount', namespace: 'a', name: 'bot' }],
  })
})
afterAll(async () => {
  await close()
  await sandbox.close()
})

async function made(path: string, body: object): Promise<Said> {
  const said = await ask(admin, 'POST', path, body)
  expect([path, said.status, said.json]).toEqual([path, 201, said.json])
  return said
}

type Rule = readonly [groups: readonly string[], resources: readonly string[], verbs: readonly string[]]
const ruled = ([apiGroups, resources, verbs]: Rule) => ({ apiGroups, resources, verbs })

async function role(namespace: string, name: string, rules: readonly Rule[], who: string): Promise<void> {
  const path = `${rbac}/namespaces/${namespace}`
  await made(`${path}/roles`, { metadata: { name }, rules: rules.map(ruled) })
  const subject =
    who === 'bot'
      ? { kind: 'ServiceAccount', namespace, name: who }
      : { kind: 'User', apiGroup: group, name: who }
  const roleRef = { apiGroup: group, kind: 'Role', name }
  await made(`${path}/rolebindings`, { metadata: { name }, roleRef, subjects: [subject] })
}

/** As a person, whom the administrator acts for. */
const as = (user: string, method: string, path: string, body?: unknown) =>
  ask(admin, method, path, body, { 'impersonate-user': user })

const binding = (name: string, kind: string, ref: string) => ({
  metadata: { name },
  roleRef: { apiGroup: group, kind, name: ref },
  subjects: [{ kind: 'User', apiGroup: group, name: 'kim' }],
})
const A = '/api/v1/namespaces/a'
const B = '/api/v1/namespaces/b'
const roles = `${rbac}/namespaces/a/roles`
const bindings = `${rbac}/namespaces/a/rolebindings`

test.each<[number, string, string, string, unknown?]>([
  [200, 'joe', 'GET', `${A}/configmaps/m`],
  [201, 'joe', 'POST', `${A}/configmaps`, { metadata: { name: 'mine' } }],
  [403, 'joe', 'DELETE', `${A}/configmaps/m`],
  [403, 'joe', 'DELETE', `${A}/configmaps`],
  [403, 'joe', 'GET', `${A}/configmaps?watch=1&timeoutSeconds=1`],
  [403, 'joe', 'GET', `${B}/configmaps`],
  [403, 'joe', 'GET', '/api/v1/configmaps'],
  [403, 'joe', 'GET', `${A}/secrets/s`],
  [403, 'joe', 'GET', `${A}/secrets/none`],
  [403, 'joe', 'GET', A],
  [403, 'joe', 'DELETE', A],
  [403, 'joe', 'POST', '/api/v1/namespaces', { metadata: { name: 'c' } }],
  [403, 'joe', 'POST', roles, { metadata: { name: 'x' }, rules: [] }],
  [403, 'joe', 'POST', `${A}/serviceaccounts/bot/token`, { spec: {} }],
  [403, 'joe', 'PATCH', `${B}/configmaps/m`, { data: { a: 'b' } }],
  // Escalation: who keeps roles may give what they have, and no more.
  [201, 'kim', 'POST', roles, { metadata: { name: 'own' }, rules: [ruled([[''], ['configmaps'], ['get']])] }],
  [403, 'kim', 'POST', roles, { metadata: { name: 'more' }, rules: [ruled([[''], ['secrets'], ['get']])] }],
  [403, 'kim', 'POST', roles, { metadata: { name: 'all' }, rules: [ruled([['*'], ['*'], ['*']])] }],
  [
    403,
    'kim',
    'PUT',
    `${roles}/keeper`,
    { metadata: { name: 'keeper' }, rules: [ruled([[''], ['secrets'], ['list']])] },
  ],
  [201, 'kim', 'POST', bindings, binding('own', 'Role', 'reader')],
  [403, 'kim', 'POST', bindings, binding('editor2', 'Role', 'editor')],
  [403, 'kim', 'POST', bindings, binding('root', 'ClusterRole', 'cluster-admin')],
  [403, 'kim', 'POST', `${rbac}/clusterroles`, { metadata: { name: 'x' }, rules: [] }],
  [403, 'kim', 'POST', `${rbac}/clusterrolebindings`, binding('root', 'ClusterRole', 'cluster-admin')],
  [403, 'kim', 'POST', `${rbac}/namespaces/b/roles`, { metadata: { name: 'x' }, rules: [] }],
  [403, 'system:anonymous', 'GET', A],
])('%i: %s %s %s', async (status, user, method, path, body) => {
  const said = await as(user, method, path, body)
  expect([said.status, said.json?.message]).toEqual([status, said.json?.message])
  if (status === 403) expect(said.json).toMatchObject({ kind: 'Status', reason: 'Forbidden' })
})

test('nobody reads versions and health, and nothing else; a wrong token is 401, not nobody', async () => {
  const status = async (path: string, token = '') => (await ask(token, 'GET', path)).status
  expect([await status('/version'), await status('/healthz')]).toEqual([200, 200])
  expect([await status(`${A}/configmaps`), await status('/apis')]).toEqual([403, 403])
  expect([await status('/version', 'Bearer wrong'), await status('/version', 'Bearer ')]).toEqual([
    401,
    expect.any(Number),
  ])
})

test('a service account: its namespace, its roles, no longer than it lives', async () => {
  const said = await ask(admin, 'POST', `${A}/serviceaccounts/bot/token`, {
    spec: { expirationSeconds: 600 },
  })
  const bot = `Bearer ${said.json.status.token}`
  const status = async (method: string, path: string, body?: unknown, headers = {}) =>
    (await ask(bot, method, path, body, headers)).status
  expect(await status('GET', `${A}/configmaps/m`)).toBe(200)
  expect(await status('DELETE', `${A}/configmaps/m`)).toBe(403)
  expect(await status('GET', `${B}/configmaps/m`)).toBe(403)
  expect(await status('GET', `${A}/secrets`)).toBe(403)
  expect(await status('POST', `${A}/serviceaccounts/bot/token`, { spec: {} })).toBe(403)
  // Impersonation: as joe and devs, and as nobody else.
  const acting = (user: string, ...groups: string[]) =>
    status(
      'POST',
      `${A}/configmaps?dryRun=All`,
      { metadata: { name: 'x' } },
      {
        'impersonate-user': user,
        ...(groups.length > 0 && { 'impersonate-group': groups.join(',') }),
      },
    )
  expect(await acting('joe')).toBe(201)
  expect(await acting('joe', 'devs')).toBe(201)
  expect(await acting('kim')).toBe(403)
  expect(await acting('joe', 'system:masters')).toBe(403)
  expect(await acting('system:admin')).toBe(403)
  expect(
    await status('GET', `${A}/configmaps/m`, undefined, { 'impersonate-group': 'devs' }),
  ).toBeGreaterThanOrEqual(400)
  await ask(admin, 'DELETE', `${A}/serviceaccounts/bot`)
  expect(await status('GET', `${A}/configmaps/m`)).toBe(401)
  await made(`${A}/serviceaccounts`, { metadata: { name: 'bot' } })
  expect(await status('GET', `${A}/configmaps/m`), 'a token of its predecessor').toBe(401)
})

test('a right that is taken away is gone with the next request', async () => {
  expect((await as('joe', 'GET', `${A}/configmaps`)).status).toBe(200)
  await ask(admin, 'DELETE', `${bindings}/editor`)
  expect((await as('joe', 'GET', `${A}/configmaps`)).status).toBe(403)
})
