import { expect, it } from 'vitest'
import { platform, team, told } from '../../../test/tenancy/description.ts'

it('refuses a group twice in a team', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', { access: '[{group: a}, {group: b}, {group: a, role: admin}]' }),
    }),
  ).toMatchInlineSnapshot(
    `"a.yaml:5:44 | spec.access[2].group | the group "a" is in this team already (a.yaml:5:20): a group has one role"`,
  )
})

it('takes a group in two teams: that is how teams share', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo'),
      'b.yaml': team('dev', { access: '[{}, {group: team-demo, role: guest}]' }),
    }),
  ).toMatchInlineSnapshot(`""`)
})

it('refuses groups that differ in case only, given or by default', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', { access: '[{group: Team-Dev}, {group: X}, {group: x}]' }),
      'b.yaml': team('dev'),
    }),
  ).toMatchInlineSnapshot(`
    "a.yaml:5:51 | spec.access[2].group | "x" differs from this team's "X" (a.yaml:5:39) only in case, and not every system tells them apart: spell them alike
    b.yaml:3:18 | metadata.name | "team-dev" differs from team demo's "Team-Dev" (a.yaml:5:20) only in case, and not every system tells them apart: spell them alike"
  `)
})

it('refuses the groups of administrators and of everybody', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', { access: '[{group: platform-admin}, {group: Otomi-People}]' }),
    }),
  ).toMatchInlineSnapshot(`
    "a.yaml:5:20 | spec.access[0].group | "platform-admin" is the group of the platform's administrators (p.yaml:7:11): who is in it may do everything anyway
    a.yaml:5:45 | spec.access[1].group | "Otomi-People" is the group that everybody of the platform is in: name another one"
  `)
})

it('refuses administrators that are everybody', async () => {
  expect(
    await told({
      'p.yaml': platform({ harbor: '{credentials: {password: {env: C}}, adminGroup: otomi-people}' }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"p.yaml:7:59 | spec.harbor.adminGroup | "otomi-people" is the group that everybody of the platform is in: everybody would be an administrator"`,
  )
})

it('refuses a group with the name of a user', async () => {
  expect(
    await told({
      'p.yaml': platform({
        keycloak:
          '{credentials: {username: admin, password: {env: A}}, users: [{username: team-demo, email: team-demo@example.org, firstName: A, lastName: B}, {username: platform-admin, email: platform-admin@example.org, firstName: A, lastName: B}]}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(`
    "a.yaml:3:18 | metadata.name | "team-demo" is the name of a user, too (p.yaml:6:85): name the group otherwise
    p.yaml:7:11 | spec.harbor.adminGroup | "platform-admin" is the name of a user, too (p.yaml:6:165): name the group otherwise"
  `)
})

it('warns of a team that nobody has access to', async () => {
  expect(
    await told({ 'p.yaml': platform(), 'a.yaml': team('demo', { access: '[]' }) }),
  ).toMatchInlineSnapshot(
    `"warning a.yaml:5:11 | spec.access | is empty: nobody but administrators has access to this team"`,
  )
})
