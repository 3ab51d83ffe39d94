/** YAML text to documents, and every mistake of its syntax with its place. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLError,
} from 'yaml'
import { type Path, type Problem, pathText } from './error.ts'
import type { SourceFile } from './files.ts'
import { type Place, yamlPlace } from './place.ts'
import { syntaxWords } from './yaml-words.ts'

/** A document as it was written. */
export interface RawDocument {
  readonly data: unknown
  readonly place: Place
}

export interface Parsed {
  readonly documents: readonly RawDocument[]
  readonly problems: readonly Problem[]
}

/** What an alias may multiply a document by, before it counts as a bomb. */
const maxAliasCount = 100

/** Parses a file of any number of documents. Empty ones are left out. */
export function parseDocuments({ file, text }: SourceFile): Parsed {
  const lines = new LineCounter()
  const options = { lineCounter: lines, merge: true, uniqueKeys: true, stringKeys: true, prettyErrors: false }
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  const control = text.search(CONTROL)
  if (control >= 0) {
    parseAllDocuments(text.slice(0, control), options)
    return {
      documents: [],
      problems: [{ ...at(control), path: '', message: 'is a control character: take it out' }],
    }
  }
  const documents: RawDocument[] = []
  const problems: Problem[] = []
  for (const document of [parseAllDocuments(text, options)].flat()) {
    const mistakes = mistakesOf(document)
    if (mistakes.length === 0 && document.contents !== null) {
      const data = toData(document)
      const circle = text.includes('&') ? circularAlias(document) : null
      if (circle !== null) mistakes.push(circle)
      else if ('problem' in data) mistakes.push(data.problem)
      else if (data.value !== null)
        documents.push({ data: data.value, place: yamlPlace(document, lines, file) })
    }
    for (const { offset, path, message } of mistakes)
      problems.push({ ...at(offset), path: pathText(path), message })
  }
  return { documents, problems }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/

interface Mistake {
  readonly offset: number
  readonly path: Path
  readonly message: string
}

/** Every duplicate key, and the first mistake of any other sort: what follows it is mostly its echo. */
function mistakesOf(document: Document.Parsed): Mistake[] {
  const faults: readonly YAMLError[] = [...document.errors, ...document.warnings]
  const duplicates = faults.filter(({ code }) => code === 'DUPLICATE_KEY')
  const first = faults.find(({ code }) => code !== 'DUPLICATE_KEY')
  return [...duplicates, ...(first ? [first] : [])].map((fault) => {
    const path = fault.code === 'DUPLICATE_KEY' ? pathAt(document, fault.pos[0]) : []
    return { offset: fault.pos[0], path, message: syntaxWords(fault) }
  })
}

function toData(document: Document.Parsed): { value: unknown } | { problem: Mistake } {
  try {
    return { value: document.toJS({ maxAliasCount }) }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { problem: unreadable(document, error) }
  }
}

/** Why a document of sound syntax can't become data. */
function unreadable(document: Document.Parsed, error: Error): Mistake {
  const at = (offset: number, message: string) => ({ offset, path: pathAt(document, offset), message })
  const unknown = unknownAlias(document)
  if (unknown !== null)
    return at(
      unknown,
      'is an alias of an anchor that is not there; if it is a text that begins with "*", put quotes around it',
    )
  if (error instanceof ReferenceError)
    return at(
      firstAlias(document),
      'its aliases multiply it beyond all bounds: write out what they stand for',
    )
  if (error instanceof RangeError) return at(document.range[0], 'is nested too deeply')
  return at(badMerge(document), 'merges what is no map: name an anchor of a map, e.g. <<: *more')
}

/** The first merge key with something else than maps behind it. */
function badMerge(document: Document.Parsed): number {
  const target = (node: unknown) => (isAlias(node) ? node.resolve(document) : node)
  let found = document.range[0]
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== '<<') return
      const source = target(value)
      const sources = isSeq(source) ? source.items.map(target) : [source]
      if (sources.every(isMap)) return
      found = key.range?.[0] ?? found
      return visit.BREAK
    },
  })
  return found
}

function unknownAlias(document: Document.Parsed): number | null {
  let found: number | null = null
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return
      found = alias.range?.[0] ?? 0
      return visit.BREAK
    },
  })
  return found
}

function firstAlias(document: Document.Parsed): number {
  let found = 0
  visit(document, {
    Alias(_, alias) {
      found = alias.range?.[0] ?? 0
      return visit.BREAK
    },
  })
  return found
}

/** An alias of something that it stands in: as data it has no end. */
function circularAlias(document: Document.Parsed): Mistake | null {
  let found: Mistake | null = null
  visit(document, {
    Alias(_, alias, ancestors) {
      const meant = alias.resolve(document)
      if (meant === undefined || !ancestors.includes(meant)) return
      const offset = alias.range?.[0] ?? 0
      found = { offset, path: pathAt(document, offset), message: 'is an alias of what it stands in' }
      return visit.BREAK
    },
  })
  return found
}

/** The path of what stands at an offset. */
function pathAt(document: Document.Parsed, offset: number): Path {
  let found: Path = []
  visit(document, {
    Pair(_, pair, ancestors) {
      if (isScalar(pair.key) && pair.key.range?.[0] === offset) found = pathOf([...ancestors, pair])
    },
    Alias(index, alias, ancestors) {
      if (alias.range?.[0] !== offset) return
      found = typeof index === 'number' ? [...pathOf(ancestors), index] : pathOf(ancestors)
    },
  })
  return found
}

function pathOf(ancestors: readonly unknown[]): Path {
  return ancestors.flatMap((node, index): (string | number)[] => {
    const parent = ancestors[index - 1]
    if (isPairNode(node)) return isScalar(node.key) ? [String(node.key.value)] : []
    if (
      typeof parent === 'object' &&
      parent !== null &&
      'items' in parent &&
      !isMap(parent) &&
      Array.isArray(parent.items)
    )
      return [parent.items.indexOf(node)]
    return []
  })
}

function isPairNode(node: unknown): node is Pair {
  return typeof node === 'object' && node !== null && 'key' in node && !isAlias(node)
}
