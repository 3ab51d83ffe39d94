/** Who may on `/v2`, and with which challenge the others are sent away (src/server/middleware/v2auth/auth.go). */
import type { Project } from '../state/rows.ts'
import { type Call, header } from '../wire/call.ts'
import { badRequest, Refusal } from '../wire/refusal.ts'
import { SERVICE } from './signer.ts'

/** What each answer of the registry says it is. */
export const API_VERSION = { 'docker-distribution-api-version': 'registry/2.0' } as const

/** Always 401, whatever is wrong; the message comes twice. */
export function unauthorizedAt(challenge: string, message: string): Refusal {
  return new Refusal('UNAUTHORIZED', `${message}: ${message}`, {
    headers: { ...API_VERSION, 'www-authenticate': challenge },
  })
}

/** Those who came with credentials are asked for others; those without are shown to the token service. */
function challengeFor(call: Call, scopes: readonly string[]): string {
  if (header(call, 'authorization') !== '') return 'Basic realm="harbor"'
  const scope = scopes.length > 0 ? `,scope="${scopes.join(' ')}"` : ''
  return `Bearer realm="${call.origin}/service/token",service="${SERVICE}"${scope}`
}

/** What a method does to a repository. */
export function actionOf(method: string): 'pull' | 'push' | 'delete' {
  if (method === 'GET' || method === 'HEAD') return 'pull'
  return method === 'DELETE' ? 'delete' : 'push'
}

const scopeOf = (repository: string, action: string) =>
  `repository:${repository}:${action === 'push' ? 'pull,push' : action}`

/** @throws `Refusal` 401 at the door */
export function requireEntry(call: Call): void {
  if (!call.caller.authenticated) throw unauthorizedAt(challengeFor(call, []), 'unauthorized')
}

/** @throws `Refusal` 401 */
export function requireCatalog(call: Call): void {
  if (call.caller.onSystem('catalog', 'read')) return
  throw unauthorizedAt('Basic realm="harbor"', 'unauthorized to list catalog')
}

/** The project in front of the repository's name. @throws `Refusal` 400 without one */
export function projectName(repository: string): string {
  const at = repository.indexOf('/')
  if (at < 1) throw badRequest(`bad request: invalid repository name: ${repository}`)
  return repository.slice(0, at)
}

/**
 * The project, if the caller may do that to the repository.
 * @param from a second repository that is only read, as a mount does
 * @throws `Refusal` 401
 */
export function requireRepository(call: Call, repository: string, from?: string): Project {
  const name = projectName(repository)
  const action = actionOf(call.method)
  const scopes = [scopeOf(repository, action), ...(from === undefined ? [] : [scopeOf(from, 'pull')])]
  if (header(call, 'authorization') === '' && action === 'pull' && call.caller.kind === 'anonymous') {
    throw unauthorizedAt(challengeFor(call, scopes), 'authorize header needed to send HEAD to repository')
  }
  const project = permitted(call, name, repository, action, scopes)
  if (from !== undefined) permitted(call, projectName(from), from, 'pull', scopes)
  return project
}

function permitted(
  call: Call,
  name: string,
  repository: string,
  action: string,
  scopes: readonly string[],
): Project {
  const project = call.harbor.tables.projects.one('name', name)
  if (!project) throw unauthorizedAt('', `project ${name} not found`)
  if (call.caller.onProject(project, 'repository', action)) return project
  throw unauthorizedAt(
    challengeFor(call, scopes),
    `unauthorized to access repository: ${repository}, action: ${action}`,
  )
}
