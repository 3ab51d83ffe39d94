/** Collects what is wrong with an object, in the texts of Kubernetes' field errors. */
import type { JsonValue } from './object.ts'
import type { Cause } from './status.ts'

/** The collector that validation writes to. */
export interface Problems {
  readonly causes: Cause[]
  /** @param shown the value as the server prints it */
  invalid(field: string, shown: JsonValue | undefined, why: string): void
  required(field: string, why?: string): void
  unsupported(field: string, shown: JsonValue, supported: readonly string[]): void
  forbidden(field: string, why: string): void
  tooLong(field: string, bytes: number): void
  duplicate(field: string, shown: JsonValue): void
  /** A problem in a text of its own. */
  add(reason: string, field: string, message: string): void
}

const quoted = (value: JsonValue | undefined): string => (value === undefined ? '""' : JSON.stringify(value))

/** An empty collector. */
export function collectProblems(): Problems {
  const causes: Cause[] = []
  const add = (reason: string, field: string, message: string) => {
    causes.push({ reason, message, field })
  }
  return {
    causes,
    add,
    invalid: (field, shown, why) => {
      add('FieldValueInvalid', field, `Invalid value: ${quoted(shown)}${why === '' ? '' : `: ${why}`}`)
    },
    required: (field, why) => {
      add('FieldValueRequired', field, why === undefined ? 'Required value' : `Required value: ${why}`)
    },
    unsupported: (field, shown, supported) => {
      const choices = supported.map(quoted).join(', ')
      add(
        'FieldValueNotSupported',
        field,
        `Unsupported value: ${quoted(shown)}: supported values: ${choices}`,
      )
    },
    forbidden: (field, why) => {
      add('FieldValueForbidden', field, `Forbidden: ${why}`)
    },
    tooLong: (field, bytes) => {
      add('FieldValueTooLong', field, `Too long: may not be more than ${bytes} bytes`)
    },
    duplicate: (field, shown) => {
      add('FieldValueDuplicate', field, `Duplicate value: ${quoted(shown)}`)
    },
  }
}
