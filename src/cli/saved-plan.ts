/**
 * A plan in a file: made in one place, looked at by people, carried out in another.
 *
 * It holds the resolved description (which names secrets and holds none), what the run was narrowed to, and the policy, so that
 * the plan can be made again from the world as it is then; it is carried out only if that gives the same digest.
 */
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { z } from 'zod'
import { canonicalJson } from '../core/compare.ts'
import { messageOf } from '../core/error.ts'
import type { Key, System } from '../core/key.ts'
import type { Risk } from '../core/kind.ts'
import type { Change, Plan } from '../core/plan.ts'
import type { Origin, Policy } from '../core/policy.ts'
import type { Narrowing } from '../engine/world.ts'
import type { Tenancy } from '../tenancy/tenancy.ts'
import { fileWords, isFileError, UsageError } from './exit-code.ts'

const format = 'troupe.dev/plan/v1'

const SavedPlan = z.object({
  format: z.literal(format),
  digest: z.string(),
  tenancy: z.custom<Tenancy>((value) => typeof value === 'object' && value !== null),
  narrowing: z.object({
    teams: z.array(z.string()).optional(),
    systems: z.array(z.custom<System>()).optional(),
  }),
  policy: z.object({
    owner: z.string(),
    prune: z.boolean(),
    protect: z.array(z.string()),
    described: z.array(z.string()),
    named: z.array(z.string()),
    only: z.custom<Origin>().optional(),
    approve: z.array(z.custom<Risk>()),
    adopt: z.array(z.custom<Key>()),
  }),
  changes: z.array(z.custom<Change>()),
})

/** What a saved plan says. */
export interface Saved {
  readonly digest: string
  readonly tenancy: Tenancy
  readonly narrowing: Narrowing
  readonly policy: Policy
  readonly changes: readonly Change[]
}

/** Only its owner may read the file: it describes who may do what. */
export function savePlan(
  path: string,
  saved: { plan: Plan; tenancy: Tenancy; narrowing: Narrowing; policy: Policy },
): void {
  const { plan, tenancy, narrowing, policy } = saved
  const text = JSON.stringify({
    format,
    digest: plan.digest,
    tenancy,
    narrowing: {
      ...(narrowing.teams && { teams: [...narrowing.teams] }),
      ...(narrowing.systems && { systems: [...narrowing.systems] }),
    },
    policy: {
      ...policy,
      protect: [...policy.protect],
      described: [...policy.described],
      named: [...policy.named],
      approve: [...policy.approve],
      adopt: [...policy.adopt],
    },
    changes: plan.changes,
  })
  // A mode is given to new files only, and whoever reads along must not meet half a plan.
  const fresh = `${path}.${process.pid}.new`
  try {
    writeFileSync(fresh, `${text}\n`, { mode: 0o600 })
    renameSync(fresh, path)
  } catch (error) {
    throw new UsageError(`${path} can't be written: ${writeProblem(error)}`)
  }
}

function writeProblem(error: unknown): string {
  if (!isFileError(error)) return messageOf(error)
  return error.code === 'ENOENT' ? 'its folder does not exist' : `it ${fileWords(error)}`
}

/** Whether a path is meant for a saved plan and not for a description: by its ending, or by how the file begins. */
export function isSavedPlan(path: string): boolean {
  return path.endsWith('.plan') || path.endsWith('.json') || holdsPlan(path)
}

/** Whether a file is a saved plan. One that can't be read is none: whoever reads it as something else says so. */
export function holdsPlan(path: string): boolean {
  const begin = Buffer.from(`{"format":"${format}"`)
  const read = Buffer.alloc(begin.length)
  try {
    // A pipe would wait for whoever writes.
    if (!statSync(path).isFile()) return false
    const file = openSync(path, 'r')
    try {
      readSync(file, read)
    } finally {
      closeSync(file)
    }
  } catch {
    return false
  }
  return read.equals(begin)
}

/** @throws UsageError when the file is no plan of ours */
export function loadPlan(path: string): Saved {
  const parsed = SavedPlan.safeParse(parseJson(path))
  if (!parsed.success) {
    throw new UsageError(`${path} is not a saved plan: make one with  troupe plan --out ${path}`)
  }
  const { digest, tenancy, narrowing, policy, changes } = parsed.data
  return {
    digest,
    tenancy,
    changes,
    narrowing: {
      ...(narrowing.teams && { teams: new Set(narrowing.teams) }),
      ...(narrowing.systems && { systems: new Set(narrowing.systems) }),
    },
    policy: {
      owner: policy.owner,
      prune: policy.prune,
      ...(policy.only && { only: policy.only }),
      protect: new Set(policy.protect),
      described: new Set(policy.described),
      named: new Set(policy.named),
      approve: new Set(policy.approve),
      adopt: new Set(policy.adopt),
    },
  }
}

/** A change that is no longer the one that was shown; undefined where there is none. */
export interface Move {
  readonly key: Key
  readonly before: Change | undefined
  readonly after: Change | undefined
}

/** What differs between the changes that were saved and those that would be made now, by key. */
export function moved(saved: readonly Change[], present: readonly Change[]): readonly Move[] {
  const byKey = (changes: readonly Change[]) => new Map(changes.map((change) => [change.key, change]))
  const [then, now] = [byKey(saved), byKey(present)]
  const keys = [...new Set([...then.keys(), ...now.keys()])].sort()
  return keys
    .map((key) => ({ key, before: then.get(key), after: now.get(key) }))
    .filter((move) => canonicalJson(move.before) !== canonicalJson(move.after))
}

function parseJson(path: string): unknown {
  if (!existsSync(path))
    throw new UsageError(`${path}  does not exist: make it with  troupe plan --out ${path}`)
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`${path} can't be read as a saved plan: ${messageOf(error)}`)
  }
}
