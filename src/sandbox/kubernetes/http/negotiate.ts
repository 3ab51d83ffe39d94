/** Which of the wanted representations is answered: plain JSON or YAML, a table, metadata only, discovery. */
import { ApiError } from '../status.ts'

/** One way to answer. */
export interface Representation {
  readonly type: 'application/json' | 'application/yaml'
  /** What the object is turned into, e.g. `Table`; '' leaves it as it is. */
  readonly as: string
  readonly version: string
  readonly group: string
}

const PLAIN: Representation = { type: 'application/json', as: '', version: '', group: '' }
const PROTOBUF = 'application/vnd.kubernetes.protobuf'

/**
 * @param accept the `Accept` header
 * @param forms what objects can be turned into here
 * @throws {ApiError} 406 when nothing fits
 */
export function negotiate(accept: string | undefined, forms: readonly string[]): Representation {
  let json = false
  for (const clause of (accept ?? '*/*').split(',')) {
    const [type = '', ...parameters] = clause.split(';').map((part) => part.trim())
    const value = (name: string) =>
      parameters.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
    const as = value('as')
    const isJson = type === 'application/json' || type === '*/*' || type === 'application/*'
    if (as !== '') {
      if (isJson && forms.includes(as))
        return { type: 'application/json', as, version: value('v'), group: value('g') }
      continue
    }
    if (isJson) return PLAIN
    if (type === 'application/yaml') return { ...PLAIN, type: 'application/yaml' }
    // Clients that ask for protobuf read JSON as well.
    if (type === PROTOBUF) json = true
  }
  if (json) return PLAIN
  throw new ApiError({
    code: 406,
    message: `406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, ${PROTOBUF}`,
    reason: 'NotAcceptable',
    details: {},
  })
}
