import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestHarbor, testHarbor } from '../testing.ts'

let harbor: TestHarbor

beforeEach(async () => {
  harbor = await testHarbor()
  await call('POST', '/projects', { project_name: 'a' })
})
afterEach(() => harbor.close())

const call = (method: string, path: string, body?: unknown, login?: string) =>
  harbor.call(method, `/api/v2.0${path}`, body, login)
const refusal = (status: number, message: string) => ({ status, json: { errors: [{ message }] } })
const metadata = async () =>
  ((await call('GET', '/projects/a')).json as { metadata: Record<string, string> }).metadata

test('a single key is the one of the path, and is set only where it was', async () => {
  await call('PUT', '/projects/a/metadatas/public', { public: 'T', severity: 'low' })
  expect(await metadata()).toEqual({ public: 'true' })
  expect((await call('PUT', '/projects/a/metadatas/severity', { severity: 'low' })).status).toBe(200)
  expect(await metadata()).toEqual({ public: 'true' })
  await call('POST', '/projects/a/metadatas', { severity: 'Negligible' })
  expect(await metadata()).toMatchObject({ severity: 'none' })
  expect(await call('PUT', '/projects/a/metadatas/public', { severity: 'low' })).toMatchObject(
    refusal(400, 'invalid value: '),
  )
  expect(await call('POST', '/projects/a/metadatas')).toMatchObject(
    refusal(400, 'only allow one key/value pair'),
  )
})

test.each([
  ['proxy_speed_kb', '+7', '7'],
  ['max_upstream_conn', '-1', '-1'],
])('%s of %s is kept as %s', async (key, sent, value) => {
  await call('POST', '/projects/a/metadatas', { [key]: sent })
  expect(await metadata()).toMatchObject({ [key]: value })
})

test.each([
  ['proxy_speed_kb', '2147483648', 'invalid value: 2147483648'],
  ['max_upstream_conn', '0', 'invalid value for max_upstream_conn: 0'],
  ['proxy_cache_filter_pattern', '**', 'can not update the normal project with proxy cache filter metadata'],
  ['colour', 'red', 'invalid key: colour'],
])('%s can not be %s', async (key, value, message) => {
  expect(await call('POST', '/projects/a/metadatas', { [key]: value })).toMatchObject(refusal(400, message))
})

test('what only caches have is dropped from other projects, made or changed', async () => {
  const sent = { public: 'false', proxy_speed_kb: '5', proxy_referrer_api: 'true' }
  await call('POST', '/projects', { project_name: 'b', metadata: sent })
  await call('PUT', '/projects/a', { metadata: { max_upstream_conn: '5', auto_scan: 'true' } })
  expect(await metadata()).toEqual({ public: 'false', auto_scan: 'true' })
  const { json } = await call('GET', '/projects/b')
  expect(json).toMatchObject({ metadata: { public: 'false', proxy_referrer_api: 'true' } })
})

test('a robot sees its own projects and the public ones', async () => {
  const access = [{ resource: 'repository', action: 'pull' }]
  const permissions = [{ kind: 'project', namespace: 'a', access }]
  const robot = { name: 'ci', level: 'system', duration: -1, permissions }
  const { name, secret } = (await call('POST', '/robots', robot)).json as Record<string, string>
  await call('POST', '/projects', { project_name: 'b' })
  const seen = async (query: string) =>
    (await call('GET', `/projects${query}`, undefined, `${name}:${secret}`)).json as { name: string }[]
  expect((await seen('')).map((one) => one.name)).toEqual(['a', 'library'])
  expect((await seen('?public=false')).map((one) => one.name)).toEqual(['a'])
})

test('an immutable rule is looked for in its project', async () => {
  await call('POST', '/projects', { project_name: 'b' })
  await call('POST', '/projects/a/immutabletagrules', { action: 'immutable', template: 't' })
  const change = (path: string, id: number) => call('PUT', `/projects/${path}`, { id, disabled: true })
  expect(await change('b/immutabletagrules/1', 1)).toMatchObject(
    refusal(404, 'resource not found: project id 3 does not match'),
  )
  expect((await change('none/immutabletagrules/1', 2)).status).toBe(400)
  expect(await call('GET', '/projects/987/immutabletagrules')).toMatchObject({ status: 200, json: [] })
})

test('a retention policy is checked for its project before its cron, which counts when it is scheduled', async () => {
  const policy = (cron: unknown, kind = 'Schedule', ref = 2) => ({
    algorithm: 'or',
    scope: { level: 'project', ref },
    trigger: { kind, settings: { cron } },
    rules: [],
  })
  expect(await call('POST', '/retentions', policy('x', 'Schedule', 99))).toMatchObject(
    refusal(400, 'bad request: invalid Project id 99'),
  )
  expect(await call('POST', '/retentions', policy(7))).toMatchObject(
    refusal(400, 'invalid cron type for scheduled tag retention: must be a string'),
  )
  expect((await call('POST', '/retentions', policy('x', 'Manual'))).status).toBe(201)
  expect((await call('PUT', '/retentions/1', policy('x', 'Manual'))).status).toBe(500)
  expect((await call('PUT', '/retentions/1', policy('0 0 1 * * *'))).status).toBe(200)
})

test('a replication policy says what it copies', async () => {
  const policy = { name: 'p', src_registry: { id: 1 }, trigger: { type: 'manual' } }
  const post = (change: unknown) => call('POST', '/replication/policies', { ...policy, ...Object(change) })
  const filters = (filter: unknown) => ({ filters: [filter] })
  for (const [change, message] of [
    [filters({ type: 'name', value: 5 }), "the type of filter value isn't string"],
    [
      filters({ type: 'name', value: 'a', decoration: 'matches' }),
      'only tag and label filter support decoration',
    ],
    [filters({ type: 'tag', value: 'a', decoration: 'is' }), 'invalid filter decoration, :is'],
    [filters({ type: 'label', value: 'a' }), "the type of label filter value isn't string slice"],
    [filters({ type: 'resource', value: 'chart' }), 'invalid resource filter: chart'],
    [{ dest_namespace: 'A B' }, 'invalid destination namespace: A B'],
    [
      { trigger: { type: 'scheduled' } },
      'the cron string cannot be empty when the trigger type is scheduled',
    ],
  ] as const) {
    expect(await post(change)).toMatchObject(refusal(400, message))
  }
})

test('what never ran has run never', async () => {
  const policy = {
    algorithm: 'or',
    scope: { level: 'project', ref: 2 },
    trigger: { kind: 'Schedule' },
    rules: [],
  }
  await call('POST', '/retentions', policy)
  const targets = [{ type: 'http', address: 'https://hooks.example.org' }]
  const hook = { name: 'one', enabled: true, event_types: ['PUSH_ARTIFACT', 'REPLICATION'], targets }
  await call('POST', '/projects/a/webhook/policies', hook)
  for (const path of ['/retentions/1', '/replication', '/projects/a/webhook/policies/1']) {
    const answer = await call('GET', `${path}/executions`)
    expect(answer).toMatchObject({ status: 200, json: [] })
    expect(answer.headers.get('x-total-count')).toBe('0')
  }
  expect((await call('GET', '/retentions/9/executions')).status).toBe(400)
  const { json } = await call('GET', '/projects/a/webhook/lasttrigger')
  expect(json).toMatchObject([
    { event_type: 'PUSH_ARTIFACT', policy_name: 'one', last_trigger_time: '0001-01-01T00:00:00.000Z' },
    { event_type: 'REPLICATION' },
  ])
})
