/** The risks of every kind: each is marked where a case says so, and a change is made once each is approved by its name. */
import { describe, expect, test } from 'vitest'
import { compare } from '../../src/core/compare.ts'
import type { Key } from '../../src/core/key.ts'
import type { Actual, Desired, Risk } from '../../src/core/kind.ts'
import { type Change, isOpen, plan } from '../../src/core/plan.ts'
import type { Policy } from '../../src/core/policy.ts'
import { catalogue } from '../../src/kinds/catalogue.ts'
import type { ManagedKind } from '../../src/kinds/define.ts'
import { readFixture } from '../support/fixture.ts'
import { mutationsOf } from '../support/mutation.ts'
import { type Patch, type Statement, statements } from './risk-cases.ts'

const risks: readonly Risk[] = ['destroys-data', 'cuts-access', 'rotates-credential', 'exposes']
const us = 'stage'
const tenancy = await readFixture('troupe')
const file = 'test/conformance/risk-cases.ts'

test('no statement is about a kind that is not there', () => {
  const names = catalogue.map(({ name }) => name as string)
  expect(Object.keys(statements).filter((name) => !names.includes(name))).toEqual([])
})

test.each(catalogue.map(({ name }) => name))('%s: its risks are stated', (name) => {
  if (!statements[name]) {
    throw new Error(
      `${file} says nothing of ${name}: write there what making, changing and removing one costs, [] where it costs nothing`,
    )
  }
})

const stated = catalogue.flatMap((kind) => {
  const statement = statements[kind.name]
  return statement ? [{ name: kind.name, kind, statement }] : []
})

describe.each(stated)('$name', ({ kind, statement }) => {
  const derived = [...kind.derive(tenancy)]

  /** The fixture's thing as a case wants it. */
  function wanted({ of, wants = {} }: { of?: string; wants?: Patch }): Desired {
    const found = of === undefined ? derived[0] : derived.find(({ key }) => key === `${kind.name}:${of}`)
    if (!found) throw new Error(`the fixture has no ${kind.name}:${of}`)
    return { ...found, spec: patched(found.spec, wants) }
  }

  test.each(statement.changing)(
    'changed when $when: $costs',
    ({ of, wants = {}, was = {}, adopted, costs }) => {
      const desired = wanted({ ...(of !== undefined && { of }), wants })
      const base = wanted(of === undefined ? {} : { of }).spec
      expectPrice([...costs], [desired], [standing(desired, patched(base, was), adopted ? null : us)])
    },
  )

  test.each(statement.making)('made, $of: $costs', ({ costs, ...one }) => {
    expectPrice([...costs], [wanted(one)], [])
  })

  test(`removed: ${statement.removing}`, () => {
    if (statement.removing === 'never') return expect(kind.removable).toBe(false)
    expect(kind.removable).not.toBe(false)
    const one = wanted({})
    expectPrice([...statement.removing], [], [standing(one, one.spec, us)])
  })

  test('no risk is marked that no case shows', () => {
    expect(unshown(kind, statement, derived)).toEqual([])
  })
})

/** The change has these risks, waits for each of them by name, and is open once all are approved. */
function expectPrice(costs: readonly Risk[], desired: readonly Desired[], actual: readonly Actual[]): void {
  const change = planned(desired, actual, [])
  expect([...change.risks].sort()).toEqual([...costs].sort())
  if (costs.length > 0) expect(change.blocked).toEqual({ reason: 'needs-approval', risks: change.risks })
  for (const one of costs) {
    const others = risks.filter((risk) => risk !== one)
    expect(planned(desired, actual, others).blocked).toEqual({ reason: 'needs-approval', risks: [one] })
  }
  expect(planned(desired, actual, costs)).toSatisfy(isOpen)
}

function planned(desired: readonly Desired[], actual: readonly Actual[], approve: readonly Risk[]): Change {
  const policy: Policy = {
    owner: us,
    prune: true,
    protect: new Set(),
    described: new Set(tenancy.teams.map(({ name }) => name)),
    named: new Set(),
    approve: new Set(approve),
    adopt: new Set<Key>(desired.map(({ key }) => key)),
  }
  const [change, ...more] = plan(desired, actual, catalogue, policy).changes
  if (!change || more.length > 0) throw new Error('the case is not of one change: what was is what is wanted')
  return change
}

function standing({ key, team }: Desired, spec: unknown, owner: string | null): Actual {
  return { key, team, spec, id: '1', owner }
}

/** Sentences about risks that the kind's text names, or that it answers a changed field with, and no case is about. */
function unshown(kind: ManagedKind, { changing, making }: Statement, derived: readonly Desired[]): string[] {
  const marked = (text: string) =>
    risks.filter((risk) => text.includes(`'${risk}'`) || text.includes(`"${risk}"`))
  const answered = derived.flatMap((one) =>
    mutationsOf(one, derived).flatMap(({ specs }) =>
      specs.flatMap((spec) => [
        ...(kind.risks?.({ ...one, spec }, standing(one, one.spec, us), compare(spec, one.spec)) ?? []),
        ...(kind.risks?.(one, standing(one, spec, us), compare(one.spec, spec)) ?? []),
      ]),
    ),
  )
  const shown = (cases: Statement['making']) => new Set(cases.flatMap(({ costs }) => costs))
  const lost = (found: readonly Risk[], cases: Statement['making'], deed: string) =>
    [...new Set(found)]
      .filter((risk) => !shown(cases).has(risk))
      .map((risk) => `${kind.name} marks ${risk} when it is ${deed}: add a case to its "${deed}" in ${file}`)
  return [
    ...lost([...marked(String(kind.risks ?? '')), ...answered], changing, 'changing'),
    ...lost(marked(String(kind.creationRisks ?? '')), making, 'making'),
  ]
}

/** The spec with a case's changes in it. */
function patched(spec: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch
  const fields: Record<string, unknown> = isRecord(spec) ? { ...spec } : {}
  for (const [name, value] of Object.entries(patch)) fields[name] = patched(fields[name], value)
  return fields
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
