/** The schemas of the built-in kinds, read from the type table when they are first asked for. */
import type { JsonValue } from '../object.ts'
import { ANY, type Field, type Relation, type ScalarKind, type Schema, type StructSchema } from './schema.ts'
import { typeTable } from './table.ts'

interface Row {
  readonly head: string
  readonly lines: readonly string[]
}

let rows: Map<string, Row> | undefined
const known = new Map<string, StructSchema>()

function table(): Map<string, Row> {
  if (rows) return rows
  rows = new Map()
  for (const block of typeTable.trim().split(/\n(?! )/)) {
    const [head = '', ...lines] = block.split('\n')
    rows.set(/^\S+/.exec(head)?.[0] ?? '', { head, lines })
  }
  return rows
}

const SCALARS: { readonly [type: string]: ScalarKind } = {
  string: 'string',
  bytes: 'bytes',
  int32: 'integer',
  int64: 'integer',
  uint32: 'integer',
  double: 'number',
  bool: 'boolean',
  Quantity: 'quantity',
  IntOrString: 'intOrString',
  Time: 'time',
  MicroTime: 'microTime',
  any: 'any',
}

/** The schema of a built-in type, e.g. `core/v1.Secret`. @throws when the table does not hold it */
export function builtinType(name: string): StructSchema {
  const found = known.get(name)
  if (found) return found
  const row = table().get(name)
  if (!row) throw new Error(`no type ${name}`)
  let fields: Map<string, Field> | undefined
  const schema: StructSchema = {
    kind: 'struct',
    name,
    relation: / atomic( |$)/.test(row.head) ? 'atomic' : 'granular',
    get fields() {
      fields ??= readFields(row.lines)
      return fields
    },
    preserve: false,
  }
  known.set(name, schema)
  return schema
}

/** Types hold each other, so fields are read late. */
function readFields(lines: readonly string[]): Map<string, Field> {
  const fields = new Map<string, Field>()
  for (const line of lines) {
    const field = readField(line)
    if (!field.inline) {
      fields.set(field.name, field)
      continue
    }
    for (const inner of field.inline.schema.fields.values()) {
      fields.set(inner.name, { ...inner, inline: field.inline })
    }
  }
  return fields
}

function readField(line: string): Field {
  const [name = '', number = '', type = '', ...flags] = line.trim().split(' ')
  const has = (flag: string) => flags.includes(flag)
  const argument = (flag: string) =>
    flags.find((each) => each.startsWith(`${flag}(`))?.slice(flag.length + 1, -1)
  const schema = readType(type, { atomic: has('atomic'), set: has('set'), keys: argument('map') })
  const patch = argument('patch')?.split(':')
  const said = flags.find((flag) => flag.startsWith('='))?.slice(1)
  const fallback = said ?? (has('!') ? ZERO[schema.kind] : undefined)
  return {
    name,
    number: Number(number),
    schema,
    pointer: has('*'),
    always: has('!'),
    omitZero: has('0'),
    required: has('required'),
    ...(fallback === undefined ? {} : { default: JSON.parse(fallback) as JsonValue }),
    ...(patch
      ? {
          patch: {
            strategy: patch[0]?.split(',') ?? [],
            ...(patch[1] === undefined ? {} : { key: patch[1] }),
          },
        }
      : {}),
    ...(has('inline') && schema.kind === 'struct' ? { inline: { number: Number(number), schema } } : {}),
  }
}

/** What is always written has its zero value as default. */
const ZERO: { readonly [kind: string]: string } = { string: '""', integer: '0' }

interface ListFlags {
  readonly atomic: boolean
  readonly set: boolean
  readonly keys: string | undefined
}

function readType(type: string, flags: ListFlags): Schema {
  const granular: Relation = flags.atomic ? 'atomic' : 'granular'
  if (type.startsWith('{}')) {
    return { kind: 'map', relation: granular, values: readType(type.slice(2), noFlags) }
  }
  if (type.startsWith('[]')) {
    const relation: Relation = flags.keys !== undefined ? 'map' : flags.set ? 'set' : 'atomic'
    const keys = flags.keys?.split(',') ?? []
    return { kind: 'list', relation, items: readType(type.slice(2), noFlags), keys }
  }
  if (type.endsWith('.ExtraValue')) {
    return { kind: 'list', relation: 'atomic', items: { kind: 'string' }, keys: [] }
  }
  const scalar = SCALARS[type]
  if (scalar) return { kind: scalar }
  if (!table().has(type)) return ANY
  const struct = builtinType(type)
  return flags.atomic ? { ...struct, relation: 'atomic', fields: struct.fields } : struct
}

const noFlags: ListFlags = { atomic: false, set: false, keys: undefined }
