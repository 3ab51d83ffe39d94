/** What the API server's statuses mean, and where its words are. reference/istio-kubernetes.md §6.6 */
import { z } from 'zod'
import type { Verdict } from '../../core/error.ts'
import { type Answer, isJson, type Manners, type Request } from '../http/exchange.ts'
import { maybeJson } from '../http/json.ts'

/** Why a request failed, one field or finding each. */
const Cause = z.object({
  reason: z.string().catch(''),
  message: z.string().catch(''),
  field: z.string().catch(''),
})
type Cause = z.infer<typeof Cause>

/** The API server's own form of an error. */
const Status = z.object({
  kind: z.literal('Status'),
  message: z.string().catch(''),
  reason: z.string().catch(''),
  details: z
    .object({
      name: z.string().catch(''),
      kind: z.string().catch(''),
      causes: z.array(Cause).catch([]),
    })
    .catch({ name: '', kind: '', causes: [] }),
})
type Status = z.infer<typeof Status>

/** How the API server says things. */
export const kubernetesManners: Manners = {
  system: 'kubernetes',
  name: 'Kubernetes',
  verdict,
  message,
  help,
}

/** A path of a group or kind that is not installed is answered in plain text. Anything else is a gateway's word. */
export function saysAbsent(answer: Answer): boolean {
  return statusOf(answer) !== undefined || answer.text.startsWith('404 page not found')
}

/** Whether the very object that a deletion named is gone, and another has its name. */
export function isOtherUid(answer: Answer): boolean {
  return answer.status === 409 && /UID in the precondition/.test(answer.text)
}

function statusOf(answer: Answer): Status | undefined {
  return isJson(answer) ? Status.safeParse(maybeJson(answer.text)).data : undefined
}

function verdict(answer: Answer, _request: Request): Verdict {
  const status = statusOf(answer)
  switch (answer.status) {
    case 401:
      return 'unauthorized'
    case 403:
      return verdictOf403(status)
    case 404:
      // An object or its namespace went; a kind that is not installed stays away.
      return status?.details.name ? 'conflict' : 'refused'
    case 409:
      return isFieldConflict(status) ? 'refused' : 'conflict'
    case 410:
      return 'conflict'
    case 422:
      return status?.details.causes.some(({ field }) => field === 'metadata.uid') ? 'conflict' : 'refused'
    case 408:
    case 429:
      return 'retry'
    case 500:
      return isOurMistake(status) ? 'refused' : 'retry'
    default:
      return answer.status > 500 ? 'retry' : 'refused'
  }
}

/** Quotas and policies forbid, too, and no right would help; a namespace on its way out soon is gone. */
function verdictOf403(status: Status | undefined): Verdict {
  if (status?.details.causes.some(({ reason }) => reason === 'NamespaceTerminating')) return 'conflict'
  const said = status?.message ?? ''
  return /exceeded quota|failed quota|denied request|denied the request|violates PodSecurity/.test(said)
    ? 'refused'
    : 'unauthorized'
}

/** Another manager owns the field: asking again without force gets the same answer. */
function isFieldConflict(status: Status | undefined): boolean {
  return status?.details.causes.some(({ reason }) => reason === 'FieldManagerConflict') ?? false
}

/** A mistake in what we apply is answered with 500. reference/istio-kubernetes.md §6.1 */
function isOurMistake(status: Status | undefined): boolean {
  return /^failed to (create typed patch object|convert new object)/.test(status?.message ?? '')
}

/** The server's message, with the causes of a 409 or 422 in a stable order: it gives them in none. */
function message(answer: Answer): string {
  const status = statusOf(answer)
  if (!status) return isJson(answer) ? '' : answer.text.slice(0, 200).replaceAll(/<[^>]*>/g, ' ')
  const { causes, kind, name } = status.details
  const said = isAboutFields(causes)
    ? `${isFieldConflict(status) ? 'others manage fields' : `${kind} "${name}" is invalid`}: ${listed(causes)}`
    : status.message
  return withoutValues(said)
}

function isAboutFields(causes: readonly Cause[]): boolean {
  return causes.length > 0 && causes.every(({ field, message: said }) => field !== '' && said !== '')
}

function listed(causes: readonly Cause[]): string {
  const lines = causes
    .filter(({ field }) => field !== '<nil>')
    .map((cause) => `${cause.field}: ${cause.message}`)
  return [...new Set(lines)].sort().join('; ')
}

/** Some messages hold a whole object, a Secret's data included: `Invalid value: "{…}"`, `value.valueUnstructured{…}`. */
function withoutValues(text: string): string {
  return text.replaceAll(/"\{[\s\S]*\}"/g, '"{…}"').replaceAll(/value\.\w+\{[\s\S]*?\}/g, 'another type')
}

function help(answer: Answer, request: Request): string | undefined {
  const status = statusOf(answer)
  switch (answer.status) {
    case 401:
      return 'The credentials were refused: are they of this cluster, and have they not expired?'
    case 403:
      return verdictOf403(status) === 'unauthorized'
        ? 'A role binding for this account would allow it.'
        : undefined
    case 404:
      return helpFor404(answer, status)
    case 409:
      return isFieldConflict(status) ? 'Adopting the object takes these fields over.' : undefined
    case 500:
      if (!isOurMistake(status)) return undefined
      return request.path.startsWith('/apis/') ? 'Is the installed definition of another version?' : undefined
    default:
      return undefined
  }
}

function helpFor404(answer: Answer, status: Status | undefined): string | undefined {
  if (!saysAbsent(answer)) return 'This is not the API server speaking: is the URL right?'
  return status?.details.name
    ? undefined
    : 'The cluster does not know this kind: is its definition (CRD) installed?'
}
