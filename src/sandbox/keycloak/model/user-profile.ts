/** The user profile: which attributes a user may have, and what their values must look like. */
import type { Json, JsonObject } from '../rest/json.ts'
import { Refusal, resourceRefusal } from '../rest/refusal.ts'
import { isObject } from '../rest/shape.ts'
import type { TextLists } from './rows.ts'

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
  /** Whether an administrator must give it, and a user at a sign-in. */
  readonly required: { readonly admin: boolean; readonly user: boolean }
}

/** The attributes that a profile declares, in order. */
export function declaredIn(profile: JsonObject): readonly Declared[] {
  const attributes = profile['attributes']
  if (!Array.isArray(attributes)) return []
  return attributes.filter(isObject).map((attribute) => ({
    name: `${attribute['name']}`,
    validations: isObject(attribute['validations']) ? attribute['validations'] : {},
    required: requiredOf(attribute['required']),
  }))
}

/** Without roles and scopes, of everyone; with scopes, only where these are asked for, which no profile is checked by here. */
function requiredOf(required: Json | undefined): Declared['required'] {
  if (!isObject(required)) return { admin: false, user: false }
  const [roles, scopes] = [namesIn(required['roles']), namesIn(required['scopes'])]
  if (roles.length === 0) return { admin: scopes.length === 0, user: scopes.length === 0 }
  return { admin: roles.includes('admin'), user: roles.includes('user') }
}

const namesIn = (value: Json | undefined) => (Array.isArray(value) ? value.map(String) : [])

/** Whether attributes that the profile does not declare are kept when an admin writes them. */
export function keepsUnmanaged(profile: JsonObject): boolean {
  const policy = profile['unmanagedAttributePolicy']
  return policy === 'ENABLED' || policy === 'ADMIN_EDIT'
}

/** A profile as it is kept: defaults filled in. @throws Refusal 400 that names all that is wrong with it */
export function normalizedProfile(sent: JsonObject): JsonObject {
  const declared = Array.isArray(sent['attributes']) ? sent['attributes'].filter(isObject) : []
  const problems = profileProblems(sent, declared)
  if (problems.length > 0) throw resourceRefusal(400, `[${problems.join(', ')}]`)
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

/** org.keycloak.userprofile.config.UPConfigUtils#validate */
function profileProblems(sent: JsonObject, declared: readonly JsonObject[]): readonly string[] {
  const groups = Array.isArray(sent['groups']) ? sent['groups'].filter(isObject) : []
  const groupNames = groups.map(({ name }) => `${name ?? ''}`)
  const names = declared.map(({ name }) => `${name ?? ''}`)
  return [
    ...declared.flatMap((attribute, at) => [
      ...nameProblems(names[at] ?? '', names.slice(0, at)),
      ...attributeProblems(attribute, groupNames),
    ]),
    ...['username', 'email']
      .filter((name) => !names.includes(name))
      .map((name) => `The attribute '${name}' can not be removed`),
    ...groupNames.flatMap((name, at) => {
      if (name.trim() === '') return ['Name is mandatory for groups']
      return groupNames.indexOf(name) < at ? [`Duplicate group '${name}'`] : []
    }),
  ]
}

function nameProblems(name: string, before: readonly string[]): readonly string[] {
  if (name.trim() === '') return [`Attribute configuration without 'name' is not allowed`]
  if (before.includes(name)) return [`Duplicate attribute configuration with 'name':'${name}'`]
  if (/^[\w.-]+$/.test(name)) return []
  return [
    `Invalid attribute name (only letters, numbers and '.' '_' '-' special characters allowed): ${name}`,
  ]
}

const ROLES = ['admin', 'user']

function attributeProblems(attribute: JsonObject, groups: readonly string[]): readonly string[] {
  const { name, validations, permissions, required, group } = attribute
  const rolesIn = (place: Json | undefined, key: string, called: string) =>
    namesIn(isObject(place) ? place[key] : undefined)
      .filter((role) => !ROLES.includes(role))
      .map((role) => `'${called}' configuration for attribute '${name}' contains unsupported role '${role}'`)
  return [
    ...Object.keys(isObject(validations) ? validations : {})
      .filter((rule) => !Object.hasOwn(RULES, rule))
      .map((rule) => `Validator '${rule}' defined for attribute '${name}' doesn't exist`),
    ...rolesIn(permissions, 'view', 'permissions.view'),
    ...rolesIn(permissions, 'edit', 'permissions.edit'),
    ...rolesIn(required, 'roles', 'required.roles'),
    ...(typeof group === 'string' && !groups.includes(group)
      ? [`Attribute '${name}' references unknown group '${group}'`]
      : []),
  ]
}

const withoutNull = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null))

/** @throws Refusal 400 that names the field and the rule; of several, a list of such */
export function validate(declared: readonly Declared[], values: TextLists): void {
  const problems = declared.flatMap((attribute) => problemsOf(attribute, values[attribute.name] ?? []))
  const [first, ...others] = problems
  if (first && others.length === 0) throw new Refusal(400, first)
  if (first) throw new Refusal(400, { errors: problems })
}

function problemsOf(
  { name, validations, required }: Declared,
  values: readonly string[],
): readonly JsonObject[] {
  const given = values.filter((item) => item !== '')
  const told = ([errorMessage, ...params]: Problem) => ({
    field: name,
    errorMessage,
    params: [name, ...params],
  })
  if (given.length === 0) return required.admin ? [told(['error-user-attribute-required'])] : []
  return given.flatMap((value) =>
    Object.entries(validations).flatMap(([rule, config]) => {
      const problem = RULES[rule]?.(value, isObject(config) ? config : {}, name)
      return problem ? [told(problem)] : []
    }),
  )
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
  integer: (value, config) =>
    /^-?\d+$/.test(value) ? rangeProblem(Number(value), config) : ['error-invalid-number', value],
  double: (value, config) =>
    /^-?\d+(\.\d+)?$/.test(value) ? rangeProblem(Number(value), config) : ['error-invalid-number', value],
  uri: (value) => (URL.canParse(value) ? undefined : ['error-invalid-uri', value]),
  'iso-date': (value) =>
    /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
      ? undefined
      : ['error-invalid-date', value],
  // How many values there are, and how a name looks, is not judged here.
  multivalued: () => undefined,
  'local-date': () => undefined,
  'up-username-not-idn-homograph': () => undefined,
}

function rangeProblem(number: number, config: JsonObject): Problem | undefined {
  const [min, max] = [numberOf(config['min']), numberOf(config['max'])]
  if (number >= (min ?? Number.NEGATIVE_INFINITY) && number <= (max ?? Number.POSITIVE_INFINITY))
    return undefined
  const limits = [min ?? null, max ?? null] as const
  if (min !== undefined && max !== undefined) return ['error-number-out-of-range', ...limits]
  return [
    max === undefined ? 'error-number-out-of-range-too-small' : 'error-number-out-of-range-too-big',
    ...limits,
  ]
}
