import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { SystemError } from '../../core/error.ts'
import { type Behaviour, drop, misbehavingServer, type Received } from '../http/misbehaving-server.ts'
import type { ClientOptions } from '../http/options.ts'
import { harborClient } from './client.ts'
import { isAtLeast, parseVersion } from './version.ts'

const never = new AbortController().signal
const Named = z.object({ name: z.string() })
const admin = { username: 'admin', password: 'a-very-secret-password' }
const robot = { username: 'robot$troupe', password: 'a-very-secret-robot' }
const header = ({ username, password }: typeof admin) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

const closing: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map(async (each) => await each.close()))
})

async function pair(behave: (request: Received, index: number) => Behaviour, options: ClientOptions = {}) {
  const server = await misbehavingServer(behave)
  const client = harborClient({ url: server.url, admin }, { pause: 1, ...options })
  closing.push(client, server)
  return { server, client }
}

async function refused(promise: Promise<unknown>): Promise<SystemError> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )
  if (error instanceof SystemError) return error
  throw error
}

const errors = (status: number, message: string): Behaviour => ({
  status,
  json: { errors: [{ code: 'X', message }] },
})
const forbidden = errors(403, 'forbidden')
/** As to HEAD: the content type is all that tells it from a gateway's. */
const bodiless404: Behaviour = { status: 404, headers: { 'content-type': 'application/json; charset=utf-8' } }
const notFound = errors(404, 'project not found')
const paths = ({ received }: { readonly received: readonly Received[] }) =>
  received.map(({ method, url, headers }) => {
    const who = headers.authorization === header(robot) ? 'robot' : 'admin'
    return `${who} ${method} ${url.replace('/api/v2.0', '')}`
  })

test('calls name who they are made as; as robot they go as admin until there is one', async () => {
  const { client, server } = await pair(() => ({ status: 200, json: { name: 'x' } }))
  expect(client.hasRobot).toBe(false)
  await client.get('robot', '/projects/1', {}, Named, never)
  client.useRobot(robot)
  expect(client.hasRobot).toBe(true)
  await client.get('robot', '/projects/1', {}, Named, never)
  await client.get('admin', '/configurations', {}, Named, never)
  expect(paths(server)).toEqual([
    'admin GET /projects/1',
    'robot GET /projects/1',
    'admin GET /configurations',
  ])
  expect(client.requests).toEqual({ reads: 3, writes: 0, retries: 0, asAdmin: 2 })
})

test('no cookie is ever kept', async () => {
  const { client, server } = await pair(() => ({
    status: 200,
    json: { name: 'x' },
    headers: { 'set-cookie': 'sid=1' },
  }))
  await client.get('admin', '/projects/1', {}, Named, never)
  await client.put('admin', '/projects/1', {}, never)
  expect(server.received.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined])
})

test('the lock after a wrong password is waited for, once for all who met it', async () => {
  const began = performance.now()
  const { client, server } = await pair(() =>
    performance.now() - began < 1_500 ? errors(401, 'unauthorized') : { status: 200, json: { name: 'x' } },
  )
  const calls = Array.from(
    { length: 6 },
    async () => await client.get('admin', '/projects/1', {}, Named, never),
  )
  await Promise.all(calls)
  const probes = paths(server).filter((path) => path.startsWith('admin HEAD'))
  expect(probes).toHaveLength(1)
  // Two were let in at first and met the lock; nobody else tried before it was over.
  expect(server.received).toHaveLength(2 + 1 + 6)
})

test('a password that is wrong is tried only twice, and the next call does not wait for a lock again', async () => {
  const { client, server } = await pair(() => errors(401, 'unauthorized'))
  const error = await refused(client.get('admin', '/configurations', {}, Named, never))
  expect(error).toMatchObject({ verdict: 'unauthorized', status: 401 })
  expect(error.message).not.toContain(admin.password)
  expect(server.received).toHaveLength(2)
  const started = performance.now()
  await refused(client.put('admin', '/configurations', {}, never))
  expect(performance.now() - started).toBeLessThan(1_000)
})

