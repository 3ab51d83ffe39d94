/** What Envoy makes of a request's path before anything is compared with it. */

/** MeshConfig.pathNormalization.normalization. */
export type PathNormalization = 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES' | 'NONE'

const UNRESERVED = /[A-Za-z0-9\-._~]/
/** What stands unescaped in a path (googleurl, `kPathCharLookup`). */
const PASSES = /[!$&'()*+,\-./0-9:;=@A-Z[\]_a-z~%]/

/**
 * The normal form of a request target: fragment cut off, then as the mesh is set.
 * @returns undefined where Envoy answers 400, e.g. for an encoded zero byte
 */
export function normalizePath(target: string, normalization: PathNormalization): string | undefined {
  const [whole = ''] = target.split('#', 1)
  if (normalization === 'NONE' || !whole.startsWith('/')) return whole
  const queryAt = whole.indexOf('?')
  const query = queryAt < 0 ? '' : whole.slice(queryAt)
  let path = queryAt < 0 ? whole : whole.slice(0, queryAt)
  if (normalization === 'DECODE_AND_MERGE_SLASHES') {
    path = path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\')
  }
  const canonical = canonicalPath(path)
  if (canonical === undefined) return undefined
  path = normalization === 'BASE' ? canonical : canonical.replace(/\/{2,}/g, '/')
  return path + query
}

/** The path part of a normalized target: policies and routes never see the query. */
export function withoutQuery(path: string): string {
  const queryAt = path.indexOf('?')
  return queryAt < 0 ? path : path.slice(0, queryAt)
}

/** Decodes what need not be encoded, encodes what must be, turns `\` into `/` and folds dot segments. */
function canonicalPath(path: string): string | undefined {
  if (/%00/.test(path) || path.includes('\0')) return undefined
  const decoded = path
    .replaceAll('\\', '/')
    .replace(/%([0-9a-f]{2})/gi, (encoded, digits: string) => {
      const letter = String.fromCharCode(Number.parseInt(digits, 16))
      return UNRESERVED.test(letter) ? letter : encoded
    })
    .replace(/./gsu, (letter) => (PASSES.test(letter) ? letter : encodeBytes(letter)))
  return foldDots(decoded)
}

function encodeBytes(letter: string): string {
  // node:http gives header bytes as latin1, one character per byte.
  const bytes = Buffer.from(letter, 'latin1')
  return [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}

/** RFC 3986 §5.2.4, with empty segments kept; above the root is the root. */
function foldDots(path: string): string {
  const segments = path.split('/').slice(1)
  const kept: string[] = []
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1
    if (segment === '..') kept.pop()
    else if (segment !== '.') {
      kept.push(segment)
      continue
    }
    if (last) kept.push('')
  }
  return `/${kept.join('/')}`
}
