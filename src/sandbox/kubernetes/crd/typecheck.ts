/** What a rule's parts are, by the schema that it stands on: fields that are not there do not compile. */
import type { ASTNode } from '@marcbachmann/cel-js'
import { celError, childrenOf, parseExpression, undeclared } from '../cel/check.ts'
import type { JsonObject } from '../object.ts'
import { itemsOf, preserves, propertiesOf, propertySchema, valuesOf } from './openapi.ts'

/** Names in scope, with their schemas where they are known. */
export type Scope = ReadonlyMap<string, JsonObject | undefined>

export const rootScope = (schema: JsonObject): Scope =>
  new Map<string, JsonObject | undefined>([
    ['self', schema],
    ['oldSelf', schema],
  ])

const ITERATING = new Set(['all', 'exists', 'exists_one', 'existsOne', 'filter', 'map'])

/** The schema of what a node gives; undefined when that is not known. */
export function schemaOf(node: ASTNode, scope: Scope): JsonObject | undefined {
  if (node.op === 'id') return scope.get(node.args)
  if (node.op === '.' || node.op === '.?') {
    const receiver = schemaOf(node.args[0], scope)
    return receiver && propertySchema(receiver, node.args[1])
  }
  if (node.op === '[]') {
    const receiver = schemaOf(node.args[0], scope)
    return receiver && (receiver['type'] === 'array' ? itemsOf(receiver) : valuesOf(receiver))
  }
  if (node.op === 'rcall' && node.args[0] === 'filter') return schemaOf(node.args[1], scope)
  return undefined
}

/** The scope inside of a macro; undefined when the node is none. */
export function macroScope(node: ASTNode, scope: Scope): Scope | undefined {
  if (node.op !== 'rcall' || !ITERATING.has(node.args[0])) return undefined
  const [, receiver, args] = node.args
  const list = schemaOf(receiver, scope)
  const element = list && (list['type'] === 'array' ? itemsOf(list) : { type: 'string' })
  const inner = new Map(scope)
  const [variable] = args
  if (variable?.op === 'id') inner.set(variable.args, element)
  return inner
}

/** The first name or field that does not exist, as cel-go says it. */
export function unknownField(source: string, schema: JsonObject): string | undefined {
  const missing = undeclared(source, ['self', 'oldSelf'])
  if (missing !== undefined) return missing
  return firstUnknown(parseExpression(source), rootScope(schema), source)
}

function firstUnknown(node: ASTNode, scope: Scope, source: string): string | undefined {
  if (node.op === '.') {
    const receiver = schemaOf(node.args[0], scope)
    if (
      receiver &&
      isClosed(receiver) &&
      !propertiesOf(receiver).some(([name]) => name === escaped(node.args[1]))
    ) {
      return celError(source, node.pos - 1, `undefined field '${node.args[1]}'`)
    }
  }
  const inner = macroScope(node, scope)
  const children = node.op === 'rcall' ? [node.args[1], ...node.args[2]] : childrenOf(node)
  for (const [index, child] of children.entries()) {
    const found = firstUnknown(child, inner && index > 0 ? inner : scope, source)
    if (found !== undefined) return found
  }
  return undefined
}

const isClosed = (schema: JsonObject): boolean =>
  schema['type'] === 'object' &&
  !preserves(schema) &&
  schema['additionalProperties'] === undefined &&
  schema['x-kubernetes-embedded-resource'] !== true

/** Field names that are no identifiers are escaped in rules. */
const escaped = (name: string): string =>
  name
    .replaceAll('__dot__', '.')
    .replaceAll('__dash__', '-')
    .replaceAll('__slash__', '/')
    .replace(/^__(.+)__$/, '$1')
