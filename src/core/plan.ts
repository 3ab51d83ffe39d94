/**
 * The plan: the difference between two worlds under a policy, and nothing but. No clock, no network, no order of input.
 *
 *              | wanted, ours | wanted, not ours   | not wanted, ours
 *   absent     | create       | create             | -
 *   equal      | -            | -                  | remove
 *   differs    | update       | update, blocked    | remove
 *   in a fixed field: replace instead of update
 *
 * What is neither wanted nor ours is not in the plan at all.
 */
import { createHash } from 'node:crypto'
import { canonicalJson, compare } from './compare.ts'
import { type Key, type KindName, kindOf, segmentsOf, systemOf, systems } from './key.ts'
import type { Actual, Desired, FieldDiff, Kind, Risk } from './kind.ts'

/** What may be done, and to what. */
export interface Policy {
  /** The platform's name: our mark. */
  readonly owner: string
  /** Whether what no document names any more is removed. */
  readonly prune: boolean
  /** Teams of which nothing is ever removed. */
  readonly protect: ReadonlySet<string>
  /** Risks that somebody has accepted by name. */
  readonly approve: ReadonlySet<Risk>
  /** Things without our mark that somebody handed to us on purpose. */
  readonly adopt: ReadonlySet<Key>
}

/** Why a change is not made. `depends` names the blocked change that it waits for. */
export type Block =
  | { readonly reason: 'unowned' | 'protected' | 'needs-prune' }
  | { readonly reason: 'owned-by-another'; readonly owner: string }
  | { readonly reason: 'needs-approval'; readonly risks: readonly Risk[] }
  | { readonly reason: 'depends'; readonly on: Key }

interface ChangeBase {
  readonly key: Key
  readonly team: string | null
  readonly risks: readonly Risk[]
  readonly blocked?: Block
}
export interface Create extends ChangeBase {
  readonly op: 'create'
  readonly desired: Desired
}
export interface Update extends ChangeBase {
  readonly op: 'update' | 'replace'
  readonly desired: Desired
  readonly actual: Actual
  readonly diff: readonly FieldDiff[]
}
export interface Remove extends ChangeBase {
  readonly op: 'remove'
  readonly actual: Actual
}
export type Change = Create | Update | Remove

/** Plain data: printed, stored, sent on. Sorted by team, system and key; the platform's own changes come first. */
export interface Plan {
  readonly changes: readonly Change[]
  /** How many wanted things are as they should be. */
  readonly unchanged: number
  /** Surprises that are told and not acted on, by key. */
  readonly notes: readonly { readonly key: Key; readonly team: string | null; readonly text: string }[]
  /** Of the changes: equal digests mean the same changes. */
  readonly digest: string
}

type Traits = Pick<
  Kind<never, never>,
  'name' | 'parent' | 'immutable' | 'removable' | 'removalRisks' | 'risks' | 'creationRisks'
>

/** @throws RangeError when two desired things have the same key */
export function plan(
  desired: readonly Desired[],
  actual: readonly Actual[],
  kinds: readonly Traits[],
  policy: Policy,
): Plan {
  const traits = new Map<KindName, Traits>(kinds.map((kind) => [kind.name, kind]))
  const have = new Map(actual.map((one) => [one.key, one]))
  const want = new Set<Key>()
  const changes: Change[] = []
  for (const one of desired) {
    if (want.has(one.key)) throw new RangeError(`two things are wanted under the key ${one.key}`)
    want.add(one.key)
    const change = wanted(one, have.get(one.key), traits.get(kindOf(one.key)), policy)
    if (change) changes.push(change)
  }
  const unchanged = desired.length - changes.length
  for (const one of actual) {
    const kind = traits.get(kindOf(one.key))
    if (want.has(one.key) || one.owner !== policy.owner || kind?.removable === false) continue
    changes.push(unwanted(one, kind?.removalRisks ?? [], policy))
  }
  const sorted = withDependants(changes, traits).sort(inOrder)
  return { changes: sorted, unchanged, notes: notesOf(actual), digest: digestOf(sorted) }
}

/** Whether a change will be made. */
export function isOpen(change: Change): boolean {
  return change.blocked === undefined
}

/** What keeps the world from being as described: everything but removals that nobody asked for. */
export function isPending(change: Change): boolean {
  return change.blocked?.reason !== 'needs-prune'
}

