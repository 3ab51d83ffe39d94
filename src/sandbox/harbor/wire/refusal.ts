/** What Harbor says when it does not do what was asked: its error envelope, codes and default texts. */

/** The HTTP status behind each code of the envelope (goharbor/harbor src/lib/http/error.go). */
const STATUS = {
  BAD_REQUEST: 400,
  DIGEST_INVALID: 400,
  MANIFEST_INVALID: 400,
  UNSUPPORTED: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  DENIED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  PRECONDITION: 412,
  PROJECTPOLICYVIOLATION: 412,
  REQUEST_ENTITY_TOO_LARGE: 413,
  UNPROCESSABLE_ENTITY: 422,
  UNKNOWN: 500,
} as const

/** A code of the error envelope. */
export type RefusalCode = keyof typeof STATUS

/** Thrown by whatever can't go on; becomes the answer. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(
    code: string,
    message: string,
    options: { status?: number; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message)
    this.code = code
    this.status = options.status ?? STATUS[code as RefusalCode] ?? 500
    this.headers = options.headers ?? {}
  }
}

/** The envelope around one error. */
export function envelope(code: string, message: string): string {
  return `${JSON.stringify({ errors: [{ code, message }] })}\n`
}

export const badRequest = (message: string) => new Refusal('BAD_REQUEST', message)
export const unauthorized = (message = 'unauthorized') => new Refusal('UNAUTHORIZED', message)
export const forbidden = (message = 'forbidden') => new Refusal('FORBIDDEN', message)
export const denied = (message: string) => new Refusal('DENIED', message)
export const notFound = (message: string) => new Refusal('NOT_FOUND', message)
export const conflict = (message: string) => new Refusal('CONFLICT', message)
export const precondition = (message: string) => new Refusal('PRECONDITION', message)
/** Whatever the real server did not foresee: it says no more than this. */
export const internal = () => new Refusal('UNKNOWN', 'internal server error')
/** What the API's description (swagger) refuses before any handler runs. */
export const invalid = (message: string) =>
  new Refusal('UNPROCESSABLE_ENTITY', `validation failure list:\n${message}`)
