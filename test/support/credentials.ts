/**
 * Every credential that we wrote into a Secret, tried where it is to work. What a Secret is for is read from its data, so
 * that one of a new kind is tried as well, or told as one that nobody can try.
 */
import { Agent, request } from 'undici'
import { kubernetesObjects } from './dump.ts'
import { type Ask, good, reach } from './servers.ts'
import type { Stage } from './stage.ts'

interface Kept {
  /** `namespace/name` of the Secret. */
  readonly place: string
  readonly texts: Readonly<Record<string, string>>
}

interface Door {
  readonly stage: Stage
  readonly agent: Agent
  readonly harbor: Ask
}

/** @returns a line for each credential that is refused, or grants something else than its robot has; no value is in it */
export async function deadCredentials(stage: Stage): Promise<readonly string[]> {
  const servers = await reach(stage)
  const agent = new Agent()
  try {
    const door = { stage, agent, harbor: servers.harbor }
    const tried = (await keptOn(servers.kubernetes, stage.tenancy.platform.name)).map(async (kept) => {
      const complaints = await tryOne(kept, door)
      return complaints.map((line) => `secret ${kept.place}: ${line}`)
    })
    return (await Promise.all(tried)).flat()
  } finally {
    await Promise.all([servers.close(), agent.close()])
  }
}

/** All Secrets with our mark. */
async function keptOn(kubernetes: Ask, platform: string): Promise<readonly Kept[]> {
  const objects = await kubernetesObjects(kubernetes, /^secrets$/)
  return objects.flatMap(({ object: { metadata, data } }) => {
    if (metadata.labels?.['troupe.dev/platform'] !== platform) return []
    const texts = Object.entries((data ?? {}) as Record<string, string>).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64').toString(),
    ])
    return [{ place: `${metadata.namespace}/${metadata.name}`, texts: Object.fromEntries(texts) }]
  })
}

async function tryOne({ texts }: Kept, door: Door): Promise<readonly string[]> {
  const { platform } = door.stage.tenancy
  const { clientId, clientSecret, username, password, '.dockerconfigjson': config } = texts
  if (clientId !== undefined && clientSecret !== undefined)
    return await asClient(clientId, clientSecret, door)
  if (username === undefined || password === undefined) return ['holds nothing that can be tried']
  if (!username.startsWith(platform.harbor.robotPrefix)) return await asPerson(username, password, door)
  const logins = config === undefined ? [] : loginsIn(config)
  const others = logins.filter((login) => login.username !== username || login.password !== password)
  return [
    ...(await asRobot(username, password, door)),
    ...others.map(() => 'its docker configuration holds another login'),
  ]
}

function loginsIn(config: string): readonly { username: string; password: string }[] {
  const { auths } = JSON.parse(config) as { auths: Record<string, { username: string; password: string }> }
  return Object.values(auths)
}

/** A wrong secret is 401; with the right one a code that is none is 400 (keycloak contract 29-code-flow-refusals). */
async function asClient(clientId: string, secret: string, door: Door): Promise<readonly string[]> {
  const fields = { grant_type: 'authorization_code', code: 'nonsense', redirect_uri: 'http://nowhere' }
  const answer = await askForToken({ ...fields, client_id: clientId, client_secret: secret }, door)
  const works = answer.status === 400 && answer.error === 'invalid_grant'
  return works ? [] : [`client ${clientId} is answered ${answer.status} ${answer.error}`]
}

/** First passwords are not temporary, so that the password grant takes them as they are (keycloak contract 21-user-credentials). */
async function asPerson(username: string, password: string, door: Door): Promise<readonly string[]> {
  const answer = await askForToken(
    { grant_type: 'password', client_id: 'admin-cli', username, password },
    door,
  )
  return answer.status === 200 ? [] : [`${username} is answered ${answer.status} ${answer.words}`]
}

async function askForToken(form: Readonly<Record<string, string>>, { stage, agent }: Door) {
  const { url } = stage.servers.keycloak
  const { realm } = stage.tenancy.platform.keycloak
  const answer = await request(`${url}/realms/${realm}/protocol/openid-connect/token`, {
    dispatcher: agent,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  })
  const said = (await answer.body.json()) as { error?: string; error_description?: string }
  return { status: answer.statusCode, error: said.error, words: said.error_description }
}

/**
 * Without a scope a wrong secret is 401, as `docker login` finds out; with one a token tells what the robot may do
 * (harbor contract 35-token-service).
 */
async function asRobot(username: string, password: string, door: Door): Promise<readonly string[]> {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const ask = (more: string) =>
    request(`${door.stage.servers.harbor.url}/service/token?service=harbor-registry${more}`, {
      dispatcher: door.agent,
      headers: { authorization },
    })
  const login = await ask('')
  await login.body.dump()
  if (login.statusCode !== 200) return [`${username} is answered ${login.statusCode}`]
  const [, project] = /\$(.+)\+/.exec(username) ?? []
  if (project === undefined) return []
  const answer = await ask(`&scope=${encodeURIComponent(`repository:${project}/any:pull`)}`)
  const may = actionsOf(((await answer.body.json()) as { token: string }).token)
  const should = await grantedTo(username, project, door)
  return may === should ? [] : [`${username} may ${may} in ${project}, and should ${should}`]
}

function actionsOf(token: string): string {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
  const { access } = JSON.parse(claims) as { access: readonly { actions: readonly string[] }[] | null }
  return (access ?? [])
    .flatMap(({ actions }) => actions)
    .sort()
    .join(', ')
}

/** What the robot's permissions say of repositories. */
async function grantedTo(login: string, project: string, { harbor }: Door): Promise<string> {
  const { project_id: id } = (await good(harbor('GET', `/projects/${project}`))) as { project_id: number }
  const query = encodeURIComponent(`Level=project,ProjectID=${id}`)
  const robots = (await good(harbor('GET', `/robots?q=${query}&page_size=100`))) as readonly {
    readonly name: string
    readonly permissions: readonly { access: readonly { resource: string; action: string }[] }[]
  }[]
  const access = robots
    .filter(({ name }) => name === login)
    .flatMap(({ permissions }) => permissions.flatMap((one) => one.access))
  const actions = access.filter(({ resource }) => resource === 'repository').map(({ action }) => action)
  return actions.sort().join(', ')
}
