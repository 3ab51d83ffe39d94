/**
 * `/service/token`: a token says what its bearer may do; the actions asked for don't matter
 * (harbor contract 35-token-service).
 */
import { randomBytes } from 'node:crypto'
import type { Call } from '../wire/call.ts'
import { plainJson, type Reply } from '../wire/reply.ts'
import { SERVICE } from './signer.ts'

/** All that anyone holds; `scanner-pull` is for the robots of a scanner, and there is none. */
const ACTIONS = ['pull', 'push', 'delete']

const plain = (status: number, body: string): Reply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
})

/** 401 only for nobody who asks for nothing: that is how `docker login` fails. */
export async function issueToken(call: Call): Promise<Reply> {
  if (call.method !== 'GET') return plain(405, 'Method Not Allowed\n')
  const service = call.query.get('service') ?? ''
  if (service !== SERVICE) return plain(400, `Unable to handle service: ${service}`)
  const scopes = call.query.getAll('scope').flatMap((scope) => scope.split(' ').filter((one) => one !== ''))
  if (scopes.length === 0 && !call.caller.authenticated) return { status: 401 }
  const { signer, settings } = call.harbor
  const minutes = settings.number('token_expiration')
  const token = await signer.sign(
    {
      ...(call.caller.name === '' ? {} : { sub: call.caller.name }),
      jti: randomBytes(12).toString('base64url'),
      access: scopes.length === 0 ? null : scopes.map((scope) => grant(call, scope)),
    },
    minutes,
  )
  return plainJson({
    token,
    access_token: '',
    expires_in: minutes * 60,
    issued_at: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  })
}

/** `type:name:actions`, where the name may hold colons. */
function grant(call: Call, scope: string): { type: string; name: string; actions: readonly string[] } {
  const [type = '', ...rest] = scope.split(':')
  const asked = rest.length > 1 ? (rest.at(-1) ?? '') : ''
  const name = (rest.length > 1 ? rest.slice(0, -1) : rest).join(':')
  if (type === 'repository') return { type, name, actions: repositoryActions(call, name) }
  if (type === 'registry' && name === 'catalog' && call.caller.admin) {
    return { type, name, actions: asked.split(',') }
  }
  return { type, name, actions: [] }
}

function repositoryActions({ harbor, caller }: Call, name: string): readonly string[] {
  const [projectName = '', ...rest] = name.split('/')
  const project = rest.length > 0 ? harbor.tables.projects.one('name', projectName) : undefined
  if (!project) return []
  return ACTIONS.filter((action) => caller.onProject(project, 'repository', action))
}
