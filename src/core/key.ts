/** Keys: who a managed thing is, in one string. `harbor.member:demo/team-demo` is a map key, a log field and a CLI argument. */

/** The four systems, in the order of making. */
export const systems = ['kubernetes', 'keycloak', 'harbor', 'istio'] as const
export type System = (typeof systems)[number]
/** `<system>.<thing>`, singular: `harbor.project`. */
export type KindName = `${System}.${string}`
/** A kind's name, a colon, and path segments, each percent-encoded. */
export type Key = `${KindName}:${string}`

/** keyOf('harbor.member', 'demo', 'a/b') is 'harbor.member:demo/a%2Fb'. */
export function keyOf<K extends KindName>(kind: K, ...segments: readonly string[]): `${K}:${string}` {
  return `${kind}:${segments.map(encodeURIComponent).join('/')}`
}

/** The kind's name in a key. */
export function kindOf(key: Key): KindName {
  return key.slice(0, key.indexOf(':')) as KindName
}

/** The system that a key's kind lives in. */
export function systemOf(key: Key | KindName): System {
  return key.slice(0, key.indexOf('.')) as System
}

/** The segments that the key was made of. */
export function segmentsOf(key: Key): readonly string[] {
  return key
    .slice(key.indexOf(':') + 1)
    .split('/')
    .map(decodeURIComponent)
}

/** The last segment: the thing's own name. */
export function nameOf(key: Key): string {
  return segmentsOf(key).at(-1) ?? ''
}

/** A key for people: `harbor robot demo/pull`. */
export function phraseOf(key: Key): string {
  return `${kindOf(key).replaceAll(/[.-]/g, ' ')} ${segmentsOf(key).join('/')}`
}
