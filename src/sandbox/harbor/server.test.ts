import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Robot, Task } from './state/rows.ts'
import { type TestHarbor, testBrowser, testHarbor } from './testing.ts'

let harbor: TestHarbor

beforeEach(async () => {
  harbor = await testHarbor()
})
afterEach(() => harbor.close())

interface Made {
  readonly id: number
  readonly name: string
  readonly secret: string
}

async function robot(name: string, permissions: readonly unknown[], level = 'system'): Promise<Made> {
  const { json } = await harbor.call('POST', '/api/v2.0/robots', { name, level, duration: -1, permissions })
  return json as Made
}

const login = ({ name, secret }: Made) => `${name}:${secret}`

const over = (namespace: string, ...rights: readonly string[]) => ({
  kind: namespace === '/' ? 'system' : 'project',
  namespace,
  access: rights.map((right) => {
    const [resource, action, effect] = right.split(' ')
    return { resource, action, ...(effect === undefined ? {} : { effect }) }
  }),
})

async function project(name: string): Promise<number> {
  const { headers } = await harbor.call('POST', '/api/v2.0/projects', { project_name: name })
  return Number(headers.get('location')?.split('/').at(-1))
}

describe('a member of a project', () => {
  const calls = {
    read: ['GET', ''],
    members: ['GET', '/members'],
    robots: ['GET', '/robots'],
    rules: ['GET', '/immutabletagrules'],
    log: ['GET', '/auditlog-exts'],
    repositories: ['GET', '/repositories'],
    change: ['PUT', ''],
  } as const
  const all = Object.keys(calls)

  test.each([
    [1, all],
    [4, all.filter((call) => call !== 'log' && call !== 'change')],
    [2, ['read', 'members', 'robots', 'repositories']],
    [3, ['read', 'members', 'robots', 'repositories']],
    [5, ['read', 'repositories']],
  ])('of role %i may %j', async (role, allowed) => {
    const id = await project('team-a')
    const user = { username: 'joe', email: 'joe@example.org', realname: 'Joe', password: 'Secret123' }
    await harbor.call('POST', '/api/v2.0/users', user)
    await harbor.call('POST', '/api/v2.0/projects/team-a/members', {
      role_id: role,
      member_user: { username: 'joe' },
    })
    const found: string[] = []
    for (const [name, [method, path]] of Object.entries(calls)) {
      const url =
        path === '/robots' ? `/robots?q=Level%3Dproject,ProjectID%3D${id}` : `/projects/team-a${path}`
      const body = method === 'PUT' ? { metadata: { auto_scan: 'true' } } : undefined
      const { status } = await harbor.call(method, `/api/v2.0${url}`, body, 'joe:Secret123')
      expect([200, 403]).toContain(status)
      if (status === 200) found.push(name)
    }
    expect(found).toEqual(allowed)
  })
})

describe('a robot', () => {
  test('that is denied a right over one project keeps it over the others', async () => {
    await project('team-a')
    await project('team-b')
    const made = await robot('r', [over('*', 'member list'), over('team-a', 'member list deny')])
    const status = async (name: string) =>
      (await harbor.call('GET', `/api/v2.0/projects/${name}/members`, undefined, login(made))).status
    expect(await status('team-b')).toBe(200)
    expect(await status('team-a')).toBe(403)
  })

  test('over all projects reaches those to come, and none that is not there', async () => {
    const made = await robot('r', [over('*', 'project read')])
    await project('later')
    const status = async (name: string) =>
      (await harbor.call('GET', `/api/v2.0/projects/${name}`, undefined, login(made))).status
    expect(await status('later')).toBe(200)
    expect(await status('never')).toBe(403)
  })

  test('is nobody once it expired', async () => {
    const made = await robot('r', [over('/', 'project list')])
    const ask = () => harbor.call('GET', '/api/v2.0/statistics', undefined, login(made))
    expect((await ask()).status).toBe(200)
    const table = harbor.store.table<Robot>('harbor.robots')
    const row = table.get(String(made.id))
    if (row) table.set(String(made.id), { ...row, expires: 1 })
    expect((await ask()).status).toBe(401)
  })

  test('lives on from when it was made, when its duration changes', async () => {
    await project('team-a')
    const made = await robot('r', [over('team-a', 'repository pull')], 'project')
    const update = { name: made.name, level: 'project', permissions: [over('team-a', 'repository pull')] }
    await harbor.call('PUT', `/api/v2.0/robots/${made.id}`, { ...update, duration: 10 })
    const { json } = await harbor.call('GET', `/api/v2.0/robots/${made.id}`)
    const shown = json as { readonly creation_time: string; readonly expires_at: number }
    expect(shown.expires_at).toBe(Math.floor(Date.parse(shown.creation_time) / 1000) + 10 * 86_400)
  })

  test('makes no robot beyond itself, not even by another spelling of all projects', async () => {
    await project('team-a')
    const maker = await robot('maker', [over('team-a', 'repository pull'), over('/', 'robot create')])
    const attempt = async (permissions: readonly unknown[]) => {
      const request = { name: 'sub', level: 'system', duration: -1, permissions }
      return (await harbor.call('POST', '/api/v2.0/robots', request, login(maker))).status
    }
    expect(await attempt([over('*', 'repository pull')])).toBe(403)
    expect(await attempt([over('team-a', 'repository pull'), over('/', 'robot delete')])).toBe(403)
    expect(await attempt([over('team-a', 'repository pull'), over('/', 'robot create')])).toBe(201)
  })
})