test('a robot’s 401 is final at once: its name is never locked', async () => {
  const { client, server } = await pair(() => errors(401, 'unauthorized'))
  client.useRobot(robot)
  expect(await refused(client.get('robot', '/projects/1', {}, Named, never))).toMatchObject({
    verdict: 'unauthorized',
  })
  expect(server.received).toHaveLength(1)
})

test('a robot’s 403 for a project by name: HEAD tells whether it is there', async () => {
  const { client, server } = await pair(({ method, url }) => {
    if (method === 'HEAD') return url.includes('project_name=gone') ? bodiless404 : { status: 200 }
    return forbidden
  })
  client.useRobot(robot)
  expect(await client.get('robot', '/projects/gone', {}, Named, never)).toBeUndefined()
  expect(await client.exists('robot', '/projects', { project_name: 'gone' }, never)).toBe(false)
  await client.delete('robot', '/projects/gone/members/5', never)
  expect(await refused(client.list('robot', '/projects/gone/members', {}, Named, never))).toMatchObject({
    status: 404,
    verdict: 'conflict',
  })
  expect(await refused(client.put('robot', '/projects/gone', {}, never))).toMatchObject({ status: 404 })
  for (const call of [
    () => client.get('robot', '/projects/here', {}, Named, never),
    () => client.delete('robot', '/projects/here/members/5', never),
    () => client.post('robot', '/projects/here/members', {}, never),
    () => client.get('robot', '/configurations', {}, Named, never),
  ]) {
    expect(await refused(call())).toMatchObject({ status: 403, verdict: 'unauthorized' })
  }
  expect(paths(server).slice(0, 2)).toEqual([
    'robot GET /projects/gone',
    'robot HEAD /projects?project_name=gone',
  ])
})

test('a robot’s 403 for a project by number: only the administrator is told', async () => {
  const { client, server } = await pair(({ url, headers }) => {
    if (headers.authorization === header(robot)) return forbidden
    return url.endsWith('/7') ? notFound : { status: 200, json: { name: 'x' } }
  })
  client.useRobot(robot)
  expect(await client.get('robot', '/projects/7', {}, Named, never)).toBeUndefined()
  expect(await refused(client.get('robot', '/projects/8', {}, Named, never))).toMatchObject({ status: 403 })
  expect(paths(server).slice(0, 2)).toEqual(['robot GET /projects/7', 'admin GET /projects/7'])
})

test.each([
  ['v2.6.4-1234', undefined],
  ['v2.7.0-1234', 403],
])('the administrator’s 403 by name means absent up to 2.6 only: %s', async (version, status) => {
  const { client } = await pair(({ method, url }) => {
    if (url.endsWith('/systeminfo')) return { status: 200, json: { harbor_version: version } }
    return method === 'HEAD' ? bodiless404 : forbidden
  })
  const call = client.get('admin', '/projects/gone', {}, Named, never)
  if (status === undefined) expect(await call).toBeUndefined()
  else expect(await refused(call)).toMatchObject({ status })
})

test('a 404 that Harbor did not say, and a 500 while looking, are no absence', async () => {
  const { client } = await pair(({ method }) =>
    method === 'HEAD' ? { status: 500 } : { status: 404, text: '<html>' },
  )
  client.useRobot(robot)
  expect((await refused(client.get('admin', '/projects/1', {}, Named, never))).message).toContain(
    'not Harbor speaking',
  )
  expect(await refused(client.exists('admin', '/projects', { project_name: 'x' }, never))).toMatchObject({
    status: 500,
  })
  const gateway = await pair(() => ({ status: 404 }))
  expect(
    await refused(gateway.client.exists('admin', '/projects', { project_name: 'x' }, never)),
  ).toMatchObject({
    status: 404,
    verdict: 'refused',
  })
  const other = await pair(({ method }) => (method === 'HEAD' ? { status: 500 } : forbidden))
  other.client.useRobot(robot)
  expect(await refused(other.client.get('robot', '/projects/x', {}, Named, never))).toMatchObject({
    status: 500,
  })
})

