/** Evaluation of CEL: one environment for custom rules and admission policies, values in CEL's types. */
import { Environment } from '@marcbachmann/cel-js'
import { isList, isObject, type JsonObject, type JsonValue } from '../object.ts'

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
})
  .registerFunction('isSorted(list): bool', (list: unknown[]) =>
    list.every((item, index) => index === 0 || (list[index - 1] as bigint) <= (item as bigint)),
  )
  .registerFunction('isURL(string): bool', (text: string) => URL.canParse(text))

type Compiled = (variables: { readonly [name: string]: unknown }) => unknown
const compiled = new Map<string, Compiled>()

/** What an expression gives. @throws what went wrong in it */
export function evaluate(source: string, variables: { readonly [name: string]: unknown }): unknown {
  let program = compiled.get(source)
  if (!program) {
    program = environment.parse(source)
    if (compiled.size > 5_000) compiled.clear()
    compiled.set(source, program)
  }
  return program({ ...variables })
}

/**
 * JSON as CEL sees it: whole numbers are integers, unless the schema says `number`.
 * @param schema the OpenAPI schema of the value, where there is one
 */
export function celValue(value: JsonValue | undefined, schema?: JsonObject): unknown {
  if (typeof value === 'number') {
    return Number.isInteger(value) && schema?.['type'] !== 'number' ? BigInt(value) : value
  }
  if (isList(value)) {
    const items = schema?.['items']
    return value.map((item) => celValue(item, isObject(items) ? items : undefined))
  }
  if (!isObject(value)) return value ?? null
  const properties = isObject(schema?.['properties']) ? schema['properties'] : {}
  const others = isObject(schema?.['additionalProperties']) ? schema['additionalProperties'] : undefined
  const made: { [field: string]: unknown } = {}
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue
    const inner = properties[name]
    made[name] = celValue(item, isObject(inner) ? inner : others)
  }
  return made
}
