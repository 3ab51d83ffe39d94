/**
 * JSON as the server reads it: a byte-order mark and text behind the value are ignored, the last of two equal keys wins,
 * and every field's place is remembered, because the refusal of an unknown field names it (reference/keycloak.md §10.1).
 */

import { DEEPEST } from '../../http/nesting.ts'

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json
}

/** The fields that have a value. */
export function present(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}

/** Where the reader stood when it met a field, as `line` and `column` from 1. */
interface Place {
  readonly line: number
  readonly column: number
}

/** A parsed text, and the places of the fields of each object in it. */
export interface Parsed {
  readonly value: Json
  placeOf(object: JsonObject, key: string): Place | undefined
}

/** Thrown for text that is no JSON. */
export class MalformedJson extends Error {}

const LITERALS: readonly (readonly [string, Json])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]

/** @returns undefined for an empty text. @throws MalformedJson */
export function parseJson(source: string): Parsed | undefined {
  const reader = new Reader(source.replace(/^\uFEFF/, ''))
  reader.skipSpace()
  if (reader.atEnd) return undefined
  const value = reader.value()
  return { value, placeOf: (object, key) => reader.places.get(object)?.get(key) }
}

class Reader {
  readonly places = new WeakMap<JsonObject, Map<string, Place>>()
  private readonly text: string
  private at = 0
  private depth = 0

  constructor(text: string) {
    this.text = text
  }

  get atEnd(): boolean {
    return this.at >= this.text.length
  }

  skipSpace(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1
  }

  value(): Json {
    const sign = this.text[this.at]
    if (sign === '{') return this.object()
    if (sign === '[') return this.array()
    if (sign === '"') return this.string()
    for (const [word, value] of LITERALS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length
        return value
      }
    }
    return this.number()
  }

  private object(): JsonObject {
    const object: Record<string, Json> = {}
    const places = new Map<string, Place>()
    this.places.set(object, places)
    this.items('}', () => {
      if (this.text[this.at] !== '"') throw new MalformedJson('a key is missing')
      const key = this.string()
      this.expect(':')
      const start = this.at
      const value = this.value()
      Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
      places.set(key, this.place(start))
    })
    return object
  }

  private array(): Json[] {
    const array: Json[] = []
    this.items(']', () => {
      array.push(this.value())
    })
    return array
  }

  private items(end: string, item: () => void): void {
    this.depth += 1
    if (this.depth > DEEPEST) throw new MalformedJson('it is nested too deep')
    this.at += 1
    this.skipSpace()
    if (this.text[this.at] === end) {
      this.at += 1
      this.depth -= 1
      return
    }
    for (;;) {
      item()
      this.skipSpace()
      const sign = this.text[this.at]
      this.at += 1
      if (sign === end) {
        this.depth -= 1
        return
      }
      if (sign !== ',') throw new MalformedJson('a comma is missing')
      this.skipSpace()
    }
  }

  private expect(sign: string): void {
    this.skipSpace()
    if (this.text[this.at] !== sign) throw new MalformedJson(`${sign} is missing`)
    this.at += 1
    this.skipSpace()
  }

  private string(): string {
    const start = this.at
    this.at += 1
    while (this.text[this.at] !== '"') {
      if (this.atEnd) throw new MalformedJson('a text does not end')
      this.at += this.text[this.at] === '\\' ? 2 : 1
    }
    this.at += 1
    return native(this.text.slice(start, this.at)) as string
  }

  private number(): number {
    const found = /^-?\d+(\.\d+)?([eE][+-]?\d+)?/.exec(this.text.slice(this.at, this.at + 40))?.[0]
    if (found === undefined) throw new MalformedJson('no value')
    this.at += found.length
    return native(found) as number
  }

  /** Texts, lists and objects are read lazily: the reader stands behind their first sign; behind the last of others. */
  private place(start: number): Place {
    const lazy = /["[{]/.test(this.text[start] ?? '')
    const stand = lazy ? start + 1 : this.at
    const before = this.text.slice(0, stand)
    const newline = before.lastIndexOf('\n')
    return { line: before.split('\n').length, column: stand - newline }
  }
}

function native(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new MalformedJson('a value is broken')
  }
}
