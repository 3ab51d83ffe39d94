/**
 * What may be done, and to what: each rule a small function that says why not. They filter changes after the difference was
 * made, and nothing that they hold back vanishes from a plan.
 */
import type { Key } from './key.ts'
import type { Actual, Risk } from './kind.ts'

/** What may be done, and to what. */
export interface Policy {
  /** The platform's name: our mark. */
  readonly owner: string
  /** Whether what no document names any more is removed. */
  readonly prune: boolean
  /** Teams of which nothing is ever removed. */
  readonly protect: ReadonlySet<string>
  /** Teams that a document describes. */
  readonly described: ReadonlySet<string>
  /** Teams that somebody named for this run. Of a team that no document describes nothing is removed unless it is named. */
  readonly named: ReadonlySet<string>
  /** Risks that somebody has accepted by name. */
  readonly approve: ReadonlySet<Risk>
  /** Things without our mark that somebody handed to us on purpose. */
  readonly adopt: ReadonlySet<Key>
  /** Only changes of this origin are made. */
  readonly only?: Origin
}

/**
 * Who moved: `drift` when a server no longer has what was applied, `pending` when the description is another than the one
 * that was applied, `both` when both moved.
 */
export type Origin = 'drift' | 'pending' | 'both'

/** Why a change is not made. `depends` names what it waits for: a blocked change, or a thing that this run does not look at. */
export type Block =
  | { readonly reason: 'unowned' | 'protected' | 'needs-prune' | 'not-asked' }
  | { readonly reason: 'team-gone'; readonly team: string }
  | { readonly reason: 'owned-by-another'; readonly owner: string }
  | { readonly reason: 'needs-approval'; readonly risks: readonly Risk[] }
  | { readonly reason: 'depends'; readonly on: Key }

/** What keeps a thing that nobody names any more from being removed. */
export function restraint({ team }: Actual, policy: Policy): Block | undefined {
  if (team !== null && policy.protect.has(team)) return { reason: 'protected' }
  if (!policy.prune) return { reason: 'needs-prune' }
  // An empty or half checked-out folder describes no team, and names none either.
  if (team !== null && !policy.described.has(team) && !policy.named.has(team))
    return { reason: 'team-gone', team }
  return undefined
}

/** What must go before a thing can, and is not part of this run. */
export function dependence({ neededBy }: Actual): Block | undefined {
  return neededBy === undefined ? undefined : { reason: 'depends', on: neededBy }
}

/** With `only`, changes of another origin are left out. */
export function unasked(origin: Origin, { only }: Policy): Block | undefined {
  return only === undefined || origin === only || origin === 'both' ? undefined : { reason: 'not-asked' }
}

/** What is not ours is changed only after it was handed to us, and another platform's never. */
export function ownership({ key, owner }: Actual, policy: Policy): Block | undefined {
  if (owner === policy.owner) return undefined
  if (owner !== null) return { reason: 'owned-by-another', owner }
  return policy.adopt.has(key) ? undefined : { reason: 'unowned' }
}

/** Of a protected team nothing is lost: neither by a replacement nor by a change that destroys data. */
export function protection(
  teams: readonly (string | null)[],
  loses: boolean,
  { protect }: Policy,
): Block | undefined {
  return loses && teams.some((team) => team !== null && protect.has(team))
    ? { reason: 'protected' }
    : undefined
}

/**
 * Every risk needs somebody who accepted it by name. That access ends which somebody opened by hand was decided when the
 * description was applied; all else may undo what was done by hand for a reason.
 */
export function approval(risks: readonly Risk[], { approve }: Policy, origin: Origin): Block | undefined {
  const decided = (risk: Risk) => origin === 'drift' && risk === 'cuts-access'
  const open = risks.filter((risk) => !approve.has(risk) && !decided(risk))
  return open.length === 0 ? undefined : { reason: 'needs-approval', risks: open }
}
