/**
 * What a rule may cost at worst, by the limits that its schema sets: a list without `maxItems` counts as one that
 * fills a whole request.
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/cel_validation.go
 */
import type { ASTNode } from '@marcbachmann/cel-js'
import { childrenOf, parseExpression } from '../cel/check.ts'
import type { JsonObject } from '../object.ts'
import { macroScope, rootScope, type Scope, schemaOf } from './typecheck.ts'

export const RULE_LIMIT = 10_000_000
export const TOTAL_LIMIT = 100_000_000
const REQUEST = 3 * 1024 * 1024

/** How far over the limit, in the server's words. */
export function exceeded(what: string, factor: number, of = ''): string {
  const times = factor > 100 ? 'more than 100x' : `${factor.toFixed(1)}x`
  return `estimated ${what} cost${of} exceeds budget by factor of ${times} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`
}

/** The worst cost of one evaluation. */
export const ruleCost = (source: string, schema: JsonObject): number =>
  cost(parseExpression(source), rootScope(schema))

function sizeOf(node: ASTNode, scope: Scope): number {
  if (node.op === 'value') return typeof node.args === 'string' ? node.args.length : 1
  // The text of a number has no limit that the estimate knows of.
  if (node.op === 'call' && node.args[0] === 'string') return Number.POSITIVE_INFINITY
  if (node.op === '+') return sizeOf(node.args[0], scope) + sizeOf(node.args[1], scope)
  if (node.op === '?:') return Math.max(sizeOf(node.args[1], scope), sizeOf(node.args[2], scope))
  const schema = schemaOf(node, scope)
  if (!schema) return 1
  const limit = (field: string, fallback: number) => {
    const given = schema[field]
    return typeof given === 'number' ? given : fallback
  }
  if (schema['type'] === 'array') return limit('maxItems', REQUEST / 3)
  if (schema['type'] === 'object')
    return schema['additionalProperties'] === undefined ? 1 : limit('maxProperties', REQUEST / 6)
  return schema['type'] === 'string' && schema['enum'] === undefined ? limit('maxLength', REQUEST) : 1
}

const LINEAR = new Set([
  'startsWith',
  'endsWith',
  'matches',
  'indexOf',
  'lowerAscii',
  'upperAscii',
  'split',
  'replace',
  'trim',
])

function cost(node: ASTNode, scope: Scope): number {
  const inner = macroScope(node, scope)
  if (inner && node.op === 'rcall') {
    const [, receiver, args] = node.args
    const body = args.slice(1).reduce((sum, arg) => sum + cost(arg, inner), 0)
    return cost(receiver, scope) + sizeOf(receiver, scope) * (body + 2)
  }
  const below = (node.op === 'rcall' ? [node.args[1], ...node.args[2]] : childrenOf(node)).reduce(
    (sum, child) => sum + cost(child, scope),
    0,
  )
  return below + own(node, scope)
}

function own(node: ASTNode, scope: Scope): number {
  if (node.op === '+' || node.op === '==' || node.op === '!=') {
    const [left, right] = [sizeOf(node.args[0], scope), sizeOf(node.args[1], scope)]
    return 1 + 0.1 * (node.op === '+' ? left + right : Math.min(left, right))
  }
  if (node.op === 'in') return 1 + sizeOf(node.args[1], scope)
  if (node.op === 'rcall' && node.args[0] === 'contains') {
    const [first] = node.args[2]
    return 1 + 0.1 * sizeOf(node.args[1], scope) * (first ? 0.1 * sizeOf(first, scope) : 1)
  }
  if (node.op === 'rcall' && LINEAR.has(node.args[0])) return 1 + 0.1 * sizeOf(node.args[1], scope)
  return 1
}
