/**
 * Crashes at the boundaries between requests, each followed by one ordinary run, which must end where an uninterrupted one does.
 *
 * Boundaries are counted in writes. A read changes no server, and what the dead process knew is gone with it: a crash at any
 * boundary between two reads leaves what a crash after the write before them leaves.
 */
import { remember } from '../../src/engine/remember.ts'
import { deadCredentials } from './credentials.ts'
import { differences, dump, essence } from './dump.ts'
import { type Fault, isWrite } from './faults.ts'
import { act, type Choice, lines, look, type Planned, troubles, withPlayer, worldOf } from './run.ts'
import { openStage, type Stage } from './stage.ts'

/**
 * What happens to the write at a boundary.
 *
 * - `before`: it and all after it never arrive; the process died between two requests
 * - `after`: it is carried out, and the process dies before it hears of that
 * - `lost`: it is carried out, its answer is lost, and the run goes on as it can
 */
export const modes = ['before', 'after', 'lost'] as const
export type Mode = (typeof modes)[number]

/** A run that is crashed, from a state that can be brought about again and again on one stage. */
export interface Scenario {
  /** What is tried, as the report calls it. */
  readonly name: string
  /** Brings a new stage to where all begins. @returns what brings it to where the run begins, called before each */
  readonly prepare: (stage: Stage) => Promise<(last: Planned | undefined) => Promise<void>>
  /** What the run wants and may do. */
  readonly choose: (stage: Stage) => Choice
}

export interface Swept {
  /** What an uninterrupted run does, as lines of its plan. */
  readonly begun: readonly string[]
  /** Boundaries after which something was wrong, with what it was. */
  readonly wrong: readonly string[]
  /** `prune: 61 requests, 38 writes; tried 38 before, 38 after, 38 lost`. */
  readonly report: string
}

/** A whole run, within its lock: look, act, look again, and note what stands. @returns the plan that is left, and what was done */
export function wholeRun(stage: Stage, choice: Choice): Promise<Planned & { wrong: readonly string[] }> {
  const run = async (player: Parameters<typeof look>[1]) => {
    const { outcomes } = await act(player, await look(stage, player, choice), choice)
    const { signal } = player.shell
    const world = worldOf(player, choice)
    const [after] = await Promise.all([look(stage, player, choice), world.applied.load(undefined, signal)])
    await remember(world, after, choice.narrowing ?? {}, signal)
    return {
      ...after,
      wrong: [...troubles(outcomes), ...lines(after.plan).map((line) => `still to do: ${line}`)],
    }
  }
  return withPlayer(stage, run, choice)
}

/** @param sample how many boundaries are tried in each mode; all where undefined */
export async function sweep(scenario: Scenario, sample?: number): Promise<Swept> {
  let attempt = await Attempt.begin(scenario)
  const { reference } = attempt
  const wrong: string[] = [...reference.wrong]
  const tried = new Map<Mode, number>()
  try {
    for (const mode of modes) {
      for (const write of chosen(reference.writes, sample)) {
        const problems = await attempt.at(mode, write, reference)
        tried.set(mode, (tried.get(mode) ?? 0) + 1)
        if (problems.length === 0) continue
        wrong.push(...problems.map((line) => `${mode} write ${write}: ${line.slice(0, 400)}`))
        // What went wrong is not to be blamed on the next boundary.
        await attempt.close()
        attempt = await Attempt.begin(scenario)
      }
    }
  } finally {
    await attempt.close()
  }
  const counts = modes.map((mode) => `${tried.get(mode) ?? 0} ${mode}`).join(', ')
  const report = `${scenario.name}: ${reference.requests} requests, ${reference.writes} writes; tried ${counts}`
  return { begun: reference.begun, wrong, report }
}

/** Spread over all, another choice with each call. */
function chosen(count: number, sample = count): readonly number[] {
  const each = Array.from({ length: count }, (_, at) => at)
  if (sample >= count) return each
  const step = count / sample
  const offset = Math.random() * step
  return Array.from({ length: sample }, (_, at) => Math.floor(offset + at * step))
}

interface Reference {
  readonly begun: readonly string[]
  readonly wanted: readonly string[]
  readonly requests: number
  readonly writes: number
  readonly wrong: readonly string[]
}

/** One stage, on which boundary after boundary is tried. */
class Attempt {
  readonly reference: Reference
  readonly #stage: Stage
  readonly #choice: Choice
  readonly #prepare: (last: Planned | undefined) => Promise<void>
  #last: Planned

  private constructor(
    stage: Stage,
    choice: Choice,
    prepare: (last: Planned | undefined) => Promise<void>,
    reference: Reference,
    last: Planned,
  ) {
    this.#stage = stage
    this.#choice = choice
    this.#prepare = prepare
    this.reference = reference
    this.#last = last
  }

  /** With one run that nothing interrupts. */
  static async begin(scenario: Scenario): Promise<Attempt> {
    const stage = await openStage()
    try {
      const choice = scenario.choose(stage)
      const prepare = await scenario.prepare(stage)
      await prepare(undefined)
      stage.faults.forget()
      const begun: string[] = []
      const last = await wholeRun(stage, listening(choice, begun))
      const { asked } = stage.faults
      const reference = {
        begun,
        wanted: essence(await dump(stage)),
        requests: asked.length,
        writes: asked.filter(isWrite).length,
        wrong: [...last.wrong, ...(await deadCredentials(stage))].map((line) => `uninterrupted: ${line}`),
      }
      return new Attempt(stage, choice, prepare, reference, last)
    } catch (error) {
      await stage.close()
      throw error
    }
  }

  close(): Promise<void> {
    return this.#stage.close()
  }

  /** @returns what is wrong after the run that follows */
  async at(mode: Mode, write: number, { begun, wanted }: Reference): Promise<readonly string[]> {
    const stage = this.#stage
    await this.#prepare(this.#last)
    const seen: string[] = []
    const struck = await suffer(stage, mode, write, listening(this.#choice, seen))
    const last = await wholeRun(stage, this.#choice)
    this.#last = last
    return [
      ...(struck ? [] : ['it was never made']),
      ...differences(begun, seen).map((line) => `the run began elsewhere: ${line}`),
      ...last.wrong,
      ...differences(wanted, essence(await dump(stage))),
      ...(await deadCredentials(stage)),
    ]
  }
}

/** Tells the plan's lines before anything is written. */
function listening(choice: Choice, begun: string[]): Choice {
  return {
    ...choice,
    emit: (event) => {
      if (event.type === 'apply-begun') begun.push(...lines(event))
    },
  }
}

/** One run, at one of whose writes something happens. @returns whether that write was made */
async function suffer(stage: Stage, mode: Mode, write: number, choice: Choice): Promise<boolean> {
  const controller = new AbortController()
  let writes = 0
  let struck = false
  let dead = false
  const die = () => {
    dead = true
    controller.abort(new Error('crashed'))
  }
  const end = stage.faults.inject((asked): Fault | undefined => {
    if (dead) return { what: 'reset' }
    if (!isWrite(asked) || writes++ !== write) return undefined
    struck = true
    if (mode === 'lost') return { what: 'drop' }
    dead = true
    if (mode === 'after') return { what: 'drop', told: die }
    die()
    return { what: 'reset' }
  })
  try {
    await wholeRun(stage, { ...choice, signal: controller.signal })
  } catch (error) {
    // Who has died says no more; a run that only lost an answer may fail, and the next one goes on.
    if (!struck) throw error
  } finally {
    end()
  }
  return struck
}
