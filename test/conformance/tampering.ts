/**
 * Every field changed behind our back, by the kind's own `update` with another spec: seen with its path, and repaired.
 *
 * Things are tampered with in rounds, one field of each at a time, so that one plan shows them all and nothing beside them.
 */
import { compare } from '../../src/core/compare.ts'
import { messageOf, SystemError } from '../../src/core/error.ts'
import { groupBy } from '../../src/core/group.ts'
import { type Key, type KindName, kindOf, segmentsOf } from '../../src/core/key.ts'
import type { Actual, Desired } from '../../src/core/kind.ts'
import { handsFor } from '../../src/engine/observe.ts'
import type { ManagedKind } from '../../src/kinds/define.ts'
import { differences, dump, essence } from '../support/dump.ts'
import { type Mutation, mutationsOf } from '../support/mutation.ts'
import { act, type Choice, lines, look, type Planned, troubles, withPlayer, worldOf } from '../support/run.ts'
import type { Player, Stage } from '../support/stage.ts'

/** What became of one place of a kind's spec. */
export interface Attempt {
  readonly kind: KindName
  readonly key: Key
  readonly place: string
  /**
   * `repaired`: seen with its path, and repaired. `elsewhere`: repaired, and seen in another field of the same thing.
   * `unchanged`: the kind's hand leaves this field as it was on the server, which was looked at.
   */
  readonly result: 'repaired' | 'elsewhere' | 'refused' | 'unchanged' | 'wrong'
  readonly detail?: string
}

interface Task {
  readonly desired: Desired
  readonly mutation: Mutation
  /** Which of the mutation's specs comes next. */
  readonly at: number
}

/** All attempts, and what is left of them on the servers that no plan has put right. */
export interface Tampered {
  readonly attempts: readonly Attempt[]
  /** Lines of what differs, without what the plan tells in its notes. */
  readonly left: readonly string[]
}

/** Tampers with every distinct place of every kind's specs. */
export async function tamperWithAll(stage: Stage, choice: Choice = {}): Promise<Tampered> {
  const before = essence(await dump(stage))
  const attempts = await withPlayer(stage, (player) => inRounds(stage, player, choice), choice)
  const { plan } = await withPlayer(stage, (player) => look(stage, player, choice), choice)
  const told = plan.notes.map(({ key }) => ` ${segmentsOf(key).join('/')} {`)
  const left = differences(before, essence(await dump(stage)))
  return { attempts, left: left.filter((line) => !told.some((name) => line.includes(name))) }
}

async function inRounds(stage: Stage, player: Player, choice: Choice): Promise<readonly Attempt[]> {
  let standing = await look(stage, player, choice)
  let queues = queuesOf(standing.desired)
  const attempts: Attempt[] = []
  const silent: Task[] = []
  while (queues.some((queue) => queue.length > 0)) {
    const tasks = queues.flatMap(([task]) => task ?? [])
    const { ended, again, unseen, after } = await round(stage, player, tasks, standing, choice)
    standing = after
    attempts.push(...ended)
    silent.push(...unseen)
    const retried = new Map(again.map((task) => [task.desired.key, task]))
    queues = queues.map(([task, ...rest]) => {
      const next = task && retried.get(task.desired.key)
      return next ? [next, ...rest] : rest
    })
  }
  return [...attempts, ...(await lookClosely(stage, player, silent, choice))]
}

/** Each place of a kind once, spread over the kind's things. */
function queuesOf(desired: readonly Desired[]): readonly (readonly Task[])[] {
  const byKind = groupBy(desired, ({ key }) => kindOf(key))
  return [...byKind.values()].flatMap((siblings) => {
    const queues = new Map<Key, Task[]>(siblings.map(({ key }) => [key, []]))
    const byPlace = groupBy(
      siblings.flatMap((one) =>
        mutationsOf(one, siblings).map((mutation) => ({ desired: one, mutation, at: 0 })),
      ),
      ({ mutation }) => mutation.place,
    )
    for (const tasks of byPlace.values()) {
      const lengthOf = (task: Task) => queues.get(task.desired.key)?.length ?? 0
      const [task] = [...tasks].sort((a, b) => lengthOf(a) - lengthOf(b))
      if (task) queues.get(task.desired.key)?.push(task)
    }
    return [...queues.values()]
  })
}

interface Round {
  readonly ended: readonly Attempt[]
  readonly again: readonly Task[]
  readonly unseen: readonly Task[]
  /** How all stands then. */
  readonly after: Planned
}

