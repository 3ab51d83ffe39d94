/**
 * What one thing of a kind goes through: it is removed behind our back, twice; the run that makes it again is aborted; the next
 * one loses the answer to its first write. After that nothing is left to do, and everything is as before, once.
 */
import { compare } from '../../src/core/compare.ts'
import { messageOf } from '../../src/core/error.ts'
import { type Key, kindOf, systemOf } from '../../src/core/key.ts'
import type { Actual, Desired } from '../../src/core/kind.ts'
import { isOpen, parentKey } from '../../src/core/plan.ts'
import { handsFor } from '../../src/engine/observe.ts'
import type { ManagedKind } from '../../src/kinds/define.ts'
import { differences, dump, essence } from '../support/dump.ts'
import { isWrite } from '../support/faults.ts'
import {
  type Applied,
  act,
  type Choice,
  lines,
  look,
  type Planned,
  troubles,
  withPlayer,
  worldOf,
} from '../support/run.ts'
import type { Stage } from '../support/stage.ts'

/** Complaints by station; empty lists are good. */
export interface Ordeal {
  readonly key: Key
  readonly removedTwice: readonly string[]
  readonly aborted: readonly string[]
  readonly lostAnswer: readonly string[]
}

/** @param before the essence of everything as it stands, complete */
export async function undergo(
  stage: Stage,
  kind: ManagedKind,
  before: readonly string[],
  choice: Choice = {},
): Promise<Ordeal> {
  const { victim, removedTwice } = await removeTwice(stage, kind, choice)
  const aborted = await abortMaking(stage, victim, choice)
  const lostAnswer = await loseAnswer(stage, victim, before, choice)
  return { key: victim.key, removedTwice, aborted, lostAnswer }
}

async function removeTwice(stage: Stage, kind: ManagedKind, choice: Choice) {
  return await withPlayer(stage, async (player) => {
    const { desired, actual } = await look(stage, player, choice)
    const victim = victimOf(kind, desired, worldOf(player, choice).kinds)
    const standing = actual.find(({ key }) => key === victim.key)
    if (!standing) throw new Error(`${victim.key} does not stand`)
    const hands = handsFor(worldOf(player, choice), player.shell.signal, () => '')
    const removedTwice: string[] = []
    for (const time of ['first', 'second']) {
      await kind.remove(standing, hands).catch((error: unknown) => {
        removedTwice.push(`the ${time} removal failed: ${messageOf(error)}`)
      })
    }
    const { actual: after } = await look(stage, player, choice)
    const left = after.find(({ key }) => key === victim.key)
    // What is attached to something of the team's own, such as a service account, stays without our part.
    if (left && compare(victim.spec, left.spec).length === 0) removedTwice.push('it still stands')
    return { victim, removedTwice }
  })
}

/** A thing that as few others as possible wait for: one of a team before one of the platform. */
function victimOf(kind: ManagedKind, desired: readonly Desired[], kinds: readonly ManagedKind[]): Desired {
  const own = desired.filter(({ key }) => kindOf(key) === kind.name)
  const parents = new Map(kinds.map(({ name, parent }) => [name, parent]))
  const waitedFor = (key: Key) =>
    desired.filter(
      (one) => one.after?.includes(key) || parentKey(one.key, parents.get(kindOf(one.key))) === key,
    ).length
  const [victim] = own
    .map((one) => ({ one, cost: waitedFor(one.key) + (one.team === null ? 1000 : 0) }))
    .sort((a, b) => a.cost - b.cost)
  if (!victim) throw new Error(`${kind.name} derives nothing`)
  return victim.one
}

/** From the beginning of the thing's making its system says nothing any more to writes; then comes the abort. */
async function abortMaking(stage: Stage, { key }: Desired, choice: Choice): Promise<readonly string[]> {
  const controller = new AbortController()
  let abortedAt = 0
  const planned = await withPlayer(
    stage,
    async (player) => {
      const seen = await look(stage, player, choice)
      const begun = (event: { type: string; change?: { key: Key } }) => {
        if (event.type !== 'change-begun' || event.change?.key !== key) return
        stage.faults.inject((asked) =>
          isWrite(asked) && isOf(key, asked.system) ? { what: 'hang' } : undefined,
        )
        setTimeout(() => {
          abortedAt = performance.now()
          controller.abort(new Error('interrupted'))
        }, 30)
      }
      const applied = await act(player, seen, { ...choice, emit: begun })
      const took = abortedAt === 0 ? Number.NaN : performance.now() - abortedAt
      return { applied, took }
    },
    { signal: controller.signal, ...choice },
  )
  stage.faults.inject(() => undefined)
  return [
    ...(planned.took < 1000 ? [] : [`the abort took ${planned.took} ms`]),
    ...(await truth(stage, planned.applied, choice)),
  ]
}

/** Every change has one outcome, and what is said to be done stands. */
export async function truth(stage: Stage, applied: Applied, choice: Choice): Promise<readonly string[]> {
  const open = applied.plan.changes.filter(isOpen).length
  const { actual } = await withPlayer(
    stage,
    (player): Promise<Planned> => look(stage, player, choice),
    choice,
  )
  const standing = new Map<Key, Actual>(actual.map((one) => [one.key, one]))
  const lies = applied.outcomes.flatMap(({ status, change }) => {
    if (status !== 'created' && status !== 'updated') return []
    const found = standing.get(change.key)
    const stands = found && 'desired' in change && compare(change.desired.spec, found.spec).length === 0
    return stands ? [] : [`${change.key} is said to be ${status} and does not stand as wanted`]
  })
  const counted =
    applied.outcomes.length === open ? [] : [`${applied.outcomes.length} outcomes of ${open} changes`]
  return [...counted, ...lies]
}

async function loseAnswer(
  stage: Stage,
  { key }: Desired,
  before: readonly string[],
  choice: Choice,
): Promise<readonly string[]> {
  let lost = 0
  const applied = await withPlayer(
    stage,
    async (player) => {
      const seen = await look(stage, player, choice)
      const begun = (event: { type: string; change?: { key: Key } }) => {
        if (event.type !== 'change-begun' || event.change?.key !== key) return
        stage.faults.inject((asked) => {
          if (lost > 0 || !isWrite(asked) || !isOf(key, asked.system)) return undefined
          lost++
          return { what: 'drop' }
        })
      }
      return await act(player, seen, { ...choice, emit: begun })
    },
    choice,
  )
  stage.faults.inject(() => undefined)
  const { plan } = await withPlayer(stage, (player) => look(stage, player, choice), choice)
  const after = essence(await dump(stage))
  return [
    ...(lost === 1 ? [] : ['no answer was lost: the thing was not made']),
    ...troubles(applied.outcomes),
    ...lines(plan).map((line) => `there is still to do: ${line}`),
    ...differences(before, after).map((line) => line.slice(0, 400)),
  ]
}

function isOf(key: Key, system: string): boolean {
  const own = systemOf(key)
  return system === (own === 'istio' ? 'kubernetes' : own)
}
