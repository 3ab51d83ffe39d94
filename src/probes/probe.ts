/**
 * Tries what the description promises, as everybody that it names. What it leaves behind is nothing: its images lie in a
 * repository of its own in each project and are removed, and it sets a member's role to what it is.
 */
import { z } from 'zod'
import { messageOf } from '../core/error.ts'
import { groupBy } from '../core/group.ts'
import type { Vault } from '../core/kind.ts'
import type { HarborClient } from '../systems/harbor/types.ts'
import { harborClientSecret, registrySecret, robotLogin } from '../tenancy/names.ts'
import { secretNameOf } from '../tenancy/secrets.ts'
import type { Team, Tenancy } from '../tenancy/tenancy.ts'
import { causeOf } from './cause.ts'
import { askGateway, brief, type Seen, withToken } from './gateway.ts'
import type { Cell, Promised, Subject } from './matrix.ts'
import { type Actor, attempt, type Ground, probeRepository } from './project.ts'
import { promises, subjects } from './promise.ts'
import { type Login, push } from './registry.ts'
import { type SignedIn, SignInError, signIn } from './sign-in.ts'
import { basicAuthorization, web as openWeb, type Web } from './web.ts'

export interface Instruments {
  readonly harbor: HarborClient
  readonly vault: Vault
  readonly signal: AbortSignal
  /** Told with each subject that is through. */
  readonly onSubject?: (label: string, done: number, all: number) => void
  /** Every credential that turns up on the way. */
  readonly onSecret: (value: string) => void
  readonly teams?: ReadonlySet<string>
}

/** Somebody, ready to try; or the reason why not. */
interface Ready extends Actor {
  readonly fault?: string
}

/** @returns a cell for each promise, in their order */
export async function probe(tenancy: Tenancy, instruments: Instruments): Promise<readonly Cell[]> {
  const { signal, onSubject, teams } = instruments
  const { keycloak, harbor } = tenancy.platform
  const authorities = [keycloak.ca, harbor.ca].flatMap((one) => (one ? [secretNameOf(one)] : []))
  const ca = await Promise.all(authorities.map((one) => instruments.vault.read(one, signal)))
  const web = openWeb(signal, { verify: harbor.sso.verifyCertificate, ca })
  const grounds = await layOut(tenancy, web, instruments)
  try {
    const wanted = promises(tenancy).filter(
      ({ target }) => !teams || !('team' in target) || teams.has(target.team),
    )
    const bySubject = groupBy(wanted, ({ subject }) => subject.label)
    const cells: Cell[] = []
    let done = 0
    for (const [label, promised] of bySubject) {
      signal.throwIfAborted()
      cells.push(...(await probeSubject(promised, tenancy, { web, grounds, instruments })))
      onSubject?.(label, ++done, bySubject.size)
    }
    return cells
  } finally {
    await cleanUp(grounds, instruments.harbor)
    await web.close()
  }
}

type GroundByTeam = ReadonlyMap<string, Omit<Ground, 'tag'>>

async function probeSubject(
  promised: readonly Promised[],
  tenancy: Tenancy,
  { web, grounds, instruments }: { web: Web; grounds: GroundByTeam; instruments: Instruments },
): Promise<readonly Cell[]> {
  const subject = promised[0]?.subject
  if (!subject) return []
  const ready = await makeReady(subject, tenancy, web, instruments)
  const cells: Cell[] = []
  for (const one of promised) {
    instruments.signal.throwIfAborted()
    const seen: Seen =
      ready.fault === undefined
        ? await tryOne(one, ready, tenancy, { web, grounds })
        : { observed: undefined, answer: ready.fault }
    const cause = causeOf(one, seen, ready.person, tenancy)
    cells.push({ ...one, observed: seen.observed, ...(cause !== undefined && { cause }) })
  }
  return cells
}

async function tryOne(
  { subject, target }: Promised,
  ready: Ready,
  tenancy: Tenancy,
  { web, grounds }: { web: Web; grounds: GroundByTeam },
): Promise<Seen> {
  const token = ready.person ? { token: ready.person.token } : {}
  if (target.type === 'project') {
    const ground = grounds.get(target.team)
    return ground
      ? await attempt(target.deed, ready, { ...ground, tag: tagOf(subject) })
      : { observed: undefined, answer: 'the project could not be looked at' }
  }
  if (target.type === 'gateway') {
    const basic = ready.login && basicAuthorization(ready.login)
    return await askGateway(target.name, tenancy.platform, web, { ...token, ...(basic && { basic }) })
  }
  // Whether the app itself answers is its own affair: the mesh lets a request through, or it does not.
  const { protocol, port } = new URL(tenancy.platform.harbor.url)
  const answer = await web.ask(
    `${protocol}//${target.host}${port && `:${port}`}${target.path}`,
    withToken(token),
  )
  const unrouted = answer.status === 404 && answer.headers['x-envoy-upstream-service-time'] === undefined
  return {
    observed: unrouted ? undefined : answer.status !== 401 && answer.status !== 403,
    answer: brief(answer),
  }
}