/** Tampers, and lets the engine see and repair. */
async function round(
  stage: Stage,
  player: Player,
  tasks: readonly Task[],
  { actual }: Planned,
  choice: Choice,
): Promise<Round> {
  const standing = new Map(actual.map((one) => [one.key, one]))
  const told = await Promise.all(tasks.map((task) => tamper(player, spoilt(task), standing, choice)))
  const seen = await look(stage, player, choice)
  const applied = await act(player, seen, choice)
  const after = await look(stage, player, choice)
  const common = [
    ...troubles(applied.outcomes),
    ...lines(after.plan).map((line) => `after the repair there is still to do: ${line}`),
    ...collateral(
      seen.plan.changes.map(({ key }) => key),
      tasks,
    ),
  ]
  const ended: Attempt[] = []
  const again: Task[] = []
  const unseen: Task[] = []
  for (const [index, task] of tasks.entries()) {
    const refusal = told[index]
    const change = seen.plan.changes.find(({ key }) => key === task.desired.key)
    const last = task.at + 1 >= task.mutation.specs.length
    const paths = change && 'diff' in change ? change.diff.map(({ path }) => path) : []
    const wrong = common.filter((line) => line.includes(task.desired.key))
    if (wrong.length > 0) ended.push(result(task, 'wrong', wrong.join('; ')))
    else if (paths.length > 0 && paths.some((path) => touches(path, task.mutation.path)))
      ended.push(result(task, 'repaired'))
    else if (paths.length > 0) ended.push(result(task, 'elsewhere', `the plan shows ${paths.join(', ')}`))
    else {
      if (refusal === undefined) unseen.push(task)
      if (!last) again.push({ ...task, at: task.at + 1 })
      else if (refusal !== undefined) ended.push(result(task, 'refused', refusal))
    }
  }
  const strays = common.filter((line) => !tasks.some(({ desired }) => line.includes(desired.key)))
  const [first] = tasks
  if (first && strays.length > 0) ended.push(result(first, 'wrong', strays.join('; ')))
  return { ended, again, unseen, after }
}

function spoilt({ desired, mutation, at }: Task): Desired {
  return { ...desired, spec: mutation.specs[at] }
}

/**
 * Writes a spec that nobody wants, by the kind's own hand.
 * @returns why the server or the kind refused; undefined where it did not
 */
export async function tamper(
  player: Player,
  unwanted: Desired,
  standing: ReadonlyMap<Key, Actual>,
  choice: Choice = {},
): Promise<string | undefined> {
  const world = worldOf(player, choice)
  const kind = world.kinds.find(({ name }) => name === kindOf(unwanted.key)) as ManagedKind
  const actual = standing.get(unwanted.key)
  if (!actual) return 'it does not stand'
  const idOf = (key: Key) => {
    const id = standing.get(key)?.id
    if (id === undefined) throw new SystemError(`${key} is not there`, refused)
    return id
  }
  try {
    await kind.update(unwanted, actual, handsFor(world, player.shell.signal, idOf))
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

const refused = { system: 'kubernetes', verdict: 'refused', status: 0 } as const

/** Where no plan saw a change, the servers themselves are asked whether there was one: all at once, then each by itself. */
async function lookClosely(
  stage: Stage,
  player: Player,
  tasks: readonly Task[],
  choice: Choice,
): Promise<readonly Attempt[]> {
  const before = essence(await dump(stage))
  const { actual } = await look(stage, player, choice)
  const standing = new Map(actual.map((one) => [one.key, one]))
  for (const task of tasks) await tamper(player, spoilt(task), standing, choice)
  const changed = differences(before, essence(await dump(stage)))
  const seen = await look(stage, player, choice)
  await act(player, seen, choice)
  if (changed.length === 0) return tasks.map((task) => result(task, 'unchanged'))
  const [first, ...rest] = tasks
  if (!first) return []
  if (rest.length === 0) {
    if (seen.plan.changes.length > 0) return [result(first, 'elsewhere')]
    const detail = `the server changed and no plan shows it: ${changed.join(' ').slice(0, 600)}`
    return [result(first, 'wrong', detail)]
  }
  const each = []
  for (const task of tasks) each.push(...(await lookClosely(stage, player, [task], choice)))
  return each
}

/** Changes of things that nobody tampered with. */
function collateral(changed: readonly Key[], tasks: readonly Task[]): readonly string[] {
  const touched = new Set(tasks.map(({ desired }) => desired.key))
  return changed.filter((key) => !touched.has(key)).map((key) => `also changed: ${key}`)
}

function touches(path: string, tampered: string): boolean {
  return path.startsWith(tampered) || tampered.startsWith(path)
}

function result(task: Task, outcome: Attempt['result'], detail?: string): Attempt {
  const { key } = task.desired
  return {
    kind: kindOf(key),
    key,
    place: task.mutation.place,
    result: outcome,
    ...(detail !== undefined && { detail }),
  }
}

/** Whether a thing stands exactly as it is wanted. */
export function asWanted({ key, spec }: Desired, actual: readonly Actual[]): readonly string[] {
  const found = actual.find((one) => one.key === key)
  if (!found) return ['(absent)']
  return compare(spec, found.spec).map(({ path }) => path)
}
