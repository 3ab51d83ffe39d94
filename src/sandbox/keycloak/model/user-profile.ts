/** The user profile: which attributes a user may have, and what their values must look like. */
import type { Json, JsonObject } from '../rest/json.ts'
import { resourceRefusal } from '../rest/refusal.ts'
import { isObject } from '../rest/shape.ts'

const everyone = { view: ['admin', 'user'], edit: ['admin', 'user'] }
const person = (name: string, validations: JsonObject): JsonObject => ({
  name,
  displayName: `\${${name}}`,
  validations,
  required: { roles: ['user'] },
  permissions: everyone,
  multivalued: false,
})

/** The profile of a new realm (contract 22-user-profile). */
export const DEFAULT_PROFILE: JsonObject = {
  attributes: [
    {
      name: 'username',
      displayName: '$' + '{username}',
      validations: {
        length: { min: 3, max: 255 },
        'username-prohibited-characters': {},
        'up-username-not-idn-homograph': {},
      },
      permissions: everyone,
      multivalued: false,
    },
    person('email', { email: {}, length: { max: 255 } }),
    person('firstName', { length: { max: 255 }, 'person-name-prohibited-characters': {} }),
    person('lastName', { length: { max: 255 }, 'person-name-prohibited-characters': {} }),
  ],
  groups: [
    {
      name: 'user-metadata',
      displayHeader: 'User metadata',
      displayDescription: 'Attributes, which refer to user metadata',
    },
  ],
}

/** The profile of master, where an account needs no more than a name: the bootstrap admin has none. */
export const MASTER_PROFILE: JsonObject = {
  ...DEFAULT_PROFILE,
  attributes: [DEFAULT_PROFILE['attributes']].flat().flatMap((attribute) => {
    if (!isObject(attribute)) return []
    const { required: _required, ...relaxed } = attribute
    return [relaxed]
  }),
}

/** An attribute that a profile declares. */
export interface Declared {
  readonly name: string
  readonly validations: JsonObject
  readonly required: boolean
}

/** The attributes that a profile declares, in order. */
export function declaredIn(profile: JsonObject): readonly Declared[] {
  const attributes = profile['attributes']
  if (!Array.isArray(attributes)) return []
  return attributes.filter(isObject).map((attribute) => ({
    name: `${attribute['name']}`,
    validations: isObject(attribute['validations']) ? attribute['validations'] : {},
    required: isObject(attribute['required']),
  }))
}

/** Whether attributes that the profile does not declare are kept when an admin writes them. */
export function keepsUnmanaged(profile: JsonObject): boolean {
  const policy = profile['unmanagedAttributePolicy']
  return policy === 'ENABLED' || policy === 'ADMIN_EDIT'
}

/** A profile as it is kept: defaults filled in. @throws Refusal when a field that cannot go is missing */
export function normalizedProfile(sent: JsonObject): JsonObject {
  const declared = Array.isArray(sent['attributes']) ? sent['attributes'].filter(isObject) : []
  for (const name of ['username', 'email']) {
    if (!declared.some((attribute) => attribute['name'] === name)) {
      throw resourceRefusal(400, `[The attribute '${name}' can not be removed]`)
    }
  }
  const attributes = declared.map((attribute) => ({
    ...withoutNull(attribute),
    multivalued: attribute['multivalued'] === true,
  }))
  const policy = sent['unmanagedAttributePolicy']
  return {
    attributes,
    groups: sent['groups'] ?? [],
    ...(typeof policy === 'string' ? { unmanagedAttributePolicy: policy } : {}),
  }
}

const withoutNull = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null))

/** Checks one attribute's values. @throws Refusal 400 that names the field and the rule */
export function validate({ name, validations }: Declared, values: readonly string[]): void {
  for (const value of values.filter((item) => item !== '')) {
    for (const [rule, config] of Object.entries(validations)) {
      const problem = RULES[rule]?.(value, isObject(config) ? config : {}, name)
      if (problem) {
        const [errorMessage, ...params] = problem
        throw resourceRefusal(400, errorMessage, { field: name, params: [name, ...params] })
      }
    }
  }
}

type Problem = readonly [message: string, ...params: Json[]]
type Rule = (value: string, config: JsonObject, name: string) => Problem | undefined

const numberOf = (value: Json | undefined) =>
  value === undefined || value === null || value === '' ? undefined : Number(value)

const RULES: Readonly<Record<string, Rule>> = {
  length(value, config) {
    const min = numberOf(config['min'])
    const max = numberOf(config['max'])
    if (value.length >= (min ?? 0) && value.length <= (max ?? Number.POSITIVE_INFINITY)) return undefined
    const limits = [min ?? null, max ?? null] as const
    if (min !== undefined && max !== undefined) return ['error-invalid-length', ...limits]
    return [max === undefined ? 'error-invalid-length-too-short' : 'error-invalid-length-too-long', ...limits]
  },
  email: (value) => (/^[^\s@<>]+@[^\s@<>]+$/.test(value) ? undefined : ['error-invalid-email', value]),
  'username-prohibited-characters': (value) =>
    /[<>&"'\s$%!#?§,;:*~/\\|^=[\]{}()`]/.test(value) ? ['error-username-invalid-character'] : undefined,
  'person-name-prohibited-characters': (value) =>
    /[<>&"$%!#?§;*~/\\|^=[\]{}()]/.test(value) ? ['error-person-name-invalid-character'] : undefined,
  pattern(value, config) {
    const pattern = new RegExp(`^(?:${config['pattern'] ?? '.*'})$`, 'u')
    return pattern.test(value) ? undefined : [`${config['error-message'] ?? 'error-pattern-no-match'}`]
  },
  options(value, config) {
    const options = config['options']
    return Array.isArray(options) && !options.includes(value) ? ['error-invalid-value', value] : undefined
  },
  integer: (value) => (/^-?\d+$/.test(value) ? undefined : ['error-invalid-number', value]),
}
