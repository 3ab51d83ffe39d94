/** Headers as Envoy holds them: lower-case names, every value in its order. */

/** Header names in lower case, with their values in order. */
export type Headers = Map<string, string[]>

/** From node's flat list of names and values. */
export function headersOf(raw: readonly string[]): Headers {
  const headers: Headers = new Map()
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase()
    const values = headers.get(name) ?? []
    values.push(raw[index + 1] ?? '')
    headers.set(name, values)
  }
  return headers
}

/** All values of a header as one text, or undefined when it is not there. */
export function headerText(headers: Headers, name: string): string | undefined {
  return headers.get(name.toLowerCase())?.join(',')
}

/** What a route or a filter changes about headers. */
export interface HeaderChanges {
  readonly set?: Readonly<Record<string, string>>
  readonly add?: Readonly<Record<string, string>>
  readonly remove?: readonly string[]
}

/**
 * Applies changes in Envoy's order: removals, then additions, then replacements.
 * @param carryOut makes of a given value what is sent
 */
export function changeHeaders(
  headers: Headers,
  changes: HeaderChanges | undefined,
  carryOut: (value: string) => string,
): void {
  for (const name of changes?.remove ?? []) headers.delete(name.toLowerCase())
  // A value that comes out empty, e.g. of a header that is absent, changes nothing.
  const said = (given: Readonly<Record<string, string>> = {}) =>
    Object.entries(given)
      .map(([name, value]) => [name.toLowerCase(), carryOut(value)] as const)
      .filter(([, value]) => value !== '')
  for (const [name, value] of said(changes?.add)) headers.set(name, [...(headers.get(name) ?? []), value])
  for (const [name, value] of said(changes?.set)) headers.set(name, [value])
}

const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']

/** Takes away what concerns one connection only, and whatever `Connection` names. */
export function dropHopByHop(headers: Headers): void {
  const named = (headerText(headers, 'connection') ?? '').split(',').map((name) => name.trim().toLowerCase())
  for (const name of [...HOP_BY_HOP, ...named]) if (name !== 'te') headers.delete(name)
  const te = headerText(headers, 'te')
  if (te !== undefined) {
    if (te.toLowerCase().includes('trailers')) headers.set('te', ['trailers'])
    else headers.delete('te')
  }
}

/** Headers of a client that an edge proxy takes for its own. */
export function dropForged(headers: Headers): void {
  for (const name of headers.keys()) if (name.startsWith('x-envoy-')) headers.delete(name)
  headers.delete('x-forwarded-client-cert')
}

/** The form that node:http sends. */
export function outgoing(headers: Headers): Record<string, string | string[]> {
  return Object.fromEntries(
    [...headers].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  )
}
