import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { type Asking, asking, basic, type Call, matrix } from './asking.ts'

let sandbox: Sandbox
let ask: Asking
let close: () => Promise<void>
let admin: string
let project: number
const api = '/api/v2.0'
const roles = { owner: 1, developer: 2, guest: 3, maintainer: 4, limited: 5 } as const
const people = new Map<string, string>()

beforeAll(async () => {
  sandbox = await startSandbox()
  ;({ ask, close } = asking(sandbox.harbor.url))
  admin = basic(sandbox.harbor.username, sandbox.harbor.password)
  await good('POST', '/projects', { project_name: 'p' })
  await good('POST', '/projects', { project_name: 'other' })
  project = (await ask(admin, 'GET', `${api}/projects/p`)).json.project_id
  for (const name of [...Object.keys(roles), 'outsider']) {
    const password = 'Secret-123'
    await good('POST', '/users', { username: name, email: `${name}@example.org`, realname: name, password })
    people.set(name, basic(name, password))
  }
  for (const [username, role_id] of Object.entries(roles)) {
    await good('POST', '/projects/p/members', { role_id, member_user: { username } })
  }
  people.set('nobody', '')
  const type = 'application/vnd.oci.image.index.v1+json'
  const index = { schemaVersion: 2, mediaType: type, manifests: [] }
  const pushed = await ask(admin, 'PUT', '/v2/p/app/manifests/v1', index, { 'content-type': type })
  expect(pushed.status).toBe(201)
})
afterAll(async () => {
  await close()
  await sandbox.close()
})

async function good(method: string, path: string, body?: unknown) {
  const said = await ask(admin, method, api + path, body)
  expect([path, said.status, said.json]).toEqual([path, expect.toBeOneOf([200, 201]), said.json])
  return said
}

const members = 'owner maintainer developer guest limited'
const selector = { kind: 'doublestar', decoration: 'matches', pattern: '**' }
const retention = () => ({
  algorithm: 'or',
  scope: { level: 'project', ref: project },
  trigger: { kind: 'Schedule', settings: { cron: '' } },
  rules: [],
})
const robot = (level: string, namespace: string) => ({
  name: 'r',
  level,
  duration: 1,
  permissions: [{ kind: 'project', namespace, access: [{ resource: 'repository', action: 'pull' }] }],
})

test('members of a private project, by role', async () => {
  const made = await good('POST', '/robots', robot('project', 'p'))
  const p = `${api}/projects/p`
  const app = `${p}/repositories/app`
  const calls: Call[] = [
    { method: 'GET', path: p, may: members },
    { method: 'GET', path: `${p}/summary`, may: members },
    { method: 'PUT', path: p, body: { metadata: {} }, may: 'owner' },
    { method: 'DELETE', path: p, may: 'owner' },
    { method: 'GET', path: `${p}/members`, may: 'owner maintainer developer guest' },
    {
      method: 'POST',
      path: `${p}/members`,
      body: { role_id: 1, member_user: { username: 'guest' } },
      may: 'owner',
    },
    { method: 'PUT', path: `${p}/members/999`, body: { role_id: 1 }, may: 'owner' },
    { method: 'DELETE', path: `${p}/members/999`, may: 'owner' },
    {
      method: 'GET',
      path: `${api}/robots?q=Level%3Dproject,ProjectID%3D${project}`,
      may: 'owner maintainer developer guest',
    },
    { method: 'POST', path: `${api}/robots`, body: robot('project', 'p'), may: 'owner' },
    { method: 'PATCH', path: `${api}/robots/${made.json.id}`, body: { secret: 'Changed-123' }, may: 'owner' },
    {
      method: 'PUT',
      path: `${api}/robots/${made.json.id}`,
      body: { ...robot('project', 'p'), name: 'other' },
      may: 'owner',
    },
    { method: 'GET', path: `${p}/immutabletagrules`, may: 'owner maintainer' },
    {
      method: 'POST',
      path: `${p}/immutabletagrules`,
      body: { tag_selectors: [selector], scope_selectors: { repository: [selector] } },
      may: 'owner maintainer',
    },
    { method: 'POST', path: `${api}/retentions`, body: retention(), may: 'owner maintainer developer' },
    { method: 'POST', path: `${p}/webhook/policies`, body: { name: '', targets: [] }, may: 'owner' },
    { method: 'PUT', path: `${p}/metadatas/auto_scan`, body: { auto_scan: 'true' }, may: 'owner maintainer' },
    { method: 'GET', path: `${p}/logs`, may: 'owner' },
    { method: 'GET', path: `${p}/repositories`, may: members },
    { method: 'GET', path: `${app}/artifacts`, may: members },
    {
      method: 'POST',
      path: `${app}/artifacts/v1/tags`,
      body: { name: 'v1' },
      may: 'owner maintainer developer',
    },
    { method: 'DELETE', path: `${app}/artifacts/v1/tags/none`, may: 'owner maintainer' },
    { method: 'DELETE', path: `${p}/repositories/none`, may: 'owner maintainer' },
    { method: 'GET', path: '/v2/p/app/manifests/v1', may: members },
    { method: 'POST', path: '/v2/p/app/blobs/uploads/', may: 'owner maintainer developer' },
    { method: 'DELETE', path: `/v2/p/app/manifests/sha256:${'0'.repeat(64)}`, may: 'owner maintainer' },
  ]
  const { expected, observed } = await matrix(ask, people, calls)
  expect(observed).toEqual(expected)
})

