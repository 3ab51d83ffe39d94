/** Finds the operation for a method and a path: a tree of path segments, fixed ones before parameters. */
import type { Call } from './call.ts'
import { notFound, Refusal } from './refusal.ts'
import type { Reply } from './reply.ts'

/** What answers one operation of the API. */
export type Operation = (call: Call) => Reply | Promise<Reply>

/** One operation: `GET /projects/{project}`. Parameters arrive decoded once in `call.params`. */
export interface Route {
  readonly method: string
  readonly pattern: string
  readonly run: Operation
}

/** `route('GET /projects/{project}', readProject)` */
export function route(spec: string, run: Operation): Route {
  const [method = '', pattern = ''] = spec.split(' ')
  return { method, pattern, run }
}

interface Node {
  readonly fixed: Map<string, Node>
  parameter?: { readonly node: Node }
  readonly operations: Map<string, { readonly run: Operation; readonly names: readonly string[] }>
}

const node = (): Node => ({ fixed: new Map(), operations: new Map() })

/** What was found: the operation and its parameters. */
export interface Match {
  readonly run: Operation
  readonly params: Readonly<Record<string, string>>
}

/**
 * @returns a function that finds the operation
 * @throws `Refusal` 404 for a path that is none, 405 for a method that the path lacks, with go-openapi's texts
 */
export function router(routes: readonly Route[]): (method: string, path: string, shown: string) => Match {
  const root = node()
  for (const { method, pattern, run } of routes) {
    const names: string[] = []
    const at = segments(pattern).reduce((here, segment) => {
      if (segment.startsWith('{')) {
        names.push(segment.slice(1, -1))
        here.parameter ??= { node: node() }
        return here.parameter.node
      }
      const next = here.fixed.get(segment) ?? node()
      here.fixed.set(segment, next)
      return next
    }, root)
    at.operations.set(method, { run, names })
  }
  return (method, path, shown) => {
    const found = walk(root, segments(path), 0, [])
    if (!found) throw notFound(`path ${shown} was not found`)
    const operation = found.node.operations.get(method)
    if (!operation) {
      const allowed = [...found.node.operations.keys()]
      throw new Refusal(
        'METHOD_NOT_ALLOWED',
        `method ${method} is not allowed, but [${allowed.join(',')}] are`,
        { headers: { allow: allowed.join(',') } },
      )
    }
    const params = Object.fromEntries(operation.names.map((name, i) => [name, found.values[i] ?? '']))
    return { run: operation.run, params }
  }
}

const segments = (path: string) => path.split('/').filter((segment) => segment !== '')

function walk(
  here: Node,
  path: readonly string[],
  depth: number,
  values: readonly string[],
): { node: Node; values: readonly string[] } | undefined {
  const segment = path[depth]
  if (segment === undefined) return here.operations.size > 0 ? { node: here, values } : undefined
  const fixed = here.fixed.get(segment)
  const straight = fixed && walk(fixed, path, depth + 1, values)
  if (straight) return straight
  return here.parameter && walk(here.parameter.node, path, depth + 1, [...values, decodedOnce(segment)])
}

function decodedOnce(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
