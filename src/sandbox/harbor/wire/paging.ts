/** Pages: `page`, `page_size`, `X-Total-Count`, `Link`. */
import { type Call, intQuery } from './call.ts'
import { type Columns, parseKeywords, passes, sorted } from './query.ts'
import { internal, invalid } from './refusal.ts'
import { json, type Reply } from './reply.ts'
import { type Operation, type Route, route } from './router.ts'

/** Which page is wanted. A size of 0 or -1 is all rows, page 0 is the first: the API's description says neither. */
interface Page {
  readonly number: number
  readonly size: number
}

/** @throws `Refusal` 422 for a size above 100 and for what is no number */
export function pageOf(call: Call): Page {
  const number = intQuery(call, 'page') ?? 1
  const size = intQuery(call, 'page_size') ?? 10
  if (size > 100) throw invalid('page_size in query should be less than or equal to 100')
  return { number, size }
}

/** The rows of the page, out of all. */
export function cut<T>(rows: readonly T[], { number, size }: Page): readonly T[] {
  if (size <= 0) return rows
  const start = (Math.max(number, 1) - 1) * size
  return rows.slice(start, start + size)
}

/** The headers of a page: the total, and links to its neighbours. */
export function pageHeaders(call: Call, total: number, page: Page): Record<string, string> {
  const links: string[] = []
  if (page.size !== 0) {
    const before = (page.number - 1) * page.size
    if (page.number > 1 && before < total) links.push(linkTo(call, page.number - 1, page.size, 'prev'))
    if (page.number * page.size < total) links.push(linkTo(call, page.number + 1, page.size, 'next'))
  }
  return {
    'x-total-count': String(total),
    ...(links.length > 0 ? { link: links.join(' , ') } : {}),
  }
}

/** Keys sorted and nothing escaped, as the real server writes it. */
function linkTo(call: Call, number: number, size: number, rel: string): string {
  const query = new URLSearchParams(call.query)
  query.set('page', String(number))
  query.set('page_size', String(size))
  query.sort()
  const shown = [...query].map(([key, value]) => `${key}=${value}`).join('&')
  return `<${call.path}?${shown}>; rel="${rel}"`
}

/** A route whose page is checked before anything else, as all parameters are in the real server. */
export const listRoute = (spec: string, run: Operation): Route =>
  route(spec, (call) => {
    pageOf(call)
    return run(call)
  })

/** What SQL's LIKE finds around a text: `_` is any character, `%` any number of them. */
const like = (part: string) =>
  new RegExp(
    part
      .replace(/[.*+?^$()|[\]\\{}]/g, '\\$&')
      .replaceAll('_', '.')
      .replaceAll('%', '.*'),
    's',
  )

/**
 * What a search by name answers: of `found` only ever the first page. The total ignores upper and lower case, and takes
 * `_` and `%` as they are; the answer does neither.
 * @param from.counted the names that the total is about
 */
export function searchReply<T>(
  call: Call,
  part: string,
  from: { found: readonly T[]; nameOf: (row: T) => string; counted: readonly string[] },
): Reply {
  const page = pageOf(call)
  const total = from.counted.filter((name) => name.toLowerCase().includes(part.toLowerCase())).length
  if (total === 0) return json([], { 'x-total-count': '0' })
  if (page.size < 0) throw internal()
  const pattern = like(part)
  const rows = from.found.filter((row) => pattern.test(from.nameOf(row)))
  return json(rows.slice(0, page.size), pageHeaders(call, total, page))
}

/** The list of what never comes to be here: nothing of this kind ever runs. */
export const emptyList = (call: Call): Reply => json([], pageHeaders(call, 0, pageOf(call)))

/** How a list is filtered and sorted. */
export interface How<T> {
  readonly columns: Columns<T>
  /** The order when none is asked for; '' is the order in which the rows were made. */
  readonly sort: string
  /** What of the query is obeyed; by default both. */
  readonly obeys?: readonly ('q' | 'sort')[]
  readonly show: (row: T) => unknown
}

/** A list as the API answers it: filtered by `q`, sorted, cut to the page. */
export function listing<T>(call: Call, rows: Iterable<T>, how: How<T>): Reply {
  const page = pageOf(call)
  const obeyed = (name: 'q' | 'sort') =>
    (how.obeys ?? ['q', 'sort']).includes(name) ? (call.query.get(name) ?? '') : ''
  const keywords = parseKeywords(obeyed('q'))
  const kept = [...rows].filter((row) => passes(row, keywords, how.columns))
  const ordered = sorted(kept, obeyed('sort'), how.columns, how.sort)
  return json(cut(ordered, page).map(how.show), pageHeaders(call, kept.length, page))
}
