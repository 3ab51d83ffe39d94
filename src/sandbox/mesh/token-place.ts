/** Where tokens are looked for. */
import type { Asked } from './asked.ts'
import { headerText } from './headers.ts'

/** Where a token may be. */
export interface Place {
  find(asked: Asked): string | undefined
  remove(asked: Asked): void
}

/** A header; with a prefix, what stands behind it. */
export function headerPlace(name: string, prefix: string): Place {
  return {
    find(asked) {
      const value = headerText(asked.headers, name)
      if (value === undefined || prefix === '') return value
      const at = value.indexOf(prefix)
      // What stands behind the prefix, up to the first character that no token has.
      return at < 0 ? undefined : (/[\w.-]+/.exec(value.slice(at + prefix.length))?.[0] ?? value)
    },
    remove: (asked) => {
      asked.headers.delete(name.toLowerCase())
    },
  }
}

/** A parameter of the query. */
export function parameterPlace(name: string): Place {
  const split = (path: string): [string, string] => {
    const at = path.indexOf('?')
    return at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at + 1)]
  }
  return {
    find: (asked) => new URLSearchParams(split(asked.path)[1]).get(name) ?? undefined,
    remove(asked) {
      const [path, query] = split(asked.path)
      const kept = query.split('&').filter((pair) => pair.split('=', 1)[0] !== name)
      asked.path = kept.length > 0 ? `${path}?${kept.join('&')}` : path
    },
  }
}

/** A cookie. */
export function cookiePlace(name: string): Place {
  return {
    find(asked) {
      for (const pair of (asked.headers.get('cookie') ?? []).join('; ').split(';')) {
        const [own = '', ...value] = pair.trim().split('=')
        if (own === name) return value.join('=').replace(/^"(.*)"$/, '$1')
      }
      return undefined
    },
    // Envoy leaves cookies as they are (mesh contract 13-jwt-portal).
    remove: () => undefined,
  }
}

/** Where a rule that names no place looks. */
export const USUAL_PLACES: readonly Place[] = [
  headerPlace('Authorization', 'Bearer '),
  parameterPlace('access_token'),
]