test('what was made is there after a restart, and numbers are not used again', async () => {
  const first = await project('first')
  const gone = await project('gone')
  const made = await robot('r', [over('first', 'project read')])
  await harbor.call('DELETE', `/api/v2.0/projects/${gone}`)
  harbor = await harbor.restart()
  const read = await harbor.call('GET', `/api/v2.0/projects/${first}`, undefined, login(made))
  expect(read.json).toMatchObject({ name: 'first' })
  expect(await project('next')).toBe(gone + 1)
})

test('links lead through all pages, each project once', async () => {
  for (let i = 0; i < 25; i++) await project(`p-${i}`)
  const seen: string[] = []
  for (let next = '/api/v2.0/projects?page_size=7&name=p-'; next !== ''; ) {
    const { json, headers } = await harbor.call('GET', next)
    seen.push(...(json as { name: string }[]).map(({ name }) => name))
    next = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? ''
  }
  expect(new Set(seen).size).toBe(25)
  expect(seen).toHaveLength(25)
})

test('a refused write leaves nothing behind', async () => {
  await project('team-a')
  const made = await robot('r', [over('team-a', 'repository pull')])
  const { status } = await harbor.call('PUT', `/api/v2.0/robots/${made.id}`, {
    name: made.name,
    level: 'system',
    description: 'changed',
    permissions: [over('team-a', 'repository push'), over('gone', 'repository pull')],
  })
  expect(status).toBe(404)
  const { json } = await harbor.call('GET', `/api/v2.0/robots/${made.id}`)
  expect(json).not.toHaveProperty('description')
  expect(json).toMatchObject({ permissions: [{ access: [{ action: 'pull' }] }] })
})

test('read-only stops every write but the one that ends it', async () => {
  await harbor.call('PUT', '/api/v2.0/configurations', { read_only: true })
  expect((await harbor.call('POST', '/api/v2.0/projects', { project_name: 'p' })).status).toBe(403)
  expect((await harbor.call('GET', '/api/v2.0/projects')).status).toBe(200)
  expect((await harbor.call('PUT', '/api/v2.0/configurations', { read_only: false })).status).toBe(200)
  expect((await harbor.call('POST', '/api/v2.0/projects', { project_name: 'p' })).status).toBe(201)
})

test('a browser with a session cookie writes only with the token', async () => {
  const browser = testBrowser()
  await browser.get(`${harbor.url}/api/v2.0/systeminfo`)
  await browser.get(`${harbor.url}/api/v2.0/systeminfo`)
  const form = { principal: 'admin', password: 'Harbor12345' }
  expect((await browser.post(`${harbor.url}/c/login`, form)).status).toBe(403)
})

/** A path as it is, which fetch would fold. */
const raw = (method: string, path: string, body: string) =>
  new Promise<number>((resolve, reject) => {
    const { hostname, port } = new URL(harbor.url)
    const sent = request({ hostname, port, path, method }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end(body)
  })

test('the core decodes before it folds, so a gateway that does not is gone round', async () => {
  const gc = { schedule: { type: 'Manual' }, parameters: { workers: 1 } }
  await harbor.call('POST', '/api/v2.0/system/gc/schedule', gc)
  const tasks = harbor.store.table<Task>('harbor.tasks')
  const task = () => [...tasks.values()][0]
  const report = JSON.stringify({ job_id: task()?.jobId, status: 'Error' })
  expect(await raw('POST', '/service/notifications/tasks/1', report)).toBe(404)
  expect(task()?.status).toBe('Success')
  expect(await raw('POST', '/api/..%2Fservice/notifications/tasks/1', report)).toBe(200)
  expect(task()?.status).toBe('Error')
})

test('whatever is not the core is the portal', async () => {
  for (const path of ['/', '/harbor/projects', '/oidc-onboard?username=joe', '/servicex']) {
    const page = await fetch(harbor.url + path)
    expect(page.headers.get('content-type')).toBe('text/html')
    expect(await page.text()).toContain('href="/c/oidc/login"')
  }
})
