/** Where the parts of a document stand: the value, its key, or, where it is missing, what it is missing from. */
import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml'
import type { Path, Position } from './error.ts'

/** A place and the path that leads to it there. */
export interface Located extends Position {
  readonly path: Path
}

export interface Place {
  /** Where the value at a path stands, or its key. What is missing stands at what it is missing from. */
  locate(path: Path, part?: 'value' | 'key'): Located
  /** How many steps of a path exist here. */
  depth(path: Path): number
}

/** A document of a YAML file. */
export function yamlPlace(document: Document, lines: LineCounter, file: string): Place {
  return {
    depth: (path) => follow(document, path).length - 1,
    locate(path, part = 'value') {
      const steps = follow(document, path)
      const last = steps.at(-1)
      const missing = steps.length - 1 < path.length
      const useKey = missing ? isMap(last?.node) && last.node.flow !== true : part === 'key'
      const offset = (useKey ? last?.key : undefined) ?? last?.value ?? last?.key ?? 0
      const { line, col } = lines.linePos(offset)
      return { file, line, column: col, path }
    },
  }
}

/** A Team under the defaults of its Platform: a part stands where more of its path exists, the Team's own first. */
export function mergedPlace(own: Place, defaults: Place): Place {
  const inDefaults = (path: Path) => ['spec', 'teamDefaults', ...path.slice(1)]
  const ofDefaults = (path: Path) =>
    path[0] === 'spec' && path.length > 1 && defaults.depth(inDefaults(path)) - 1 > own.depth(path)
  return {
    depth: (path) => (ofDefaults(path) ? defaults.depth(inDefaults(path)) - 1 : own.depth(path)),
    locate: (path, part) =>
      ofDefaults(path) ? defaults.locate(inDefaults(path), part) : own.locate(path, part),
  }
}

/** An object of the cluster: it has a name, and no lines. */
export function objectPlace(file: string, object: unknown): Place {
  return {
    locate: (path) => ({ file, line: 0, column: 0, path }),
    depth(path) {
      let value = object
      for (const [index, step] of path.entries()) {
        if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return index
        value = Object.entries(value).find(([key]) => key === String(step))?.[1]
      }
      return path.length
    },
  }
}

interface Step {
  readonly node: Node | null
  readonly key: number | undefined
  readonly value: number | undefined
}

/** The steps of a path that exist, the root first. */
function follow(document: Document, path: Path): readonly Step[] {
  const root = document.contents
  const steps: Step[] = [{ node: root, key: undefined, value: root?.range?.[0] }]
  for (const step of path) {
    const next = child(document, steps.at(-1)?.node ?? null, step)
    if (next === null) break
    steps.push(next)
  }
  return steps
}

function child(document: Document, parent: Node | null, step: string | number): Step | null {
  const node = target(document, parent)
  if (isSeq(node)) {
    const item = typeof step === 'number' ? node.items[step] : undefined
    return isNode(item) ? { node: target(document, item), key: undefined, value: item.range?.[0] } : null
  }
  if (!isMap(node)) return null
  const pair = node.items.find(({ key }) => keyText(key) === String(step))
  if (pair) {
    const value = isNode(pair.value) ? pair.value : null
    const key = isNode(pair.key) ? pair.key.range?.[0] : undefined
    return { node: target(document, value), key, value: value?.range?.[0] ?? key }
  }
  return merged(document, node.items.find(({ key }) => keyText(key) === '<<')?.value, step)
}

/** What a merge key (`<<`) brings in. */
function merged(document: Document, value: unknown, step: string | number): Step | null {
  const node = isNode(value) ? target(document, value) : null
  if (isMap(node)) return child(document, node, step)
  if (!isSeq(node)) return null
  for (const item of node.items) {
    const found = isNode(item) ? child(document, item, step) : null
    if (found) return found
  }
  return null
}

function target(document: Document, node: Node | null): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node
}

function keyText(key: unknown): string | undefined {
  return isScalar(key) ? String(key.value) : undefined
}

function isNode(value: unknown): value is Node {
  return isAlias(value) || isScalar(value) || isMap(value) || isSeq(value)
}
