import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Key } from './key.ts'
import type { Actual, Desired, Risk } from './kind.ts'
import { type Applied, type Change, isPending, type Plan, plan, specDigest } from './plan.ts'
import type { Policy } from './policy.ts'

const us: Policy = {
  owner: 'us',
  prune: true,
  protect: new Set(),
  described: new Set(['a', 'b']),
  named: new Set(),
  approve: new Set(['cuts-access']),
  adopt: new Set(),
}
const kinds = [
  { name: 'kubernetes.namespace', removalRisks: ['destroys-data'] },
  { name: 'harbor.project', removalRisks: ['destroys-data'], immutable: ['registry'] },
  { name: 'harbor.member', parent: 'harbor.project', removalRisks: ['cuts-access'] },
  { name: 'harbor.user-group', removable: false },
] as const
const want = (key: string, spec: object, more: Partial<Desired> = {}): Desired => ({
  key: key as Key,
  team: 'a',
  spec,
  ...more,
})
const have = (key: string, spec: object, owner: string | null = 'us'): Actual => ({
  key: key as Key,
  team: 'a',
  spec,
  id: '1',
  owner,
})
const brief = ({ changes }: Plan) =>
  changes.map((change) => (change.blocked ? `${change.op}: ${change.blocked.reason}` : change.op))
const project = 'harbor.project:a'

test.each<[string, Desired[], Actual[], Partial<Policy>, string[]]>([
  ['absent', [want(project, { q: 1 })], [], {}, ['create']],
  ['equal', [want(project, { q: 1 })], [have(project, { q: 1 })], {}, []],
  [
    'an absent field equals an undefined one',
    [want(project, { q: 1, x: undefined })],
    [have(project, { q: 1 })],
    {},
    [],
  ],
  ['differs', [want(project, { q: 1 })], [have(project, { q: 2 })], {}, ['update']],
  [
    'an extra field is a difference',
    [want(project, { q: 1 })],
    [have(project, { q: 1, z: 9 })],
    {},
    ['update'],
  ],
  [
    'a fixed field differs, at a price',
    [want(project, { registry: 1 })],
    [have(project, { registry: 2 })],
    {},
    ['replace: needs-approval'],
  ],
  ["nobody's, equal", [want(project, { q: 1 })], [have(project, { q: 1 }, null)], {}, []],
  ["nobody's", [want(project, { q: 1 })], [have(project, { q: 2 }, null)], {}, ['update: unowned']],
  [
    "nobody's, adopted",
    [want(project, { q: 1 })],
    [have(project, { q: 2 }, null)],
    { adopt: new Set([project as Key]) },
    ['update'],
  ],
  [
    "somebody else's",
    [want(project, { q: 1 })],
    [have(project, { q: 2 }, 'them')],
    {},
    ['update: owned-by-another'],
  ],
  ['ours, no longer wanted', [], [have('harbor.member:a/g', {})], {}, ['remove']],
  [
    'ours, in two rows of a list',
    [],
    [have('harbor.member:a/g', {}), have('harbor.member:a/g', {})],
    {},
    ['remove'],
  ],
  [
    'ours, while something outside of this run needs it',
    [],
    [{ ...have('kubernetes.namespace:a', {}), neededBy: project }],
    { approve: new Set(['destroys-data']) },
    ['remove: depends'],
  ],
  ['the same without leave', [], [have('harbor.member:a/g', {})], { prune: false }, ['remove: needs-prune']],
  [
    'the same of a protected team',
    [],
    [have('harbor.member:a/g', {})],
    { protect: new Set(['a']) },
    ['remove: protected'],
  ],
  ['data, without approval', [], [have(project, {})], {}, ['remove: needs-approval']],
  ['data, approved', [], [have(project, {})], { approve: new Set(['destroys-data']) }, ['remove']],
  ['what is never removed', [], [have('harbor.user-group:g', {})], {}, []],
  ['theirs, not wanted', [], [have(project, {}, 'them')], {}, []],
  [
    'inside something blocked',
    [want(project, { q: 1 }), want('harbor.member:a/g', {})],
    [have(project, { q: 2 }, null)],
    {},
    ['create: depends', 'update: unowned'],
  ],
  [
    'after something blocked, two steps away',
    [
      want('kubernetes.namespace:a', { x: 1 }),
      want(project, {}, { after: ['kubernetes.namespace:a'] }),
      want('harbor.member:a/g', {}),
    ],
    [have('kubernetes.namespace:a', { x: 2 }, 'them')],
    {},
    ['update: owned-by-another', 'create: depends', 'create: depends'],
  ],
])('%s', (_, desired, actual, policy, expected) => {
  expect(brief(plan(desired, actual, kinds, { ...us, ...policy }))).toEqual(expected)
})

describe('whose risk it is', () => {
  const price = (risks: readonly Risk[]) => ({ name: 'harbor.project', risks: () => risks }) as const
  const nobody = { ...us, approve: new Set<Risk>() }
  const settled: Applied = () => specDigest({ q: 1 })
  const verdict = (risk: Risk, owner: string | null, policy: Policy, applied = settled) => {
    const { changes } = plan(
      [want(project, { q: 1 })],
      [have(project, { q: 2 }, owner)],
      [price([risk])],
      policy,
      applied,
    )
    expect(changes[0]?.risks).toEqual([risk])
    return changes[0]?.blocked
  }

  test.each<[Risk, boolean]>([
    ['cuts-access', true],
    ['exposes', false],
    ['rotates-credential', false],
    ['destroys-data', false],
  ])('%s in what is put right again is done without asking: %s', (risk, quiet) => {
    expect(verdict(risk, 'us', nobody)).toEqual(
      quiet ? undefined : { reason: 'needs-approval', risks: [risk] },
    )
  })

  test('a new description is asked about, also where the server has moved as well', () => {
    for (const digest of [specDigest({ q: 2 }), specDigest({ q: 3 }), undefined]) {
      expect(verdict('cuts-access', 'us', nobody, () => digest)).toMatchObject({ reason: 'needs-approval' })
    }
  })

  test('what is handed over only now is asked about, although its description was applied once', () => {
    const adopt = new Set([project as Key])
    expect(verdict('cuts-access', null, { ...nobody, adopt })).toMatchObject({ reason: 'needs-approval' })
  })
})

