/** What Keycloak's statuses mean, and where its words are. reference/keycloak.md §10 */
import type { Verdict } from '../../core/error.ts'
import { type Answer, isJson, isRead, type Manners, type Request } from '../http/exchange.ts'
import { maybeJson, textIn } from '../http/json.ts'

/** Faults of the database that older servers report as 400 (keycloak/keycloak#25993). */
const databaseFault = /OptimisticLock|deadlock|could not execute|LockAcquisition/i
/** Two at once made the same realm. */
const creationRace = /Database operation failed/

/** How Keycloak says things. */
export const keycloakManners: Manners = {
  system: 'keycloak',
  name: 'Keycloak',
  verdict,
  message,
  help,
}

/**
 * A path that the server does not know has the same status as a thing that is not there, and so has a gateway without
 * a route: only Keycloak's own words are believed (reference/keycloak.md §1.4).
 */
export function saysAbsent(answer: Answer): boolean {
  const said = textIn(maybeJson(answer.text), 'errorMessage', 'error')
  return isJson(answer) && said !== '' && !isUnknownPath(answer)
}

function isUnknownPath(answer: Answer): boolean {
  return message(answer).includes('Unable to find matching target resource method')
}

function verdict(answer: Answer, request: Request, attempt: number): Verdict {
  switch (answer.status) {
    case 401:
    case 403:
      return 'unauthorized'
    case 404:
      return saysAbsent(answer) ? 'conflict' : 'refused'
    case 408:
    case 429:
      return 'retry'
    case 409:
      return isRace(answer, request) && attempt === 1 ? 'retry' : 'conflict'
    case 400:
      return faultIn400(answer)
    default:
      return answer.status >= 500 ? 'retry' : 'refused'
  }
}

/** Writers of one object at once get this 409, and so does a name that is taken: asking once more tells which. */
function isRace(answer: Answer, request: Request): boolean {
  const error = textIn(maybeJson(answer.text), 'error')
  return request.method === 'PUT' && (error === 'conflict' || error === 'unknown_error')
}

function faultIn400(answer: Answer): Verdict {
  if (creationRace.test(answer.text)) return 'conflict'
  return databaseFault.test(answer.text) ? 'retry' : 'refused'
}

/** Resources use `errorMessage` (with details), everything else the words of OAuth. */
function message(answer: Answer): string {
  const body = maybeJson(answer.text)
  const error = textIn(body, 'errorMessage', 'error')
  const description = textIn(body, 'error_description')
  return [error, description === error ? '' : description].filter((text) => text !== '').join(': ')
}

function help(answer: Answer, request: Request): string | undefined {
  switch (answer.status) {
    case 401:
      return 'The token was refused, and so was a new one: is the account or its client disabled?'
    case 403:
      return `The account lacks a role of realm-management for it: ${roleFor(request)}.`
    case 404:
      if (isUnknownPath(answer)) return 'Does the URL lack the base path, e.g. /auth for Keycloak before 17?'
      return saysAbsent(answer) ? undefined : 'This is not Keycloak speaking: is the URL right?'
    case 409:
      return /exists/.test(message(answer)) ? undefined : 'Somebody else writes it, or the name is taken.'
    default:
      return undefined
  }
}

/** reference/keycloak.md §1.3 */
const roles: readonly (readonly [RegExp, string, string])[] = [
  [/^\/[^/]+\/identity-provider/, 'view-identity-providers', 'manage-identity-providers'],
  [/^\/[^/]+\/(clients|client-scopes|default-[a-z]+-client-scopes)/, 'view-clients', 'manage-clients'],
  [/^\/[^/]+\/(groups|users|group-by-path)/, 'view-users', 'manage-users'],
  [/^\/[^/]+\/(admin-events|events)/, 'view-events', 'manage-events'],
  [/^\/[^/]+/, 'view-realm', 'manage-realm'],
]

function roleFor(request: Request): string {
  const path = request.path.replace(/^\/admin\/realms/, '')
  if (path === '' || path === '/') return 'create-realm (a role of the master realm)'
  const found = roles.find(([pattern]) => pattern.test(path))
  return (isRead(request) ? found?.[1] : found?.[2]) ?? 'realm-admin'
}
