/**
 * One thing of every kind changed behind our back, so that a plan shows it: by the kind's own `update` with a spec that nobody
 * wants, or by an administrator's hand where ours writes no field wrongly. Found out by trying; no kind is named.
 */
import { groupBy } from '../../src/core/group.ts'
import { type Key, type KindName, kindOf } from '../../src/core/key.ts'
import type { Actual, Desired } from '../../src/core/kind.ts'
import { mutationsOf } from '../support/mutation.ts'
import { act, type Choice, look, type Planned, withPlayer } from '../support/run.ts'
import { reach, type Servers } from '../support/servers.ts'
import type { Player, Stage } from '../support/stage.ts'
import { deedsByHand } from './by-hand.ts'
import { tamper } from './tampering.ts'

type Standing = ReadonlyMap<Key, Actual>

/** One change of one thing. A refusal is none: no plan will show it. */
export interface Touch {
  readonly key: Key
  readonly by: (hands: Touching) => Promise<unknown>
}

interface Touching {
  readonly stage: Stage
  readonly player: Player
  readonly servers: Servers
  readonly standing: Standing
}

/** What was found by trying on a stage where all stands. */
export interface Touched {
  /** One for each kind that can be changed. */
  readonly touches: readonly Touch[]
  /** Kinds of which no plan ever showed anything, with all that was tried. */
  readonly untouchable: readonly { readonly kind: KindName; readonly tries: readonly Touch[] }[]
}

/** Carries touches out. @param last how things stand */
export function touch(
  stage: Stage,
  touches: readonly Touch[],
  { actual }: Planned,
  choice: Choice = {},
): Promise<void> {
  return withPlayer(stage, (player) => touchAs(player, stage, touches, actual), choice)
}

async function touchAs(
  player: Player,
  stage: Stage,
  touches: readonly Touch[],
  actual: readonly Actual[],
): Promise<void> {
  const servers = await reach(stage)
  const standing = new Map(actual.map((one) => [one.key, one]))
  try {
    await Promise.all(touches.map(({ by }) => by({ stage, player, servers, standing })))
  } finally {
    await servers.close()
  }
}

/** Tries, in rounds, until each kind has a touch or none is left to try; all is repaired in between. */
export function findTouches(stage: Stage, choice: Choice = {}): Promise<Touched> {
  return withPlayer(stage, async (player) => {
    let { actual, desired } = await look(stage, player, choice)
    const found: Touch[] = []
    let open = [...groupBy(desired, ({ key }) => kindOf(key))].map(([kind, own]) => ({
      kind,
      tries: triesFor(kind, own, actual),
    }))
    for (let round = 0; open.some(({ tries }) => tries.length > round); round++) {
      const touches = open.flatMap(({ tries }) => tries[round] ?? [])
      await touchAs(player, stage, touches, actual)
      const seen = await look(stage, player, choice)
      const changed = new Set(seen.plan.changes.map(({ key }) => key))
      const effective = touches.filter(({ key }) => changed.has(key))
      found.push(...effective)
      const done = new Set(effective.map(({ key }) => kindOf(key)))
      open = open.filter(({ kind }) => !done.has(kind))
      await act(player, seen, choice)
      ;({ actual, desired } = await look(stage, player, choice))
    }
    return { touches: found, untouchable: open }
  })
}

/** Each place of the specs once; what administrators do comes early, since it is sure to be seen. */
function triesFor(kind: KindName, own: readonly Desired[], actual: readonly Actual[]): readonly Touch[] {
  const byPlace = groupBy(
    own.flatMap((desired) => mutationsOf(desired, own).map((mutation) => ({ desired, mutation }))),
    ({ mutation }) => mutation.place,
  )
  const written = [...byPlace.values()].flatMap(([first]): readonly Touch[] => {
    if (!first) return []
    const { desired, mutation } = first
    return mutation.specs.map((spec) => ({
      key: desired.key,
      by: ({ player, standing }) => tamper(player, { ...desired, spec }, standing),
    }))
  })
  const keys = new Set(own.map(({ key }) => key))
  const byHand = deedsByHand.flatMap((deed): readonly Touch[] => {
    if (deed.kind !== kind) return []
    const victim = actual.find((one) => keys.has(one.key) && (deed.chosen?.(one) ?? true))
    if (!victim) return []
    const { key } = victim
    return [
      {
        key,
        by: async ({ stage, servers, standing }) => {
          const one = standing.get(key)
          if (one) await deed.tamper(one, servers, stage)
        },
      },
    ]
  })
  return [...written.slice(0, 1), ...byHand, ...written.slice(1)]
}
