/** How the tests of crashes try boundaries: `npm test` samples them, CRASHES=all tries each, CRASHES=20 so many in each mode. */
import { expect } from 'vitest'
import { type Key, type KindName, kindOf } from '../../src/core/key.ts'
import { type Scenario, type Swept, sweep } from '../support/crash.ts'

const asked = process.env['CRASHES'] ?? '1'
const sample = asked === 'all' ? undefined : Number(asked)

/** Sweeps, prints how much was tried, and expects that nothing was wrong. */
export async function sweepBoundaries(scenario: Scenario): Promise<Swept> {
  const swept = await sweep(scenario, sample)
  console.log(swept.report)
  expect(swept.wrong).toEqual([])
  return swept
}

/** The kinds that lines of a plan are about, such as `update harbor.project:a (metadata.public)`; only those with this operation. */
export function kindsIn(lines: readonly string[], op = ''): ReadonlySet<KindName> {
  return new Set(lines.filter((line) => line.startsWith(op)).map((line) => kindOf(line.split(' ')[1] as Key)))
}