/** The key of the thing that this one is inside of: the first segment, under the parent's kind. */
export function parentKey(key: Key, parent: KindName | undefined): Key | undefined {
  const segments = segmentsOf(key)
  return parent && segments.length > 1 ? `${parent}:${encodeURIComponent(segments[0] ?? '')}` : undefined
}

function wanted(
  one: Desired,
  found: Actual | undefined,
  kind: Traits | undefined,
  policy: Policy,
): Change | undefined {
  const { key, team } = one
  if (!found) {
    const risks = kind?.creationRisks?.(one) ?? []
    return { op: 'create', key, team, desired: one, risks, ...blockedBy(approval(risks, policy)) }
  }
  const diff = compare(one.spec, found.spec)
  if (diff.length === 0) return undefined
  const fixed = kind?.immutable ?? []
  const replace = diff.some(({ path }) => fixed.includes(path.split(/[.[]/)[0] ?? path))
  const risks = [
    ...new Set([...(kind?.risks?.(one, found, diff) ?? []), ...(replace ? (kind?.removalRisks ?? []) : [])]),
  ].sort()
  const block = ownership(found, policy) ?? approval(risks, policy)
  return {
    op: replace ? 'replace' : 'update',
    key,
    team,
    desired: one,
    actual: found,
    diff,
    risks,
    ...blockedBy(block),
  }
}

function unwanted(one: Actual, risks: readonly Risk[], policy: Policy): Change {
  const block: Block | undefined =
    one.team !== null && policy.protect.has(one.team)
      ? { reason: 'protected' }
      : policy.prune
        ? approval(risks, policy)
        : { reason: 'needs-prune' }
  return { op: 'remove', key: one.key, team: one.team, actual: one, risks, ...blockedBy(block) }
}

function ownership({ key, owner }: Actual, policy: Policy): Block | undefined {
  if (owner === policy.owner || policy.adopt.has(key)) return undefined
  return owner === null ? { reason: 'unowned' } : { reason: 'owned-by-another', owner }
}

function approval(risks: readonly Risk[], policy: Policy): Block | undefined {
  const open = risks.filter((risk) => !policy.approve.has(risk))
  return open.length === 0 ? undefined : { reason: 'needs-approval', risks: open }
}

function blockedBy(block: Block | undefined): { readonly blocked?: Block } {
  return block ? { blocked: block } : {}
}

/** What waits for a blocked change is blocked itself: nothing is put into a namespace that is not ours. */
function withDependants(changes: readonly Change[], traits: ReadonlyMap<KindName, Traits>): Change[] {
  const byKey = new Map(changes.map((change) => [change.key, change]))
  const verdicts = new Map<Key, Key | null>()
  const blockerOf = (change: Change): Key | null => {
    const known = verdicts.get(change.key)
    if (known !== undefined) return known
    verdicts.set(change.key, null) // a cycle ends here
    const verdict = change.blocked
      ? change.key
      : (waitsFor(change)
          .map(blockerOf)
          .find((key) => key !== null) ?? null)
    verdicts.set(change.key, verdict)
    return verdict
  }
  const waitsFor = (change: Change): readonly Change[] => {
    if (change.op === 'remove') return []
    const parent = parentKey(change.key, traits.get(kindOf(change.key))?.parent)
    return [...(change.desired.after ?? []), ...(parent ? [parent] : [])].flatMap(
      (key) => byKey.get(key) ?? [],
    )
  }
  return changes.map((change) => {
    const on = blockerOf(change)
    return on === null || change.blocked ? change : { ...change, blocked: { reason: 'depends', on } }
  })
}

function notesOf(actual: readonly Actual[]): Plan['notes'] {
  return actual
    .flatMap(({ key, team, notes = [] }) => notes.map((text) => ({ key, team, text })))
    .sort((a, b) => compareText(a.key, b.key) || compareText(a.text, b.text))
}

function digestOf(changes: readonly Change[]): string {
  const hash = createHash('sha256')
  for (const change of changes) {
    hash.update(
      canonicalJson({
        ...change,
        actual: 'actual' in change ? { ...change.actual, notes: undefined } : undefined,
      }),
    )
    hash.update('\n')
  }
  return hash.digest('hex').slice(0, 16)
}

function inOrder(a: Change, b: Change): number {
  return (
    compareText(a.team ?? '', b.team ?? '') ||
    systems.indexOf(systemOf(a.key)) - systems.indexOf(systemOf(b.key)) ||
    compareText(a.key, b.key)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
