/** How the tests of crashes try boundaries: `npm test` samples them, CRASHES=all tries each. */
import { expect } from 'vitest'
import type { Key } from '../../src/core/key.ts'
import { type Scenario, type Swept, sweep } from '../support/crash.ts'

/** How many boundaries are tried in each mode where not all are. */
const sample = process.env['CRASHES'] === 'all' ? undefined : 2

/** Sweeps, prints how much was tried, and expects that nothing was wrong. */
export async function sweepBoundaries(scenario: Scenario): Promise<Swept> {
  const swept = await sweep(scenario, sample)
  console.log(swept.report)
  expect(swept.wrong).toEqual([])
  return swept
}

/** Whose a plan's line is: `update harbor.project:a (metadata.public)`. */
export function keyIn(line: string): Key {
  return line.split(' ')[1] as Key
}
