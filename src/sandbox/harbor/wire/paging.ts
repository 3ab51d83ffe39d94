/** Pages: `page`, `page_size`, `X-Total-Count`, `Link`. */
import { type Call, intQuery } from './call.ts'
import { type Columns, parseKeywords, passes, sorted } from './query.ts'
import { invalid } from './refusal.ts'
import { json, type Reply } from './reply.ts'

/** Which page is wanted. A size of 0 or -1 is all rows, which the API's description does not say. */
interface Page {
  readonly number: number
  readonly size: number
}

/** @throws `Refusal` 422 for a size above 100 and for what is no number */
export function pageOf(call: Call): Page {
  const number = intQuery(call, 'page') ?? 1
  const size = intQuery(call, 'page_size') ?? 10
  if (size > 100) throw invalid('page_size in query should be less than or equal to 100')
  return { number: Math.max(number, 1), size }
}

/** The rows of the page, out of all. */
export function cut<T>(rows: readonly T[], { number, size }: Page): readonly T[] {
  return size > 0 ? rows.slice((number - 1) * size, number * size) : rows
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

/** A list as the API answers it: filtered by `q`, sorted, cut to the page. */
export function listing<T>(
  call: Call,
  rows: Iterable<T>,
  how: { columns: Columns<T>; sort: string; show: (row: T) => unknown },
): Reply {
  const page = pageOf(call)
  const keywords = parseKeywords(call.query.get('q') ?? '')
  const kept = [...rows].filter((row) => passes(row, keywords, how.columns))
  const ordered = sorted(kept, call.query.get('sort') ?? '', how.columns, how.sort)
  return json(cut(ordered, page).map(how.show), pageHeaders(call, kept.length, page))
}
