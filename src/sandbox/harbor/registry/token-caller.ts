/** The bearer of a registry token: known on `/v2` only. */

import { type Caller, tokenCaller } from '../identity/caller.ts'
import type { Credentials } from '../identity/credentials.ts'
import type { Harbor } from '../state/harbor.ts'

interface TokenAccess {
  readonly type: string
  readonly name: string
  readonly actions: readonly string[]
}

/** Undefined for any other credentials. */
export async function registryTokenCaller(
  harbor: Harbor,
  { path, bearer }: Credentials,
): Promise<Caller | undefined> {
  if (bearer === undefined || !path.startsWith('/v2')) return undefined
  const claims = await harbor.signer.verify(bearer)
  if (!claims) return undefined
  const access = Array.isArray(claims['access']) ? (claims['access'] as readonly TokenAccess[]) : []
  const projects = new Map<string, { actions: Set<string> }>()
  for (const { type, name, actions } of access) {
    if (type !== 'repository') continue
    const project = name.split('/')[0] ?? ''
    const known = projects.get(project) ?? { actions: new Set<string>() }
    for (const action of actions) known.actions.add(action)
    projects.set(project, known)
  }
  const catalog = access.some(
    ({ type, name, actions }) => type === 'registry' && name === 'catalog' && actions.length > 0,
  )
  return tokenCaller(claims.sub ?? '', { projects, catalog, issued: claims.iat ?? 0 })
}
