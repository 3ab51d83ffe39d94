/** Routes by method and path pattern: `{name}` is one segment, `{name*}` the rest. A trailing slash makes no difference. */

/** What a path led to. */
export type Match<H> =
  | { readonly kind: 'found'; readonly handler: H; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: 'method-not-allowed'; readonly allowed: readonly string[] }
  | { readonly kind: 'not-found' }

interface Node<H> {
  readonly fixed: Map<string, Node<H>>
  param?: { readonly name: string; readonly node: Node<H> }
  rest?: { readonly name: string; readonly node: Node<H> }
  readonly methods: Map<string, H>
}

const node = <H>(): Node<H> => ({ fixed: new Map(), methods: new Map() })

/** A table of routes. The first fixed segment wins over a parameter. */
export class Router<H> {
  private readonly root = node<H>()

  on(method: string, pattern: string, handler: H): this {
    let at = this.root
    for (const segment of segmentsOf(pattern)) at = descend(at, segment)
    at.methods.set(method, handler)
    return this
  }

  /** @param path raw, still encoded */
  match(method: string, path: string): Match<H> {
    const params: Record<string, string> = {}
    const at = walk(this.root, segmentsOf(path), params)
    if (!at || at.methods.size === 0) return { kind: 'not-found' }
    const handler = at.methods.get(method)
    if (handler === undefined) return { kind: 'method-not-allowed', allowed: [...at.methods.keys()] }
    return { kind: 'found', handler, params }
  }
}

const segmentsOf = (path: string) => path.split('/').filter((segment) => segment !== '')

function descend<H>(at: Node<H>, segment: string): Node<H> {
  const name = /^\{(\w+)(\*?)\}$/.exec(segment)
  if (!name?.[1]) {
    const next = at.fixed.get(segment) ?? node<H>()
    at.fixed.set(segment, next)
    return next
  }
  if (name[2]) {
    at.rest ??= { name: name[1], node: node<H>() }
    return at.rest.node
  }
  at.param ??= { name: name[1], node: node<H>() }
  return at.param.node
}

function walk<H>(
  at: Node<H>,
  segments: readonly string[],
  params: Record<string, string>,
): Node<H> | undefined {
  const [first, ...others] = segments
  if (first === undefined) return at
  const fixed = at.fixed.get(first)
  const byName = fixed && walk(fixed, others, params)
  if (byName) return byName
  if (at.param) {
    const found = walk(at.param.node, others, params)
    if (found) {
      params[at.param.name] = decoded(first)
      return found
    }
  }
  if (at.rest) {
    params[at.rest.name] = segments.map(decoded).join('/')
    return at.rest.node
  }
  return undefined
}

/** A broken escape is taken as it stands. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
