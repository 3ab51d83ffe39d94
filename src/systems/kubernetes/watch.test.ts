import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { SystemError } from '../../core/error.ts'
import { type Behaviour, drop, misbehavingServer, type Received } from '../http/misbehaving-server.ts'
import { kubernetesClient } from './client.ts'
import type { WatchEvent } from './types.ts'

const teams = { apiVersion: 'troupe.dev/v1alpha1', plural: 'teams' }
const quick = { idle: 60_000, pause: 1, longestPause: 10 }

const closing: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map(async (each) => await each.close()))
})

const team = (name: string, resourceVersion: string, uid = `uid-${name}`) => ({
  apiVersion: 'troupe.dev/v1alpha1',
  kind: 'Team',
  metadata: { name, resourceVersion, uid },
})
const listOf = (resourceVersion: string, ...items: readonly object[]): Behaviour => ({
  status: 200,
  json: { kind: 'TeamList', apiVersion: 'troupe.dev/v1alpha1', metadata: { resourceVersion }, items },
})
const line = (type: string, object: object) => `${JSON.stringify({ type, object })}\n`
const expired = line('ERROR', { kind: 'Status', code: 410, reason: 'Expired', metadata: {} })

/** A stream with these lines, which then ends, breaks off or stays open. */
const stream =
  (then: 'end' | 'drop' | 'stay', ...lines: readonly string[]): Behaviour =>
  (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    for (const each of lines) response.write(each)
    if (then === 'end') response.end()
    if (then === 'drop') setTimeout(() => response.destroy(), 20)
  }

/** Events as words, until so many have come. */
async function watched(
  lists: readonly Behaviour[],
  watches: readonly Behaviour[],
  count: number,
  options = quick,
): Promise<{ readonly events: readonly string[]; readonly watchUrls: readonly string[] }> {
  let list = 0
  let watch = 0
  const isWatch = ({ url }: Received) => url.includes('watch=true')
  const server = await misbehavingServer((request) => {
    const next = isWatch(request) ? watches[watch++] : lists[list++]
    return next ?? stream('stay')
  })
  const client = kubernetesClient({ url: server.url }, { pause: 1, attempts: 2, watch: options })
  closing.push(client, server)
  const controller = new AbortController()
  const events: string[] = []
  for await (const event of client.watch(teams, { labelSelector: 'a' }, controller.signal)) {
    events.push(wordsFor(event))
    if (events.length === count) controller.abort()
  }
  return { events, watchUrls: server.received.filter(isWatch).map(({ url }) => url) }
}

function wordsFor(event: WatchEvent): string {
  return event.type === 'synced' ? 'synced' : `${event.type} ${event.object.metadata.name}`
}

const version = (url: string | undefined) =>
  new URL(url ?? '', 'http://x').searchParams.get('resourceVersion')

test('the list, then every change once, from the list’s version on', async () => {
  const { events, watchUrls } = await watched(
    [listOf('10', team('a', '5'))],
    [
      stream(
        'stay',
        line('ADDED', team('b', '11')),
        line('MODIFIED', team('a', '12')),
        line('DELETED', team('b', '13')),
      ),
    ],
    5,
  )
  expect(events).toEqual(['added a', 'synced', 'added b', 'modified a', 'deleted b'])
  expect(version(watchUrls[0])).toBe('10')
  expect(watchUrls[0]).toContain('allowWatchBookmarks=true')
  expect(watchUrls[0]).toContain('labelSelector=a')
})

test('after an end or a break it goes on from the last event or bookmark, without a new list', async () => {
  const { events, watchUrls } = await watched(
    [listOf('10')],
    [
      stream(
        'end',
        line('ADDED', team('a', '11')),
        line('BOOKMARK', { kind: 'Team', metadata: { resourceVersion: '20' } }),
      ),
      stream('drop', line('ADDED', team('b', '21'))),
      drop,
      stream('stay', line('ADDED', team('c', '22'))),
    ],
    4,
  )
  expect(events).toEqual(['synced', 'added a', 'added b', 'added c'])
  expect(watchUrls.map(version)).toEqual(['10', '20', '21', '21'])
})