test('what is the system’s is no member’s, whatever the role', async () => {
  const quota = (await good('GET', '/quotas')).json[0].id
  const paths: [string, string, unknown?][] = [
    ['GET', '/configurations'],
    ['PUT', '/configurations', { read_only: true }],
    ['GET', '/users'],
    ['POST', '/users', { username: 'x', email: 'x@example.org', realname: 'x', password: 'Secret-123' }],
    ['PUT', '/users/1/sysadmin', { sysadmin_flag: true }],
    ['PUT', '/users/1/password', { new_password: 'Secret-1234' }],
    ['DELETE', '/users/1'],
    ['POST', '/usergroups', { group_name: 'g', group_type: 3 }],
    ['GET', '/registries'],
    ['POST', '/registries', { name: 'r', type: 'harbor', url: 'http://127.0.0.1:1' }],
    ['GET', '/quotas'],
    ['PUT', `/quotas/${quota}`, { hard: { storage: -1 } }],
    ['POST', '/robots', robot('system', 'p')],
    ['POST', '/robots', robot('project', 'other')],
    ['GET', '/projects/other/members'],
    ['PUT', '/projects/other', { metadata: { public: 'true' } }],
    ['GET', '/system/gc/schedule'],
    ['POST', '/system/gc/schedule', { schedule: { type: 'Manual' } }],
    ['GET', '/replication/policies'],
    ['GET', '/audit-logs?q=none%3Dx'],
  ]
  const calls = paths.map(([method, path, body]) => ({ method, path: api + path, body, may: '' }))
  // The log of the system shows each the projects where that one may read it.
  const mine = calls.slice(0, -1)
  const { expected, observed } = await matrix(ask, people, mine)
  expect(observed).toEqual(expected)
  expect((await ask(people.get('owner') ?? '', 'GET', `${api}/audit-logs`)).status).not.toBe(500)
})

test('robots do what they were made for and nothing beside it', async () => {
  const robots = new Map<string, string>()
  const make = async (
    name: string,
    access: readonly (readonly [string, string, string?])[],
    level = 'project',
  ) => {
    const permissions = [
      {
        kind: 'project',
        namespace: 'p',
        access: access.map(([resource, action, effect]) => ({
          resource,
          action,
          ...(effect !== undefined && { effect }),
        })),
      },
    ]
    const { json } = await good('POST', '/robots', { name, level, duration: -1, permissions })
    robots.set(name, basic(json.name, json.secret))
    return json.id as number
  }
  await make('pull', [['repository', 'pull']])
  await make('push', [['repository', 'push']])
  await make('pusher-of-system', [['repository', 'push']], 'system')
  await make('denied', [
    ['repository', 'pull'],
    ['repository', 'pull', 'deny'],
  ])
  await make('keeper', [
    ['member', 'list'],
    ['robot', 'create'],
    ['robot', 'list'],
  ])
  const off = await make('off', [['repository', 'pull']])
  const shown = (await good('GET', `/robots/${off}`)).json
  await good('PUT', `/robots/${off}`, { ...shown, disable: true })
  // Wrong logins are answered late: once is enough.
  const disabled = robots.get('off') ?? ''
  robots.delete('off')
  expect((await ask(disabled, 'GET', '/v2/p/app/manifests/v1')).status).toBe(401)
  const p = `${api}/projects/p`
  const beyond = { ...robot('project', 'p'), name: 'beyond' }
  const calls: Call[] = [
    { method: 'GET', path: '/v2/p/app/manifests/v1', may: 'pull push' },
    // Pulling comes with pushing for a project's robot; a system's robot only pushes.
    { method: 'POST', path: '/v2/p/app/blobs/uploads/', may: 'push pusher-of-system' },
    { method: 'POST', path: '/v2/other/app/blobs/uploads/', may: '' },
    { method: 'GET', path: `${p}/members`, may: 'keeper' },
    {
      method: 'POST',
      path: `${p}/members`,
      body: { role_id: 1, member_user: { username: 'guest' } },
      may: '',
    },
    { method: 'POST', path: `${api}/robots`, body: beyond, may: '' },
    { method: 'GET', path: `${api}/projects/other`, may: '' },
    { method: 'GET', path: `${api}/configurations`, may: '' },
    { method: 'GET', path: `${api}/users`, may: '' },
  ]
  const { expected, observed } = await matrix(ask, robots, calls)
  expect(observed).toEqual(expected)
})
