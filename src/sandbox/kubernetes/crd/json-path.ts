/** The JSONPath of printer columns and selectable fields: `.a.b`, `['a']`, `[0]`, `[*]`, `[?(@.type=='Ready')]`. */
import { asObject, isList, isObject, type JsonValue } from '../object.ts'

type Step = (value: JsonValue) => JsonValue[]

/** Reads every value that a path leads to. */
export function jsonPath(path: string): (value: JsonValue) => JsonValue[] {
  const steps = parse(path)
  return (value) => steps.reduce<JsonValue[]>((values, step) => values.flatMap(step), [value])
}

const TOKEN =
  /^\.?([\w-]+(?:\\\.[\w-]+)*)|^\[\*\]|^\.\*|^\[(-?\d+)\]|^\[['"]([^'"]+)['"]\]|^\[\?\(@\.([\w.]+)\s*==\s*['"]([^'"]*)['"]\)\]/

function parse(path: string): Step[] {
  const steps: Step[] = []
  let rest = path.replace(/^\{|\}$/g, '').replace(/^\$/, '')
  while (rest !== '' && rest !== '.') {
    const match = TOKEN.exec(rest)
    if (!match) return [() => []]
    rest = rest.slice(match[0].length)
    steps.push(step(match))
  }
  return steps
}

function step([, field, index, quoted, filter, wanted]: RegExpExecArray): Step {
  const name = field?.replaceAll('\\.', '.') ?? quoted
  if (name !== undefined)
    return (value) => (isObject(value) && value[name] !== undefined ? [value[name]] : [])
  if (index !== undefined) {
    return (value) => {
      const found = isList(value) ? value.at(Number(index)) : undefined
      return found === undefined ? [] : [found]
    }
  }
  if (filter !== undefined) {
    const read = jsonPath(`.${filter}`)
    return (value) => (isList(value) ? value.filter((item) => `${read(item)[0] ?? ''}` === wanted) : [])
  }
  return (value) =>
    isList(value) ? [...value] : Object.values(asObject(value)).filter((item) => item !== undefined)
}
