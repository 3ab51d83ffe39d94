/** What Harbor's statuses mean, and where its words are. reference/harbor.md §1.4 */
import { z } from 'zod'
import type { Verdict } from '../../core/error.ts'
import { type Answer, isJson, isRead, type Manners, type Request } from '../http/exchange.ts'
import { maybeJson } from '../http/json.ts'

/** Body codes are not to be relied on: a wrapped error says UNKNOWN with a status of 409. */
const Errors = z.object({ errors: z.array(z.object({ message: z.string().catch('') })) })

/** How Harbor says things. */
export const harborManners: Manners = { system: 'harbor', name: 'Harbor', verdict, message, help }

/**
 * A gateway without a route says 404, too: only Harbor's own is believed. It has a JSON content type, also to HEAD, and its
 * errors in a list, which gateways that speak JSON have not.
 */
export function saysAbsent(answer: Answer): boolean {
  return isJson(answer) && (answer.text === '' || Errors.safeParse(maybeJson(answer.text)).success)
}

function verdict(answer: Answer, request: Request): Verdict {
  switch (answer.status) {
    case 401:
      return 'unauthorized'
    case 403:
      return isForbidden(answer) ? 'unauthorized' : 'refused'
    case 404:
      return saysAbsent(answer) ? 'conflict' : 'refused'
    case 408:
    case 429:
      return 'retry'
    case 409:
      return 'conflict'
    case 500:
      return isCreationRace(request) ? 'conflict' : 'retry'
    default:
      return answer.status > 500 ? 'retry' : 'refused'
  }
}

/** Other 403 are about the request, not about rights: read-only mode, CSRF, local users in OIDC mode. */
function isForbidden(answer: Answer): boolean {
  const said = message(answer)
  return !/read only mode|CSRF|not allowed under|cannot be deleted|permission scope is invalid/i.test(said)
}

/** Two at once that make the same user group, also as a member: 201, 409, and now and then 500. reference/harbor.md §9.1 */
function isCreationRace({ method, path }: Request): boolean {
  return method === 'POST' && /\/(usergroups|members)$/.test(path)
}

function message(answer: Answer): string {
  const errors = Errors.safeParse(maybeJson(answer.text))
  if (!errors.success) return isJson(answer) ? '' : answer.text.slice(0, 200).replaceAll(/<[^>]*>/g, ' ')
  return errors.data.errors.map((error) => error.message).join('; ')
}

function help(answer: Answer, request: Request): string | undefined {
  const said = message(answer)
  switch (answer.status) {
    case 401:
      return 'Are the user name and the password (or the robot’s secret) right, and has the robot not expired?'
    case 403:
      if (/read only mode/i.test(said))
        return 'An administrator can end the read-only mode in the configuration.'
      if (/CSRF/.test(said)) return 'Something between here and Harbor adds a cookie; take it away.'
      return isForbidden(answer) ? 'The account lacks this right.' : undefined
    case 404:
      return saysAbsent(answer) ? undefined : 'This is not Harbor speaking: is the URL right?'
    case 412:
      return /repositories/.test(said) ? 'Delete its repositories first.' : undefined
    case 500:
      return isRead(request) ? undefined : needOfJobs(request)
    default:
      return undefined
  }
}

/** reference/harbor.md §8.9 */
function needOfJobs({ path, body }: Request): string | undefined {
  const scheduled = /\/(retentions|system\/(gc|scanAll|purgeaudit)|replication)/.test(path)
  const proxied = /\/projects$/.test(path) && body?.includes('"registry_id"')
  return scheduled || proxied ? 'This needs Harbor’s job service: is it running and healthy?' : undefined
}
