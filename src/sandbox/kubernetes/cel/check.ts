/** Whether an expression compiles, as far as names go; complaints in the form of cel-go. */
import { type ASTNode, Environment } from '@marcbachmann/cel-js'

/** Types and namespaces that an expression may name without declaring them. */
const KNOWN = new Set([
  'bool',
  'bytes',
  'double',
  'duration',
  'dyn',
  'int',
  'list',
  'map',
  'null_type',
  'string',
  'timestamp',
  'type',
  'uint',
  'math',
  'strings',
  'optional',
  'cel',
  'ip',
  'cidr',
  'quantity',
  'semver',
  'format',
  'sets',
  'base64',
  'google',
])
const MACROS = new Set([
  'all',
  'exists',
  'exists_one',
  'existsOne',
  'filter',
  'map',
  'transformList',
  'transformMap',
])

const parser = new Environment({ unlistedVariablesAreDyn: true, enableOptionalTypes: true })

/** cel-go's way of pointing at a place. */
export function celError(source: string, position: number, message: string): string {
  const before = source.slice(0, position).split('\n')
  const line = source.split('\n')[before.length - 1] ?? ''
  const column = (before.at(-1) ?? '').length
  return `ERROR: <input>:${before.length}:${column + 1}: ${message}\n | ${line}\n | ${'.'.repeat(column)}^`
}

/** The syntax tree. @throws what the parser says */
export function parseExpression(source: string): ASTNode {
  return parser.parse(source).ast
}

/** The first syntax error or undeclared name; undefined when there is none. */
export function undeclared(source: string, variables: readonly string[]): string | undefined {
  let tree: ASTNode
  try {
    tree = parseExpression(source)
  } catch (error) {
    return celError(source, 0, `Syntax error: ${(error as Error).message.split('\n')[0]}`)
  }
  let found: string | undefined
  walk(tree, new Set(variables), (node, known) => {
    if (found === undefined && node.op === 'id' && !known.has(node.args) && !KNOWN.has(node.args)) {
      found = celError(source, node.start, `undeclared reference to '${node.args}' (in container '')`)
    }
  })
  return found
}

/** Visits every node with the names that are declared there: macros declare their variables. */
export function walk(
  node: ASTNode,
  known: ReadonlySet<string>,
  visit: (node: ASTNode, known: ReadonlySet<string>) => void,
): void {
  visit(node, known)
  if (node.op === 'rcall' && MACROS.has(node.args[0])) {
    const [, receiver, args] = node.args
    walk(receiver, known, visit)
    const bound = args.slice(0, -1).flatMap((arg) => (arg.op === 'id' ? [arg.args] : []))
    const inner = new Set([...known, ...bound])
    for (const arg of args) walk(arg, inner, visit)
    return
  }
  for (const child of childrenOf(node)) walk(child, known, visit)
}

/** The nodes below a node. */
export function childrenOf(node: ASTNode): ASTNode[] {
  const found: ASTNode[] = []
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect)
    else if (typeof value === 'object' && value !== null && 'op' in value && 'args' in value)
      found.push(value as ASTNode)
  }
  collect(node.args)
  return found
}