/** Signs a person in, reads a robot's credential. */
async function makeReady(
  subject: Subject,
  tenancy: Tenancy,
  web: Web,
  instruments: Instruments,
): Promise<Ready> {
  if (subject.type === 'anonymous') return {}
  const { vault, signal, onSecret } = instruments
  try {
    const password = await vault.read(subject.password, signal)
    if (subject.type === 'robot') return { login: { username: subject.login, password } }
    const clientSecret = await vault.read(harborClientSecret(tenancy.platform), signal)
    const person: SignedIn = await signIn(subject, tenancy.platform, { web, password, clientSecret })
    onSecret(person.cliSecret)
    onSecret(person.token)
    return { person, login: { username: person.username, password: person.cliSecret } }
  } catch (error) {
    if (signal.aborted) throw error
    const word = error instanceof SignInError ? 'cannot sign in' : 'cannot be tried'
    return { fault: `${subject.label} ${word}: ${messageOf(error)}` }
  }
}

/** For each team an image with a tag for everybody who may try to delete one, and a member to change. */
async function layOut(tenancy: Tenancy, web: Web, instruments: Instruments): Promise<GroundByTeam> {
  const { harbor, signal, teams } = instruments
  const tags = ['seed', ...subjects(tenancy).map(tagOf)]
  const grounds = new Map<string, Omit<Ground, 'tag'>>()
  for (const team of tenancy.teams) {
    if (teams && !teams.has(team.name)) continue
    const { project } = team.registry
    const noImage = await seed(team, tags, tenancy, web, instruments)
    const member = await someMember(project, harbor, signal)
    grounds.set(team.name, {
      web,
      url: tenancy.platform.harbor.url,
      project,
      member,
      ...(noImage !== undefined && { noImage }),
    })
  }
  return grounds
}

/** @returns why there is no image */
async function seed(
  team: Team,
  tags: readonly string[],
  { platform }: Tenancy,
  web: Web,
  { vault, signal }: Instruments,
): Promise<string | undefined> {
  try {
    const login: Login = {
      username: robotLogin(platform, team, 'push'),
      password: await vault.read(registrySecret(team, 'push'), signal),
    }
    for (const tag of tags) {
      const answer = await push(
        web,
        platform.harbor.url,
        `${team.registry.project}/${probeRepository}`,
        tag,
        login,
      )
      if (answer.status !== 201)
        return `${login.username} could not push an image to try with: ${brief(answer)}`
    }
    return undefined
  } catch (error) {
    if (signal.aborted) throw error
    return `no image could be pushed to try with: ${messageOf(error)}`
  }
}

const Member = z.object({
  id: z.number(),
  project_id: z.number(),
  role_id: z.number(),
  entity_type: z.string(),
})

async function someMember(
  project: string,
  harbor: HarborClient,
  signal: AbortSignal,
): Promise<Ground['member']> {
  const found = await harbor.get(
    'robot',
    `/projects/${project}`,
    {},
    z.object({ project_id: z.number() }),
    signal,
  )
  if (!found) return undefined
  const members = await harbor.list('robot', `/projects/${found.project_id}/members`, {}, Member, signal)
  // A person's role does as well: it is set to what it is.
  const group = members.find(({ entity_type }) => entity_type === 'g') ?? members[0]
  return group && { id: String(group.id), role: group.role_id, project: String(group.project_id) }
}

/** Also after an abort: a signal of its own, and as much time as a few requests take. */
async function cleanUp(grounds: GroundByTeam, harbor: HarborClient): Promise<void> {
  const signal = AbortSignal.timeout(10_000)
  const projects = [...grounds.values()].map(({ project }) => project)
  await Promise.all(
    projects.map((project) =>
      harbor.delete('robot', `/projects/${project}/repositories/${probeRepository}`, signal),
    ),
  )
}

/** A tag of the subject's own: what a tag may hold, and no two alike. */
function tagOf({ label }: Subject): string {
  return label.replaceAll(/[^A-Za-z0-9_.-]/g, '-').replace(/^[.-]+/, '')
}