describe('of a protected team nothing is lost, whatever is approved, handed over or named', () => {
  const all = new Set<Risk>(['destroys-data', 'cuts-access', 'exposes', 'rotates-credential'])
  const guarded: Policy = { ...us, approve: all, protect: new Set(['a']), named: new Set(['a']) }
  const costly = [
    { name: 'kubernetes.namespace' },
    { name: 'harbor.project', immutable: ['registry'] },
    {
      name: 'harbor.retention',
      parent: 'harbor.project',
      creationRisks: (): Risk[] => ['destroys-data'],
      risks: (): Risk[] => ['destroys-data'],
    },
    { name: 'harbor.member', risks: (): Risk[] => ['cuts-access'] },
  ] as const
  const retention = 'harbor.retention:a'
  test.each<[string, Desired[], Actual[], string[]]>([
    ['a removal', [], [have(project, {})], ['remove: protected']],
    [
      'a replacement',
      [want(project, { registry: 1 })],
      [have(project, { registry: 2 })],
      ['replace: protected'],
    ],
    [
      'a change that destroys data',
      [want(retention, { keep: 1 })],
      [have(retention, { keep: 2 })],
      ['update: protected'],
    ],
    [
      'a new thing that destroys data',
      [want(project, {}), want(retention, { keep: 1 }, { after: [project] })],
      [have(project, {})],
      ['create: protected'],
    ],
    [
      'the same where there is no data yet',
      [want(project, {}), want(retention, { keep: 1 }, { after: [project] })],
      [],
      ['create', 'create'],
    ],
    [
      'a thing that another team is to have',
      [want(project, { registry: 1 }, { team: 'b' })],
      [have(project, { registry: 2 })],
      ['replace: protected'],
    ],
    [
      'another change is made',
      [want('harbor.member:a/g', { role: 1 })],
      [have('harbor.member:a/g', { role: 2 })],
      ['update'],
    ],
  ])('%s', (_, desired, actual, expected) => {
    expect(brief(plan(desired, actual, costly, guarded))).toEqual(expected)
  })
})

test('a difference is told by field', () => {
  const made = plan(
    [want(project, { hard: { 'requests.cpu': '8' }, list: [1, 2], same: 1 })],
    [have(project, { hard: { 'requests.cpu': '4' }, list: [2, 1], same: 1, gone: true })],
    kinds,
    us,
  )
  expect(made.changes[0]).toMatchObject({
    diff: [
      { path: 'gone', from: true, to: undefined },
      { path: 'hard["requests.cpu"]', from: '4', to: '8' },
      { path: 'list', from: [2, 1], to: [1, 2] },
    ],
  })
})

test('two wishes under one key are refused', () => {
  expect(() => plan([want(project, {}), want(project, {})], [], kinds, us)).toThrow(
    'under the key harbor.project:a',
  )
})

test('leftovers that nobody asked to remove do not keep the world from being as described', () => {
  const { changes } = plan([], [have('harbor.member:a/g', {})], kinds, { ...us, prune: false })
  expect(changes.filter(isPending)).toEqual([])
})

const things = fc.uniqueArray(
  fc.record({
    key: fc.constantFrom<Key>(
      'harbor.project:a',
      'harbor.project:b',
      'harbor.member:a/x',
      'harbor.member:b/y',
      'kubernetes.namespace:a',
    ),
    spec: fc.dictionary(
      fc.constantFrom('q', 'r', 's'),
      fc.oneof(fc.integer({ max: 3, min: 0 }), fc.array(fc.integer({ max: 1, min: 0 }))),
    ),
    team: fc.constantFrom('a', 'b', null),
  }),
  { selector: ({ key }) => key },
)
const anything: Policy = {
  ...us,
  approve: new Set(['destroys-data', 'cuts-access', 'exposes', 'rotates-credential']),
}

test('applying the plan to what is gives what should be, and then there is nothing to plan', () => {
  fc.assert(
    fc.property(things, things, (desired, found) => {
      const actual = found.map((one) => ({ ...one, id: '1', owner: 'us' }))
      const made = plan(desired, actual, kinds, anything)
      const world = new Map(actual.map((one) => [one.key, one]))
      for (const change of made.changes) carryOut(change, world)
      const then = plan(desired, [...world.values()], kinds, anything)
      expect(then.changes).toEqual([])
      expect([...world.keys()].sort()).toEqual(desired.map(({ key }) => key).sort())
    }),
  )
})

test('the order of the input is irrelevant', () => {
  fc.assert(
    fc.property(things, things, (desired, found) => {
      const actual = found.map((one) => ({ ...one, id: '1', owner: 'us' }))
      const turned = plan(desired.toReversed(), actual.toReversed(), kinds, us)
      expect(turned).toEqual(plan(desired, actual, kinds, us))
    }),
  )
})

function carryOut(change: Change, world: Map<Key, Actual>): void {
  if (change.op === 'remove') world.delete(change.key)
  else world.set(change.key, { ...change.desired, id: '1', owner: 'us' } as Actual)
}
