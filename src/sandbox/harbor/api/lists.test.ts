import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestHarbor, testHarbor } from '../testing.ts'

let harbor: TestHarbor

beforeEach(async () => {
  harbor = await testHarbor()
})
afterEach(() => harbor.close())

const V2 = '/api/v2.0'
const make = (path: string, body: unknown) => harbor.call('POST', V2 + path, body)
const get = (path: string, login?: string) => harbor.call('GET', V2 + path, undefined, login)

async function names(path: string, field = 'name'): Promise<unknown> {
  return ((await get(path)).json as readonly Record<string, unknown>[]).map((row) => row[field])
}

async function people(...names: readonly string[]): Promise<void> {
  for (const username of names) {
    const email = `${username}@example.org`
    await make('/users', { username, email, realname: username, password: 'Secret123' })
  }
}

test.each(['/labels', '/quotas', '/users', '/robots', '/projects/none/members'])(
  'a page of %s is checked before the caller is',
  async (path) => {
    expect(await get(`${path}?page_size=101`, 'nobody:x')).toMatchObject({ status: 422 })
    expect((await get(`${path}?page=x`, 'nobody:x')).status).toBe(422)
  },
)

test('page 0 is the first, and its next is page 1', async () => {
  for (const name of ['a', 'b', 'c']) await make('/labels', { name, scope: 'g' })
  const { headers } = await get('/labels?scope=g&page=0&page_size=2')
  expect(headers.get('link')).toBe('</api/v2.0/labels?page=1&page_size=2&scope=g>; rel="next"')
  expect(await names('/labels?scope=g&page=0&page_size=2')).toEqual(['a', 'b'])
})

test('labels of the system come as they were made, to anyone; one of them is for the admin', async () => {
  await people('joe')
  for (const name of ['b', 'A', 'c']) await make('/labels', { name, scope: 'g' })
  expect(await names('/labels?scope=g')).toEqual(['b', 'A', 'c'])
  expect(await names('/labels?scope=g&name=a')).toEqual(['A'])
  expect((await get('/labels?scope=g', 'nobody:x')).status).toBe(200)
  expect(await get('/labels/1', 'joe:Secret123')).toMatchObject({
    status: 403,
    json: { errors: [{ message: 'joe' }] },
  })
  const rename = (name: string) => harbor.call('PUT', `${V2}/labels/1`, { name, scope: 'g' })
  expect(await rename('')).toMatchObject({ status: 400, json: { errors: [{ message: 'cannot be empty' }] } })
  expect((await rename('x'.repeat(129))).status).toBe(400)
})

test('quotas are sorted by their limit, where none is the most', async () => {
  for (const [name, limit] of [
    ['a', 5],
    ['b', -1],
    ['c', 50],
  ] as const) {
    await make('/projects', { project_name: name, storage_limit: limit })
  }
  const limits = async (sort: string) =>
    ((await get(`/quotas?sort=${sort}`)).json as { hard: { storage: number } }[]).map(
      ({ hard }) => hard.storage,
    )
  expect(await limits('hard.storage')).toEqual([5, 50, -1, -1])
  expect(await limits('-hard.storage')).toEqual([-1, -1, 50, 5])
  expect((await harbor.call('PUT', `${V2}/quotas/999`, { hard: {} })).status).toBe(400)
})

test('a search finds the shortest first and never a second page, by the signs of LIKE', async () => {
  for (const group_name of ['team_ab', 'team_a', 'TEAM_A', 'teamXa']) {
    await make('/usergroups', { group_name, group_type: 3 })
  }
  expect(await names('/usergroups/search?groupname=team_a', 'group_name')).toEqual([
    'teamXa',
    'team_a',
    'team_ab',
  ])
  const { headers } = await get('/usergroups/search?groupname=team_a&page=2&page_size=2')
  expect(headers.get('x-total-count')).toBe('3')
  expect(await names('/usergroups/search?groupname=team_a&page=2&page_size=1', 'group_name')).toEqual([
    'teamXa',
  ])
  expect((await get('/usergroups/search?groupname=')).status).toBe(422)
  await people('anna', 'ann')
  expect(await names('/users/search?username=ann', 'username')).toEqual(['ann', 'anna'])
})

test('groups are filtered by nothing but their names', async () => {
  for (const group_name of ['b', 'a']) await make('/usergroups', { group_name, group_type: 3 })
  expect(await names('/usergroups?q=group_name=b&sort=group_name', 'group_name')).toEqual(['b', 'a'])
  expect((await get('/usergroups/0')).status).toBe(400)
})

test('webhooks come newest first, and those of a project that is not there are none', async () => {
  const targets = [{ type: 'http', address: 'https://hooks.example.org' }]
  await make('/projects', { project_name: 'a' })
  const hook = (name: string, target = targets) =>
    make('/projects/a/webhook/policies', { name, event_types: ['PUSH_ARTIFACT'], targets: target })
  await hook('one')
  await new Promise((done) => setTimeout(done, 5))
  await hook('two')
  expect(await names('/projects/a/webhook/policies')).toEqual(['two', 'one'])
  expect(await names('/projects/a/webhook/policies?sort=name')).toEqual(['one', 'two'])
  expect(await get('/projects/987/webhook/policies')).toMatchObject({ status: 200, json: [] })
  for (const [address, message] of [
    [' / ', 'empty URL'],
    ['ftp://x', 'invalid scheme: ftp'],
  ] as const) {
    const refused = await hook('three', [{ type: 'http', address }])
    expect(refused).toMatchObject({ status: 400, json: { errors: [{ message }] } })
  }
})

test('robots are listed by level, and by nothing else of that kind', async () => {
  await make('/projects', { project_name: 'a' })
  const rights = [{ kind: 'project', namespace: 'a', access: [{ resource: 'repository', action: 'pull' }] }]
  await make('/robots', { name: 'of-all', level: 'system', duration: -1, permissions: rights })
  await make('/robots', { name: 'of-a', level: 'project', duration: -1, permissions: rights })
  expect(await names('/robots?q=ProjectID=2')).toEqual(['robot$of-all'])
  expect(await names('/robots?q=Level=project,ProjectID=2')).toEqual(['robot$a+of-a'])
  for (const q of ['Level=user', 'Level=~project', 'Level=project,ProjectID=[1~2]']) {
    expect((await get(`/robots?q=${q}`)).status).toBe(400)
  }
})

test('a robot is found out to be wrong before its maker is', async () => {
  expect((await harbor.call('POST', `${V2}/robots`, { name: 'A' }, 'nobody:x')).status).toBe(400)
})