test.each([
  ['in the stream', stream('end', expired)],
  ['as a status', { status: 410, json: { kind: 'Status', code: 410, message: 'too old' } }],
  [
    'since the server was restored',
    { status: 504, json: { kind: 'Status', code: 504, message: 'Too large resource version' } },
  ],
] as const)('410 %s: it lists anew and tells what it has missed', async (_, lost) => {
  const { events } = await watched(
    [
      listOf('10', team('a', '1'), team('b', '2'), team('c', '3'), team('d', '4')),
      listOf('50', team('a', '1'), team('b', '40'), team('d', '41', 'new'), team('e', '42')),
    ],
    [lost],
    11,
  )
  expect(events.slice(0, 5)).toEqual(['added a', 'added b', 'added c', 'added d', 'synced'])
  expect(events.slice(5)).toEqual(['modified b', 'deleted d', 'added d', 'added e', 'deleted c', 'synced'])
})

test('a line that comes in pieces is one event, also in the middle of a letter', async () => {
  const bytes = Buffer.from(line('ADDED', { ...team('a', '11'), spec: { title: 'Größe' } }))
  const cut = bytes.indexOf('ö') + 1
  const pieces: Behaviour = (response) => {
    response.writeHead(200)
    response.write(bytes.subarray(0, cut))
    setTimeout(() => response.write(bytes.subarray(cut)), 30)
  }
  const { events } = await watched([listOf('10')], [pieces], 2)
  expect(events).toEqual(['synced', 'added a'])
})

test('a silent connection is cut, and opened anew', async () => {
  let hungUp = 0
  const silent: Behaviour = (response) => {
    response.on('close', () => hungUp++)
    response.flushHeaders()
  }
  const { events, watchUrls } = await watched(
    [listOf('10')],
    [silent, stream('stay', line('ADDED', team('a', '11')))],
    2,
    { ...quick, idle: 80 },
  )
  expect(events).toEqual(['synced', 'added a'])
  expect(watchUrls.map(version)).toEqual(['10', '10'])
  expect(hungUp).toBe(1)
})

test('a list that fails later is tried until it works', async () => {
  const { events } = await watched(
    [listOf('10', team('a', '1')), { status: 500 }, { status: 500 }, { status: 403 }, listOf('20')],
    [stream('end', expired)],
    4,
  )
  expect(events).toEqual(['added a', 'synced', 'deleted a', 'synced'])
})

test('a first list that is refused is an error', async () => {
  const refusal: Behaviour = { status: 403, json: { kind: 'Status', message: 'teams is forbidden' } }
  await expect(watched([refusal], [], 1)).rejects.toBeInstanceOf(SystemError)
})

test('a watch whose token was replaced goes on with the new one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'token-'))
  const path = join(folder, 'token')
  await writeFile(path, 'token-first')
  let wanted = 'token-first'
  const server = await misbehavingServer(({ url, headers }) => {
    if (headers.authorization !== `Bearer ${wanted}`) return { status: 401, json: { kind: 'Status' } }
    return url.includes('watch=true') ? stream('end', line('ADDED', team(wanted, '2'))) : listOf('1')
  })
  const login = { type: 'tokenFile', path } as const
  const client = kubernetesClient({ url: server.url, tls: {}, login, source: 'test' }, { watch: quick })
  closing.push(client, server)
  const controller = new AbortController()
  const seen: string[] = []
  for await (const event of client.watch(teams, {}, controller.signal)) {
    if (seen.at(-1) !== wordsFor(event)) seen.push(wordsFor(event))
    if (seen.length === 2) {
      await writeFile(path, 'token-second')
      wanted = 'token-second'
    }
    if (seen.length === 3) controller.abort()
  }
  await rm(folder, { recursive: true })
  expect(seen).toEqual(['synced', 'added token-first', 'added token-second'])
})

test('it ends with its signal, without an error', async () => {
  const server = await misbehavingServer(({ url }) =>
    url.includes('watch=true') ? stream('stay') : listOf('1'),
  )
  const client = kubernetesClient({ url: server.url })
  closing.push(client, server)
  const controller = new AbortController()
  const seen: string[] = []
  for await (const event of client.watch(teams, {}, controller.signal)) {
    seen.push(event.type)
    setTimeout(() => {
      controller.abort(new Error('enough'))
    }, 30)
  }
  expect(seen).toEqual(['synced'])
})
