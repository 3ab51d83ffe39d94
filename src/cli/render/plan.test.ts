/** The last lines of a plan and the reasons in it: whatever they say to type does what they say. */
import pc from 'picocolors'
import { expect, test } from 'vitest'
import type { Key } from '../../core/key.ts'
import type { Actual, Desired, Kind } from '../../core/kind.ts'
import { plan } from '../../core/plan.ts'
import type { Policy } from '../../core/policy.ts'
import { planText } from './plan.ts'

type Traits = Pick<Kind<never, never>, 'name' | 'removalRisks' | 'risks'>
const kinds: readonly Traits[] = [
  { name: 'harbor.project', removalRisks: ['destroys-data'], risks: () => ['cuts-access'] },
]
const nothing: Policy = {
  owner: 'acme',
  prune: false,
  described: new Set(['web']),
  named: new Set(),
  protect: new Set(),
  approve: new Set(),
  adopt: new Set(),
}
const key = (name: string): Key => `harbor.project:${name}`
const want = (name: string): Desired => ({ key: key(name), team: 'web', spec: { storage: 1 } })
const have = (name: string, owner: string | null, team = 'web'): Actual => ({
  key: key(name),
  team,
  spec: { storage: 2 },
  id: name,
  owner,
})

function told(desired: readonly Desired[], actual: readonly Actual[], policy: Partial<Policy> = {}) {
  const made = plan(desired, actual, kinds, { ...nothing, ...policy })
  return planText(made, 'acme', 'troupe apply', pc.createColors(false)).split('\n')
}

test('a leftover is told with what removes it: of a vanished team that is its name as well', () => {
  const actual = [have('old', 'acme'), have('shop', 'acme', 'shop'), have('tools', 'acme', 'shop')]
  for (const prune of [false, true]) {
    const lines = told([], actual, { prune, approve: new Set(['destroys-data']) })
    expect(lines.filter((line) => line.includes('--prune --team shop removes'))).toEqual([
      expect.stringMatching(/^ {4}· keep project shop .*no document describes team shop any more/),
      expect.stringMatching(/^ {4}· keep project tools /),
      '2 leftovers that nobody names any more: --prune --team shop removes them.',
    ])
    expect(lines.includes('1 leftover that nobody names any more: --prune removes it.')).toBe(!prune)
  }
})

test('what is not ours is adopted with all that this costs, and costs nothing before', () => {
  const lines = told([want('a')], [have('a', null)])
  expect(lines.join('\n')).toContain('adopt it with  --adopt harbor.project:a --approve cuts-access')
  expect(lines.at(-2)).toBe('1 blocked.')
  expect(lines.at(-1)).toBe('Nothing has been changed, and nothing can be: each line says what blocks it.')
})

test('an approval is offered for the whole only where it does the whole', () => {
  expect(told([want('a')], [have('a', 'acme')]).at(-1)).toBe(
    'Nothing has been changed.  troupe apply --approve cuts-access  does it.',
  )
  expect(told([want('a'), want('b')], [have('a', 'acme'), have('b', null)]).at(-1)).toBe(
    'Nothing has been changed.  troupe apply --approve cuts-access  does a part of it.',
  )
})

test('nothing at all is nothing to do', () => {
  expect(told([], [])).toEqual(['Nothing to do.'])
})
