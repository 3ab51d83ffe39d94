/** A structural schema with rules, as far as Istio's CRDs use one, and the API server's words for what breaks it. */

/** What a rule found: true is fine, false is broken, a text is an error of evaluating it. */
export type RuleResult = boolean | string

/** An `x-kubernetes-validations` rule. */
export interface Rule {
  readonly holds: (value: never) => RuleResult
  readonly message: string
}

/** The form of a value. */
export type Shape =
  | {
      readonly type: 'string'
      readonly values?: readonly string[]
      readonly least?: number
      readonly most?: number
      readonly pattern?: string
      readonly rules?: readonly Rule[]
    }
  | { readonly type: 'integer' | 'number' | 'boolean'; readonly rules?: readonly Rule[] }
  | {
      readonly type: 'array'
      readonly of: Shape
      readonly least?: number
      readonly most?: number
      readonly rules?: readonly Rule[]
    }
  | { readonly type: 'map'; readonly of: Shape; readonly rules?: readonly Rule[] }
  | ObjectShape
  | { readonly type: 'open' }

/** An object with known fields. */
export interface ObjectShape {
  readonly type: 'object'
  readonly fields: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  /** At most one of these fields. */
  readonly oneOf?: readonly string[]
  readonly rules?: readonly Rule[]
}

/** A text. */
export const text: Shape = { type: 'string' }
/** A text that is not empty. */
export const filled: Shape = { type: 'string', least: 1 }
/** A whole number. */
export const integer: Shape = { type: 'integer' }
/** A truth value. */
export const flag: Shape = { type: 'boolean' }
/** What is not looked into. */
export const open: Shape = { type: 'open' }
/** A list. */
export const list = (of: Shape, most?: number): Shape => ({ type: 'array', of, ...(most ? { most } : {}) })
/** Texts by name. */
export const texts: Shape = { type: 'map', of: text }
/** One of some words. */
export const oneOf = (...values: string[]): Shape => ({ type: 'string', values })
/** An object; `required` fields may be missing nowhere. */
export const object = (
  fields: Readonly<Record<string, Shape>>,
  more: Omit<ObjectShape, 'type' | 'fields'> = {},
): ObjectShape => ({ type: 'object', fields, ...more })

/** A rule. */
export function rule<Value>(message: string, holds: (value: Value) => RuleResult): Rule {
  return { message, holds }
}

interface Problem {
  readonly path: string
  readonly words: string
  /** Rules are not evaluated beside such a problem. */
  readonly blocking: boolean
}

const UNCHECKED =
  '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'

/** What is wrong with a value. @returns each problem as the API server lists it */
export function problemsOf(value: unknown, shape: Shape, path: string): string[] {
  const problems: Problem[] = []
  structure(value, shape, path, problems)
  const words = problems.map(({ path: at, words: said }) => `${at}: ${said}`)
  if (problems.some(({ blocking }) => blocking)) return [...words, UNCHECKED]
  const broken: Problem[] = []
  rules(value, shape, path, broken)
  return [...words, ...broken.map(({ path: at, words: said }) => `${at}: ${said}`)]
}

function structure(value: unknown, shape: Shape, path: string, into: Problem[]): void {
  const block = (words: string) => into.push({ path, words, blocking: true })
  if (shape.type === 'open') return
  const actual = typeName(value)
  const wanted = shape.type === 'map' ? 'object' : shape.type
  if (actual !== wanted && !(wanted === 'number' && actual === 'integer')) {
    block(`Invalid value: "${actual}": ${path} in body must be of type ${wanted}: "${actual}"`)
    return
  }
  if (shape.type === 'string') stringStructure(String(value), shape, block, { into, path })
  if (shape.type === 'array') {
    const items = value as readonly unknown[]
    if (shape.most !== undefined && items.length > shape.most) {
      block(`Too many: ${items.length}: must have at most ${shape.most} items`)
    }
    if (shape.least !== undefined && items.length < shape.least) {
      block(`Invalid value: ${items.length}: ${path} in body should have at least ${shape.least} items`)
    }
  }
  if (shape.type === 'object') objectStructure(value as Readonly<Record<string, unknown>>, shape, path, into)
  for (const [at, child, form] of childrenOf(value, shape, path)) structure(child, form, at, into)
}

