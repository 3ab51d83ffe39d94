/** Who may do what: each promise of the description tried on the servers, a test for each. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runProbes } from '../../src/cli/verifying.ts'
import { type Cell, gatewayProbes, type Promised, type Target } from '../../src/probes/matrix.ts'
import { promises } from '../../src/probes/promise.ts'
import { readFixture } from '../support/fixture.ts'
import { applyNow, troubles, withPlayer } from '../support/run.ts'
import { openStage, type Stage } from '../support/stage.ts'

const promised = promises(await readFixture('troupe'))

function targetText(target: Target): string {
  if (target.type === 'gateway') return gatewayProbes[target.name]
  if (target.type === 'app') return `reach ${target.app} of ${target.team}`
  return target.deed === 'members'
    ? `manage members of ${target.project}`
    : `${target.deed} ${target.deed === 'see' ? '' : 'in '}${target.project}`
}

function sentence({ subject, target, promised: may }: Promised): string {
  if (target.type === 'gateway') return `${subject.label}: ${targetText(target)}${may ? '' : ': refused'}`
  return `${subject.label} ${may ? 'may' : 'may not'} ${targetText(target)}`
}

/** TLS at the gateway needs a certificate; pulls of unsigned or unscanned images are refused to everybody. */
function withoutObstacles(text: string): string {
  return text.replaceAll(/^\s*(credentialName: .*|signatures: .*)$/gm, '').replace(', blockFrom: high', '')
}

let stage: Stage
let cells: readonly Cell[]
beforeAll(async () => {
  stage = await openStage('troupe', withoutObstacles)
  expect(troubles((await applyNow(stage)).outcomes)).toEqual([])
  cells = await withPlayer(stage, (player) => runProbes(stage.tenancy, player, player.shell))
}, 120_000)
afterAll(() => stage?.close())

test('everything that is promised is tried', () => {
  expect(cells.map(sentence)).toEqual(promised.map(sentence))
  expect(promised.length).toBeGreaterThan(100)
})

describe.each([...new Set(promised.map(({ subject }) => subject.label))])('%s', (label) => {
  const own = promised
    .map((one, at) => ({ sentence: sentence(one), at, subject: one.subject.label, may: one.promised }))
    .filter(({ subject }) => subject === label)

  test.each(own.map((one) => [one.sentence, one] as const))('%s', (_, { at, may }) => {
    expect(cells[at]?.cause).toBeUndefined()
    expect(cells[at]?.observed).toBe(may)
  })
})

test('the probes leave nothing behind', async () => {
  const { plan } = await withPlayer(stage, () => applyNow(stage))
  expect(plan.changes).toEqual([])
})
