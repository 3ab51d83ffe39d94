/** Sends recorded requests again, raw: a pool for each system and no thought, with as many in flight as Troupe allows itself. */
import { Pool } from 'undici'
import { type Recorded, type RecordedSystem, systemOf } from './recording.ts'
import type { Servers } from './servers.ts'

export interface Replayed {
  /** Milliseconds from the first request to the last answer. */
  readonly ms: number
  readonly requests: number
  /** Answers of another status than in the recording. */
  readonly unlike: number
  readonly examples: readonly string[]
  /** CPU seconds of sending, the preparation left out. */
  readonly cpu: number
}

/** A request ready to be sent: texts with gaps for numbers that are known only once their things are made. */
interface Prepared {
  readonly system: RecordedSystem
  readonly recorded: Recorded
  readonly path: readonly Piece[]
  readonly body: readonly Piece[]
  /** Indices of requests that must have been answered. */
  readonly after: readonly number[]
  /** The request whose token this one carries. */
  readonly token: number | undefined
}
type Piece = string | { readonly of: number }

/** The most that each of our clients has in flight. */
const inFlight: Readonly<Record<RecordedSystem, number>> = { kubernetes: 16, keycloak: 4, harbor: 4 }
const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** @param fresh on servers that do not have the recorded things yet, so that they get other numbers */
export function prepare(recorded: readonly Recorded[], fresh: boolean): readonly Prepared[] {
  const makers = new Map<string, number>()
  const robots = new Map<string, number>()
  const roles = fresh ? roleIds(recorded) : new Map<string, string>()
  const signIn = recorded.find(({ path }) => path.endsWith('/openid-connect/token'))
  // A token to refresh is good once, so every sign-in is by password; versions of objects are others by now.
  const bodyOf = (one: Recorded) => (one.path === signIn?.path ? signIn.body : withoutVersions(one.body))
  let token: number | undefined
  return recorded.map((one, index) => {
    const after = new Set<number>()
    const piecesOf = (text: string, handles: (text: string) => readonly Handle[]): Piece[] => {
      if (!fresh) return [text]
      const pieces: Piece[] = []
      let end = 0
      for (const { at, length, name } of handles(text)) {
        const maker = makers.get(name)
        if (maker === undefined) continue
        after.add(maker)
        pieces.push(text.slice(end, at), { of: maker })
        end = at + length
      }
      return [...pieces, text.slice(end)]
    }
    const path = piecesOf(one.path, handlesInPath)
    const body = piecesOf(bodyOf(one), handlesInBody)
    if (fresh) for (const name of namesIn(one)) after.add(makers.get(name) ?? index)
    const robot = robots.get(passwordIn(one))
    if (robot !== undefined && fresh) after.add(robot)
    const carries = one.path.startsWith('/admin/realms') ? token : undefined
    if (carries !== undefined) after.add(carries)
    if (one.path.endsWith('/openid-connect/token')) token = index
    for (const name of made(one)) makers.set(name, index)
    const role = roles.get(roleRead(one) ?? '')
    if (role !== undefined) makers.set(`uuid ${role}`, index)
    const secret = /^{"secret":"([^"]+)"}$/.exec(one.body)?.[1]
    if (secret !== undefined) robots.set(secret, index)
    after.delete(index)
    return { system: systemOf(one), recorded: one, path, body, after: [...after], token: carries }
  })
}

interface Handle {
  readonly at: number
  readonly length: number
  readonly name: string
}

function handles(text: string, pattern: RegExp, kind: string): readonly Handle[] {
  return [...text.matchAll(pattern)].map((match) => {
    const value = match[1] ?? match[0]
    return {
      at: match.index + match[0].length - value.length,
      length: value.length,
      name: `${kind} ${value}`,
    }
  })
}

function inOrder(all: readonly Handle[]): readonly Handle[] {
  return [...all].sort((a, b) => a.at - b.at)
}

function handlesInPath(path: string): readonly Handle[] {
  return inOrder([
    ...handles(path, uuid, 'uuid'),
    ...handles(path, /^\/api\/v2\.0\/(?:projects)\/(\d+)/g, 'projects'),
    ...handles(path, /ProjectID(?:=|%3D)(\d+)/g, 'projects'),
    ...handles(path, /^\/api\/v2\.0\/robots\/(\d+)/g, 'robots'),
    ...handles(path, /^\/api\/v2\.0\/retentions\/(\d+)/g, 'retentions'),
  ])
}

function handlesInBody(body: string): readonly Handle[] {
  return inOrder([
    ...handles(body, uuid, 'uuid'),
    ...handles(body, /"member_group":{"id":(\d+)/g, 'usergroups'),
    ...handles(body, /"scope":{"level":"project","ref":(\d+)/g, 'projects'),
  ])
}

/** What must be there although no number of it is in the request. */
function namesIn({ path, body }: Recorded): readonly string[] {
  const namespace = /\/namespaces\/([^/?]+)/.exec(path)?.[1]
  const account = /\/namespaces\/[^/]+\/serviceaccounts\/[^/?]+/.exec(path)?.[0]
  const realm = /^\/admin\/realms\/([^/?]+)/.exec(path)?.[1]
  const project =
    path === '/api/v2.0/robots' ? /"kind":"project","namespace":"([^"]+)"/.exec(body)?.[1] : undefined
  return [
    ...(namespace === undefined ? [] : [`namespace ${namespace}`]),
    ...(account === undefined ? [] : [`read ${account}`]),
    ...(realm === undefined ? [] : [`realm ${realm}`]),
    ...(project === undefined ? [] : [`project ${project}`]),
  ]
}

