/** Field by field: what differs between what should be and what is. Pure and total over plain JSON. */
import type { FieldDiff } from './kind.ts'

/** The differences, sorted by path. A field that is absent on one side is undefined there. */
export function compare(want: unknown, have: unknown): readonly FieldDiff[] {
  if (same(want, have)) return []
  const found: FieldDiff[] = []
  collect(want, have, '', found)
  return found
}

/** Deep equality of plain JSON; an undefined field equals an absent one. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index]))
  }
  if (!isRecord(a) || !isRecord(b)) return false
  for (const field in a) if (!same(a[field], b[field])) return false
  for (const field in b) if (a[field] === undefined && b[field] !== undefined) return false
  return true
}

/** Whether something of one list is no more in the other. */
export function loses(was: readonly unknown[], is: readonly unknown[]): boolean {
  return was.some((one) => !is.some((other) => same(one, other)))
}

/** JSON with sorted fields: the same text for the same value, however it was put together. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value))
}

/** A copy whose fields are sorted. Filled in a loop: `Object.fromEntries` or a replacer takes twice as long. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isRecord(value)) return value
  const copy: Record<string, unknown> = {}
  for (const field of Object.keys(value).sort()) copy[field] = sorted(value[field])
  return copy
}

function collect(want: unknown, have: unknown, path: string, found: FieldDiff[]): void {
  if (same(want, have)) return
  if (!isRecord(want) || !isRecord(have)) {
    found.push({ path, from: have, to: want })
    return
  }
  const fields = [...new Set([...Object.keys(want), ...Object.keys(have)])].sort()
  for (const field of fields) collect(want[field], have[field], join(path, field), found)
}

/** `spec.hard["requests.cpu"]`: a field whose name is no word is put in brackets. */
function join(path: string, field: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(field)) return `${path}[${JSON.stringify(field)}]`
  return path === '' ? field : `${path}.${field}`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Orders texts by their code units, which no locale changes. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
