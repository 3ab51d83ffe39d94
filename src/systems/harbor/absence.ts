/** Which project a path is about. */

/** A project as a path names it: a segment of digits is its id, anything else its name (reference/harbor.md §1.8). */
export interface NamedProject {
  readonly id?: number
  readonly name?: string
}

/** @returns undefined for a path that is about no project */
export function projectIn(path: string): NamedProject | undefined {
  const segment = /^\/api\/v2\.0\/projects\/([^/?]+)/.exec(path)?.[1]
  if (segment === undefined) return undefined
  return /^\d+$/.test(segment) ? { id: Number(segment) } : { name: decodeURIComponent(segment) }
}
