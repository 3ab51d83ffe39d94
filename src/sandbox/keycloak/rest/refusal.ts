/** How the server says no: a status and one of the body formats of reference/keycloak.md §10.1. */
import type { JsonObject } from './json.ts'

/** Thrown by behaviours; the router turns it into the answer. */
export class Refusal extends Error {
  readonly status: number
  readonly body: JsonObject

  constructor(status: number, body: JsonObject) {
    super(JSON.stringify(body))
    this.status = status
    this.body = body
  }
}

/** `{"error", "error_description"}`: OAuth endpoints, client validation and uncaught exceptions. */
export function refusal(status: number, error: string, description?: string): Refusal {
  return new Refusal(
    status,
    description === undefined ? { error } : { error, error_description: description },
  )
}

/** `{"errorMessage"}`: what a resource itself refuses. */
export function resourceRefusal(status: number, errorMessage: string, extra: JsonObject = {}): Refusal {
  return new Refusal(status, { ...extra, errorMessage })
}

/** An exception that nobody caught: a null pointer, a value too long for its column. */
export const unknownError = () =>
  refusal(500, 'unknown_error', 'For more on this error consult the server log.')

/** A duplicate that only the database noticed. */
export const duplicate = () => refusal(409, 'conflict', 'Duplicate resource error')

/** The caller may not. */
export const forbidden = () => refusal(403, 'HTTP 403 Forbidden')

/** Nothing there. */
export const notFound = (error = 'HTTP 404 Not Found') => refusal(404, error)
