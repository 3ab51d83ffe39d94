/** What somebody tries in a team's project. */

import { brief, type Seen } from './gateway.ts'
import type { Deed } from './matrix.ts'
import { type Login, pull, push } from './registry.ts'
import type { SignedIn } from './sign-in.ts'
import { type Answer, basicAuthorization, type Web } from './web.ts'

/** The repository that probes use, and leave empty. */
export const probeRepository = 'troupe-probe'

/** Who tries: a person with a browser, a robot or nobody with plain requests. */
export interface Actor {
  readonly person?: SignedIn
  readonly login?: Login
}

/** What the tries of one project need to know. */
export interface Ground {
  readonly web: Web
  /** Harbor's public address. */
  readonly url: string
  readonly project: string
  /** A member of it, whose role is set to what it is already. */
  readonly member: { readonly id: string; readonly role: number; readonly project: string } | undefined
  /** Why there is no image to try with; undefined where there is one. */
  readonly noImage?: string
  /** A tag that this very subject may try to delete. */
  readonly tag: string
}

export async function attempt(deed: Deed, actor: Actor, ground: Ground): Promise<Seen> {
  const { web, url, project, member, noImage, tag } = ground
  const repository = `${project}/${probeRepository}`
  if (noImage !== undefined && deed !== 'see' && deed !== 'members')
    return { observed: undefined, answer: noImage }
  switch (deed) {
    case 'see':
      return judge(await api(actor, ground, 'GET', `/projects/${project}`))
    case 'pull':
      return judge(await pull(web, url, repository, 'seed', actor.login))
    case 'push':
      return judge(await push(web, url, repository, `by-${tag}`, actor.login))
    case 'delete':
      return judge(
        await api(
          actor,
          ground,
          'DELETE',
          `/projects/${project}/repositories/${probeRepository}/artifacts/seed/tags/${tag}`,
        ),
      )
    case 'members':
      if (!member) return { observed: undefined, answer: 'the project has no member' }
      return judge(
        await api(actor, ground, 'PUT', `/projects/${member.project}/members/${member.id}`, {
          role_id: member.role,
        }),
      )
  }
}

/** A person's request goes with the session and its CSRF token, as the portal's do. */
async function api(
  { person, login }: Actor,
  { web, url }: Ground,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  const target = `${url}/api/v2.0${path}`
  const content = body && { body: JSON.stringify(body) }
  const type: Record<string, string> = body ? { 'content-type': 'application/json' } : {}
  if (person) {
    const csrf = await person.browser.ask(`${url}/api/v2.0/systeminfo`, {
      headers: { accept: 'application/json' },
    })
    const token = String(csrf.headers['x-harbor-csrf-token'] ?? '')
    return await person.browser.ask(target, {
      method,
      headers: { ...type, 'x-harbor-csrf-token': token },
      ...content,
    })
  }
  const basic: Record<string, string> = login ? { authorization: basicAuthorization(login) } : {}
  return await web.ask(target, { method, headers: { ...type, ...basic }, ...content })
}

/** 412 means: allowed, and held back by a rule about the tag or the image. */
function judge(answer: Answer): Seen {
  const { status } = answer
  if ((status >= 200 && status < 300) || status === 412) return { observed: true, answer: brief(answer) }
  if (status === 401 || status === 403 || status === 404) return { observed: false, answer: brief(answer) }
  return { observed: undefined, answer: brief(answer) }
}