test('the version is asked for once, by who may see it', async () => {
  const { client, server } = await pair(() => ({ status: 200, json: { harbor_version: 'v2.16.0-c50c7ddd' } }))
  expect(await client.version(never)).toEqual([2, 16, 0])
  expect(await client.version(never)).toEqual([2, 16, 0])
  expect(server.received).toHaveLength(1)
  const nobody = await pair(() => ({ status: 200, json: { auth_mode: 'oidc_auth' } }))
  expect(await refused(nobody.client.version(never))).toMatchObject({ verdict: 'unauthorized' })
})

test.each([
  ['v2.12.1-9ab2f3c', [2, 12, 1]],
  ['2.9', [2, 9, 0]],
  ['dev', [2, 999, 0]],
  ['latest', undefined],
])('version %s', (text, version) => {
  expect(parseVersion(text)).toEqual(version)
})

test('versions are compared as numbers', () => {
  expect([isAtLeast([2, 10, 0], 2, 7), isAtLeast([2, 6, 9], 2, 7), isAtLeast([3, 0, 0], 2, 7)]).toEqual([
    true,
    false,
    true,
  ])
})

const rows = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => ({ name: `p${from + index}` }))

test.each([
  [0, true],
  [100, true],
  [100, false],
  [101, true],
  [250, false],
])('a list of %i rows comes whole (total said: %s)', async (size, saysTotal) => {
  const { client, server } = await pair(({ method, url }) => {
    if (method === 'HEAD') return { status: 200 }
    const query = new URL(url, 'http://x').searchParams
    const first = (Number(query.get('page')) - 1) * Number(query.get('page_size'))
    const headers = saysTotal ? { 'x-total-count': String(size) } : undefined
    return { status: 200, json: rows(first, Math.min(size, first + 100)), ...(headers && { headers }) }
  })
  expect(await client.list('admin', '/projects', { name: 'p' }, Named, never)).toEqual(rows(0, size))
  const pages = Math.max(1, saysTotal ? Math.ceil(size / 100) : Math.floor(size / 100) + 1)
  const gets = server.received.filter(({ method }) => method === 'GET')
  expect(gets).toHaveLength(pages)
  expect(gets[0]?.url).toBe('/api/v2.0/projects?name=p&page=1&page_size=100')
})

test('a row that falls between two pages, since one before it went, is not absent', async () => {
  let standing = rows(0, 150)
  const { client } = await pair(({ method, url }) => {
    if (method === 'HEAD') return { status: 200 }
    const page = Number(new URL(url, 'http://x').searchParams.get('page'))
    const answer = {
      status: 200,
      json: standing.slice((page - 1) * 100, page * 100),
      headers: { 'x-total-count': String(standing.length) },
    }
    if (standing.length === 150) standing = standing.slice(1)
    return answer
  })
  expect(await client.list('admin', '/projects', {}, Named, never)).toEqual(rows(0, 150).slice(1))
})

test('a list that never stands still is none', async () => {
  let count = 150
  const { client } = await pair(({ url }) => {
    const page = Number(new URL(url, 'http://x').searchParams.get('page'))
    const json = rows((page - 1) * 100, Math.min(page * 100, count))
    return { status: 200, json, headers: { 'x-total-count': String(count++) } }
  })
  expect(await refused(client.list('admin', '/usergroups', {}, Named, never))).toMatchObject({
    verdict: 'retry',
  })
})

test('an answer without a word is no list, and a 404 of a gateway that speaks JSON no absence', async () => {
  const { client } = await pair(({ url }) =>
    url.includes('/labels') ? { status: 200 } : { status: 404, json: { message: 'no Route matched' } },
  )
  expect((await refused(client.list('admin', '/labels', {}, Named, never))).message).toContain('unexpected')
  expect(await refused(client.get('admin', '/projects/1', {}, Named, never))).toMatchObject({ status: 404 })
})