/** What others may name once this request is answered. */
function made({ method, path, body, location }: Recorded): readonly string[] {
  const [bare = ''] = path.split('?')
  const id = location.split('/').at(-1) ?? ''
  if (method === 'PATCH' && /^\/api\/v1\/namespaces\/[^/]+$/.test(bare) && !path.includes('troupe-ledger'))
    return [`namespace ${bare.split('/').at(-1)}`]
  if (method === 'GET' && /\/serviceaccounts\/[^/]+$/.test(bare))
    return [`read ${/\/namespaces.*/.exec(bare)?.[0]}`]
  if (method !== 'POST') return []
  if (bare === '/admin/realms') return [`realm ${/"realm":"([^"]+)"/.exec(body)?.[1]}`]
  if (bare.startsWith('/admin/realms/')) return [`uuid ${id}`]
  if (!bare.startsWith('/api/v2.0/')) return []
  const thing = bare.split('/').at(-1) ?? ''
  const name = /"project_name":"([^"]+)"/.exec(body)?.[1]
  return [`${thing} ${id}`, ...(thing === 'projects' ? [`project ${name}`] : [])]
}

/** Roles tell their ids only when they are read; which one was told, the mapping that followed says. */
function roleIds(recorded: readonly Recorded[]): ReadonlyMap<string, string> {
  const mappings = recorded.filter(({ path }) => path.endsWith('/role-mappings/realm'))
  return new Map(
    mappings
      .flatMap(({ body }) => JSON.parse(body) as { id: string; name: string }[])
      .map(({ id, name }) => [name, id]),
  )
}

function roleRead({ method, path }: Recorded): string | undefined {
  return method === 'GET' ? /^\/admin\/realms\/[^/]+\/roles\/([^/?]+)$/.exec(path)?.[1] : undefined
}

/** Versions and uids of the objects that were there when it was recorded. */
function withoutVersions(body: string): string {
  return body.replaceAll(/"(?:uid|resourceVersion)":"[^"]*",?/g, '').replaceAll(',}', '}')
}

function passwordIn({ headers }: Recorded): string {
  const [, basic = ''] = /^Basic (.*)$/.exec(headers['authorization'] ?? '') ?? []
  return Buffer.from(basic, 'base64').toString().split(':').slice(1).join(':')
}

/** Sends them in their order, as many at once as there is room, none before what it needs. */
export async function send(
  prepared: readonly Prepared[],
  addresses: Servers['addresses'],
): Promise<Omit<Replayed, 'cpu'>> {
  const origins = {
    kubernetes: addresses.kubernetes.url,
    keycloak: addresses.keycloak.url,
    harbor: addresses.harbor.url,
  }
  const answers = prepared.map(() => ending())
  const ids: string[] = []
  const unlike: string[] = []
  const began = performance.now()
  const sendAll = async (system: RecordedSystem) => {
    const pool = new Pool(origins[system], {
      connections: inFlight[system],
      ...(system === 'kubernetes' && { connect: { ca: addresses.kubernetes.ca } }),
    })
    const mine = prepared.flatMap((one, index) => (one.system === system ? [{ one, index }] : []))
    let next = 0
    const work = async () => {
      for (let item = mine[next++]; item; item = mine[next++]) {
        const { one, index } = item
        await Promise.all(one.after.map((other) => answers[other]?.done))
        const text = (pieces: readonly Piece[]) =>
          pieces.map((piece) => (typeof piece === 'string' ? piece : (ids[piece.of] ?? ''))).join('')
        const { method, headers, status } = one.recorded
        const body = text(one.body)
        const answer = await pool.request({
          method: method as 'GET',
          path: text(one.path),
          headers: {
            ...headers,
            ...(system === 'kubernetes' && { authorization: `Bearer ${addresses.kubernetes.token}` }),
            ...(one.token !== undefined && { authorization: `Bearer ${ids[one.token]}` }),
          },
          ...(body !== '' && { body }),
        })
        const said = await answer.body.text()
        ids[index] = handleIn(one.recorded, said, answer.headers['location'])
        if (answer.statusCode !== status)
          unlike.push(
            `${method} ${text(one.path)}: ${answer.statusCode}, not ${status}: ${said.slice(0, 200)}`,
          )
        answers[index]?.end()
      }
    }
    await Promise.all(Array.from({ length: inFlight[system] }, work))
    return pool
  }
  const pools = await Promise.all((['kubernetes', 'keycloak', 'harbor'] as const).map(sendAll))
  const ms = performance.now() - began
  await Promise.all(pools.map((pool) => pool.destroy()))
  return { ms, requests: prepared.length, unlike: unlike.length, examples: unlike.slice(0, 5) }
}

/** The number, id or token that an answer gives to later requests. */
function handleIn(recorded: Recorded, said: string, location: string | string[] | undefined): string {
  const { path } = recorded
  if (roleRead(recorded) !== undefined) return (JSON.parse(said) as { id?: string }).id ?? ''
  if (path.endsWith('/openid-connect/token'))
    return (JSON.parse(said) as { access_token?: string }).access_token ?? ''
  return (
    String(location ?? '')
      .split('/')
      .at(-1) ?? ''
  )
}

function ending(): { readonly done: Promise<void>; readonly end: () => void } {
  let end = () => {}
  const done = new Promise<void>((resolve) => {
    end = resolve
  })
  return { done, end }
}
