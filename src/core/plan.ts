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
import { createHash, hash } from 'node:crypto'
import { canonicalJson, compare, compareText } from './compare.ts'
import { groupBy } from './group.ts'
import { type Key, type KindName, kindOf, segmentsOf, systemOf, systems } from './key.ts'
import type { Actual, Desired, FieldDiff, Kind, Risk } from './kind.ts'
import {
  approval,
  type Block,
  dependence,
  type Origin,
  ownership,
  type Policy,
  protection,
  restraint,
  unasked,
} from './policy.ts'

/** What was applied last, by key: the digest of the spec; undefined where nothing was noted. */
export type Applied = (key: Key) => string | undefined

interface ChangeBase {
  readonly key: Key
  readonly team: string | null
  readonly risks: readonly Risk[]
  readonly origin: Origin
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
  /** Which document has disappeared: its team's as a whole, or only the words that named it. */
  readonly gone: 'document' | 'mention'
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

/**
 * @param applied what was applied last; it tells drift, of which access that ends was decided before, from pending
 * @throws RangeError when two desired things have the same key
 */
export function plan(
  desired: readonly Desired[],
  actual: readonly Actual[],
  kinds: readonly Traits[],
  policy: Policy,
  applied: Applied = () => undefined,
): Plan {
  const traits = new Map<KindName, Traits>(kinds.map((kind) => [kind.name, kind]))
  const have = new Map(actual.map((one) => [one.key, one]))
  const want = new Set<Key>()
  const changes: Change[] = []
  for (const one of desired) {
    if (want.has(one.key)) throw new RangeError(`two things are wanted under the key ${one.key}`)
    want.add(one.key)
    const kind = traits.get(kindOf(one.key))
    const parents = waitsFor(one, kind?.parent, () => []).filter((key) => kindOf(key) === kind?.parent)
    const fresh = parents.length > 0 && !parents.some((key) => have.has(key))
    const change = wanted(one, have.get(one.key), kind, { policy, applied, fresh })
    if (change) changes.push(change)
  }
  const unchanged = desired.length - changes.length
  // A list that grew while it was read shows one thing twice.
  for (const one of have.values()) {
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
export function isPending({ blocked }: Change): boolean {
  return !blocked || !['needs-prune', 'team-gone', 'not-asked'].includes(blocked.reason)
}

/** A short digest of a spec, for telling whether it is the one that was applied. */
export function specDigest(spec: unknown): string {
  return hash('sha256', canonicalJson(spec)).slice(0, 8)
}

/** The key of the thing that this one is inside of: the first segment, under the parent's kind. */
export function parentKey(key: Key, parent: KindName | undefined): Key | undefined {
  const segments = segmentsOf(key)
  return parent && segments.length > 1 ? `${parent}:${encodeURIComponent(segments[0] ?? '')}` : undefined
}

/**
 * What a thing waits for: its edges and its parent. Where its key does not say which parent (the realm is there once), an edge
 * does, or else all of that kind are meant.
 */
export function waitsFor(
  { key, after = [] }: Desired,
  parent: KindName | undefined,
  ofKind: (kind: KindName) => readonly Key[],
): readonly Key[] {
  if (parent === undefined) return after
  const own = parentKey(key, parent)
  if (own !== undefined) return [...after, own]
  return after.some((one) => kindOf(one) === parent) ? after : [...after, ...ofKind(parent)]
}

function wanted(
  one: Desired,
  found: Actual | undefined,
  kind: Traits | undefined,
  { policy, applied, fresh }: { policy: Policy; applied: Applied; fresh: boolean },
): Change | undefined {
  const { key, team } = one
  const last = applied(key)
  if (!found) {
    const risks = kind?.creationRisks?.(one) ?? []
    const origin = last === undefined ? 'pending' : last === specDigest(one.spec) ? 'drift' : 'both'
    const block =
      unasked(origin, policy) ??
      // Inside something that is only now being made there is no data yet.
      protection([team], !fresh && risks.includes('destroys-data'), policy) ??
      approval(risks, policy, origin)
    return { op: 'create', key, team, desired: one, risks, origin, ...blockedBy(block) }
  }
  const diff = compare(one.spec, found.spec)
  if (diff.length === 0) return undefined
  const fixed = kind?.immutable ?? []
  const replace = diff.some(({ path }) => fixed.includes(path.split(/[.[]/)[0] ?? path))
  const risks = [
    ...new Set([...(kind?.risks?.(one, found, diff) ?? []), ...(replace ? (kind?.removalRisks ?? []) : [])]),
  ].sort()
  const origin = originOf(one.spec, found.spec, last)
  const block =
    ownership(found, policy) ??
    unasked(origin, policy) ??
    protection([team, found.team], replace || risks.includes('destroys-data'), policy) ??
    // Of what is handed to us only now, nothing was ever decided.
    approval(risks, policy, found.owner === policy.owner ? origin : 'pending')
  return {
    op: replace ? 'replace' : 'update',
    key,
    team,
    desired: one,
    actual: found,
    diff,
    risks,
    origin,
    ...blockedBy(block),
  }
}

function unwanted(one: Actual, risks: readonly Risk[], policy: Policy): Change {
  const block =
    restraint(one, policy) ??
    unasked('pending', policy) ??
    dependence(one) ??
    approval(risks, policy, 'pending')
  return {
    op: 'remove',
    key: one.key,
    team: one.team,
    actual: one,
    gone: one.team !== null && !policy.described.has(one.team) ? 'document' : 'mention',
    risks,
    origin: 'pending',
    ...blockedBy(block),
  }
}

/** What was applied last decides who moved; without a note of it the description is taken to be new. */
function originOf(want: unknown, have: unknown, last: string | undefined): Origin {
  if (last === undefined) return 'pending'
  if (last === specDigest(want)) return 'drift'
  return last === specDigest(have) ? 'pending' : 'both'
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
      : (earlier(change)
          .map(blockerOf)
          .find((key) => key !== null) ?? null)
    verdicts.set(change.key, verdict)
    return verdict
  }
  const byKind = groupBy(byKey.keys(), kindOf)
  const earlier = (change: Change): readonly Change[] => {
    if (change.op === 'remove') return []
    const { parent } = traits.get(kindOf(change.key)) ?? {}
    const keys = waitsFor(change.desired, parent, (kind) => byKind.get(kind) ?? [])
    return keys.flatMap((key) => byKey.get(key) ?? [])
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
