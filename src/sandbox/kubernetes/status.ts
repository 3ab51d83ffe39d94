/** Refusals: the `Status` object that the API answers instead of what was asked for. */
import type { JsonObject } from './object.ts'

/** One cause in `details.causes`. */
export interface Cause extends JsonObject {
  reason?: string
  message: string
  field?: string
}

interface StatusParts {
  readonly code: number
  readonly message: string
  readonly reason?: string | undefined
  readonly details?: JsonObject | undefined
  readonly metadata?: JsonObject
}

/** Thrown anywhere below the router, answered as it stands. */
export class ApiError extends Error {
  readonly code: number
  readonly body: JsonObject
  readonly headers: { readonly [name: string]: string }

  constructor(parts: StatusParts, headers: { readonly [name: string]: string } = {}) {
    super(parts.message)
    this.code = parts.code
    this.headers = headers
    this.body = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: parts.metadata ?? {},
      status: 'Failure',
      message: parts.message,
      ...(parts.reason === undefined ? {} : { reason: parts.reason }),
      ...(parts.details === undefined ? {} : { details: parts.details }),
      code: parts.code,
    }
  }
}

/** Which resource, and which object of it, an error speaks of. */
export interface Subject {
  readonly group: string
  readonly resource: string
  readonly kind: string
  readonly name: string
}

export const qualified = (name: string, group: string): string => (group === '' ? name : `${name}.${group}`)

/** `details` of an error about an object; empty parts are left out. */
function details(name: string, group: string, kind: string, causes?: readonly Cause[]): JsonObject {
  return {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    ...(kind === '' ? {} : { kind }),
    ...(causes === undefined ? {} : { causes }),
  }
}

export const badRequest = (message: string): ApiError =>
  new ApiError({ code: 400, message, reason: 'BadRequest' })

export const unauthorized = (): ApiError =>
  new ApiError({ code: 401, message: 'Unauthorized', reason: 'Unauthorized' })

/** What the server says when it has no such resource: unlike an absent object, it names nothing. */
export const noSuchResource = (): ApiError =>
  new ApiError({
    code: 404,
    message: 'the server could not find the requested resource',
    reason: 'NotFound',
    details: {},
  })

export const methodNotAllowed = (): ApiError =>
  new ApiError({
    code: 405,
    message: 'the server does not allow this method on the requested resource',
    reason: 'MethodNotAllowed',
    details: {},
  })

export const notFound = ({ group, resource, name }: Omit<Subject, 'kind'>): ApiError =>
  new ApiError({
    code: 404,
    message: `${qualified(resource, group)} "${name}" not found`,
    reason: 'NotFound',
    details: details(name, group, resource),
  })

export const alreadyExists = ({ group, resource, name }: Subject): ApiError =>
  new ApiError({
    code: 409,
    message: `${qualified(resource, group)} "${name}" already exists`,
    reason: 'AlreadyExists',
    details: details(name, group, resource),
  })

/** A lost race. Deletion speaks of the kind where other verbs speak of the resource: `named` says which. */
export const conflict = (
  { group, resource, kind, name }: Subject,
  why: string,
  named: 'resource' | 'kind' = 'resource',
): ApiError => {
  const what = named === 'kind' ? kind : resource
  return new ApiError({
    code: 409,
    message: `Operation cannot be fulfilled on ${qualified(what, group)} "${name}": ${why}`,
    reason: 'Conflict',
    details: details(name, group, what),
  })
}

export const modified = (subject: Subject): ApiError =>
  conflict(
    subject,
    'the object has been modified; please apply your changes to the latest version and try again',
  )

export const forbidden = (
  { group, resource, name }: Omit<Subject, 'kind'>,
  why: string,
  extra: { readonly causes?: readonly Cause[]; readonly code?: number; readonly reason?: string } = {},
): ApiError =>
  new ApiError({
    code: extra.code ?? 403,
    message: `${qualified(resource, group)}${name === '' ? '' : ` "${name}"`} is forbidden: ${why}`,
    reason: extra.reason ?? 'Forbidden',
    details: details(name, group, resource, extra.causes),
  })

/** 422 with every problem at once. */
export function invalid(
  subject: { readonly group: string; readonly kind: string; readonly name: string },
  problems: readonly Cause[],
): ApiError {
  // Equal problems are said once in the text, and stay apart among the causes.
  const texts = [...new Set(problems.map(({ field, message }) => `${field}: ${message}`))]
  const [only] = texts
  const list = texts.length === 1 && only !== undefined ? only : `[${texts.join(', ')}]`
  return new ApiError({
    code: 422,
    message: `${qualified(subject.kind, subject.group)} "${subject.name}" is invalid: ${list}`,
    reason: 'Invalid',
    details: details(subject.name, subject.group, subject.kind, problems),
  })
}

/** A mistake that the server reports as its own: 500 without a reason. */
export const internal = (message: string): ApiError => new ApiError({ code: 500, message })

export const unsupportedMediaType = (message: string, empty?: JsonObject): ApiError =>
  new ApiError({ code: 415, message, reason: 'UnsupportedMediaType', details: empty })

export const expired = (message: string, metadata: JsonObject = {}): ApiError =>
  new ApiError({ code: 410, message, reason: 'Expired', metadata })