function stringStructure(
  value: string,
  shape: Extract<Shape, { type: 'string' }>,
  block: (words: string) => void,
  { into, path }: { into: Problem[]; path: string },
): void {
  if (shape.values && !shape.values.includes(value)) {
    const supported = shape.values.map((one) => `"${one}"`).join(', ')
    block(`Unsupported value: "${value}": supported values: ${supported}`)
  }
  if (shape.most !== undefined && value.length > shape.most) {
    block(`Too long: may not be more than ${shape.most} bytes`)
  }
  if (shape.least !== undefined && value.length < shape.least) {
    const words = `Invalid value: "${value}": ${path} in body should be at least ${shape.least} chars long`
    into.push({ path, words, blocking: false })
  }
  if (shape.pattern !== undefined && !new RegExp(shape.pattern).test(value)) {
    const words = `Invalid value: "${value}": ${path} in body should match '${shape.pattern}'`
    into.push({ path, words, blocking: false })
  }
}

function objectStructure(
  value: Readonly<Record<string, unknown>>,
  shape: ObjectShape,
  path: string,
  into: Problem[],
): void {
  for (const name of shape.required ?? []) {
    if (value[name] === undefined)
      into.push({ path: `${path}.${name}`, words: 'Required value', blocking: true })
  }
  const given = (shape.oneOf ?? []).filter((name) => value[name] !== undefined)
  if (given.length > 1) {
    const words = `Invalid value: "": "${path}" must validate one and only one schema (oneOf). Found ${given.length} valid alternatives`
    into.push({ path: '<nil>', words, blocking: false })
  }
}

/** Parents before children, fields in the order of their names. */
function rules(value: unknown, shape: Shape, path: string, into: Problem[]): void {
  if (shape.type === 'open') return
  for (const { holds, message } of shape.rules ?? []) {
    const result = holds(value as never)
    const scalar = typeof value === 'string' ? `"${value}": ` : typeof value === 'number' ? `${value}: ` : ''
    if (result === false) into.push({ path, words: `Invalid value: ${scalar}${message}`, blocking: false })
    if (typeof result === 'string') {
      const type = typeName(value)
      const words = `Invalid value: "${type}": ${result} evaluating rule: ${message}`
      into.push({ path, words, blocking: false })
    }
  }
  for (const [at, child, form] of childrenOf(value, shape, path)) rules(child, form, at, into)
}

/** Fields that a schema does not know, e.g. `spec.rules[0].to[0].operation.path`; the API server prunes them. */
export function unknownFieldsOf(value: unknown, shape: Shape, path: string): string[] {
  if (typeName(value) === 'object' && shape.type === 'object') {
    const unknown = Object.keys(value as object).filter((name) => !(name in shape.fields))
    return [
      ...unknown.map((name) => `${path}.${name}`),
      ...childrenOf(value, shape, path).flatMap(([at, child, form]) => unknownFieldsOf(child, form, at)),
    ]
  }
  return childrenOf(value, shape, path).flatMap(([at, child, form]) => unknownFieldsOf(child, form, at))
}

function childrenOf(value: unknown, shape: Shape, path: string): [string, unknown, Shape][] {
  if (shape.type === 'array' && Array.isArray(value)) {
    return value.map((item: unknown, index) => [`${path}[${index}]`, item, shape.of])
  }
  if (typeof value !== 'object' || value === null) return []
  const sorted = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  if (shape.type === 'map') return sorted.map(([name, item]) => [`${path}.${name}`, item, shape.of])
  if (shape.type !== 'object') return []
  return sorted.flatMap(([name, item]) => {
    const form = shape.fields[name]
    return form && item !== undefined ? [[`${path}.${name}`, item, form]] : []
  })
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}
