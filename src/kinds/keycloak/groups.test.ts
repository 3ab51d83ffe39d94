import { expect, it } from 'vitest'
import { groupsOf } from './groups.ts'
import { tenancyOf } from './tenancy.fixture.ts'

it('names each group once: a team’s own, shared ones and the platform’s without a team', () => {
  const shared = { group: 'leads', role: 'maintainer' }
  const tenancy = tenancyOf({
    demo: { access: [{ role: 'developer' }, shared, { group: 'platform-admin', role: 'admin' }] },
    dev: { access: [shared] },
  })
  expect(groupsOf(tenancy).map(({ name, team, everybody }) => [name, team, everybody])).toEqual([
    ['leads', null, false],
    ['otomi-people', null, true],
    ['platform-admin', null, false],
    ['team-demo', 'demo', false],
  ])
})

it('keeps a group with its team that uses it twice, and joins the names that mean it', () => {
  const access = [
    { group: 'g', role: 'guest', from: { corp: ['a'] } },
    { group: 'g', role: 'admin', from: { corp: ['b'], other: ['c'] } },
  ]
  const found = groupsOf(tenancyOf({ demo: { access } })).find(({ name }) => name === 'g')
  expect(found?.team).toBe('demo')
  expect([...(found?.from ?? [])]).toEqual([
    ['corp', ['a', 'b']],
    ['other', ['c']],
  ])
})