test('nothing in a 200 is null, and a null list is empty', async () => {
  const { client } = await pair(({ url }) =>
    url.includes('schedule')
      ? { status: 200, headers: { 'content-type': 'application/json' } }
      : { status: 200, text: 'null' },
  )
  expect(await client.get('admin', '/system/gc/schedule', {}, Named.nullable(), never)).toBeNull()
  expect(await client.list('admin', '/labels', {}, Named, never)).toEqual([])
})

test('a list that was given to nobody is not believed: it is read again when the lock is over', async () => {
  const began = performance.now()
  const isLocked = () => performance.now() - began > 50 && performance.now() - began < 1_550
  const { client } = await pair(({ method }) => {
    if (method === 'HEAD') return isLocked() ? { status: 401 } : { status: 200 }
    return { status: 200, json: isLocked() ? [] : rows(0, 3) }
  })
  await new Promise((next) => setTimeout(next, 60))
  expect(await client.list('admin', '/projects', {}, Named, never)).toHaveLength(3)
})

test('a robot whose secret is wrong sees what is public: that is an error, and no list', async () => {
  const { client } = await pair(({ method }) =>
    method === 'HEAD' ? { status: 401 } : { status: 200, json: [] },
  )
  client.useRobot(robot)
  expect(await refused(client.list('robot', '/projects', {}, Named, never))).toMatchObject({
    verdict: 'unauthorized',
  })
})

test('ids come from Location, secrets from the body', async () => {
  const { client } = await pair(({ url }) =>
    url.endsWith('/robots')
      ? { status: 201, json: { id: 5, name: 'robot$x', secret: 's' } }
      : { status: 201, headers: { location: '/api/v2.0/usergroups/42' } },
  )
  expect(await client.post('admin', '/usergroups', {}, never)).toBe('42')
  const Robot = z.object({ id: z.number(), secret: z.string() })
  expect(await client.call('admin', 'POST', '/robots', {}, Robot, never)).toEqual({ id: 5, secret: 's' })
})

test.each([
  [412, 'the project contains repositories, can not be deleted', 'refused', /Delete its repositories/],
  [409, 'conflict', 'conflict', /conflict/],
  [
    403,
    'The system is in read only mode. Any modification is prohibited.',
    'refused',
    /end the read-only mode/,
  ],
  [422, 'validation failure list:\nname in body is required', 'refused', /name in body/],
  [429, 'too many', 'retry', /too many/],
])('%i %s', async (status, message, verdict, words) => {
  const { client } = await pair(() => errors(status, message))
  const error = await refused(client.put('admin', '/projects/1', {}, never))
  expect(error).toMatchObject({ status, verdict })
  expect(error.message).toMatch(words)
})

test('two at once make a user group: the 500 means look again; one about a schedule needs the job service', async () => {
  const { client } = await pair(() => errors(500, 'internal server error'))
  expect(await refused(client.post('admin', '/usergroups', {}, never))).toMatchObject({
    verdict: 'conflict',
    maybeDone: true,
  })
  const error = await refused(client.post('admin', '/retentions', {}, never))
  expect(error).toMatchObject({ verdict: 'retry', maybeDone: true })
  expect(error.message).toContain('job service')
})

test('reset after a write: a PUT is sent again, a POST is not', async () => {
  const { client, server } = await pair((_, index) => (index % 2 === 0 ? drop : { status: 200 }))
  await client.put('admin', '/projects/1', {}, never)
  expect(await refused(client.post('admin', '/projects', {}, never))).toMatchObject({ maybeDone: true })
  expect(server.received).toHaveLength(3)
})

test('who waits for the lock can leave', async () => {
  const { client } = await pair(() => errors(401, 'unauthorized'))
  const controller = new AbortController()
  const call = client.get('admin', '/projects/1', {}, Named, controller.signal)
  const reason = new Error('enough')
  setTimeout(() => {
    controller.abort(reason)
  }, 100)
  const started = performance.now()
  await expect(call).rejects.toBe(reason)
  expect(performance.now() - started).toBeLessThan(1_000)
})
