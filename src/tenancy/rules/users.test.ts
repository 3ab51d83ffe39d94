import { expect, it } from 'vitest'
import { platform, team, told } from '../../../test/tenancy/description.ts'

it('refuses a user or an address twice', async () => {
  expect(
    await told({
      'p.yaml': platform({
        keycloak:
          '{credentials: {username: admin, password: {env: A}}, users: [{username: joe, email: joe@example.org, firstName: A, lastName: B}, {username: joe, email: x@example.org, firstName: A, lastName: B}, {username: jim, email: JOE@example.org, firstName: A, lastName: B}]}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(`
    "p.yaml:6:153 | spec.keycloak.users[1].username | there is a user "joe" already (p.yaml:6:85)
    p.yaml:6:231 | spec.keycloak.users[2].email | "JOE@example.org" is joe's already (p.yaml:6:97): Keycloak takes an address once"
  `)
})

it("refuses names that Harbor can't sign in", async () => {
  expect(
    await told({
      'p.yaml': platform({
        keycloak:
          '{credentials: {username: admin, password: {env: A}}, users: [{username: admin, email: admin@example.org, firstName: A, lastName: B}, {username: robot-joe, email: robot-joe@example.org, firstName: A, lastName: B}]}',
        harbor: '{credentials: {password: {env: C}}, robotPrefix: robot-}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(`
    "p.yaml:6:85 | spec.keycloak.users[0].username | "admin" is an account of Harbor's own, so this person could not sign in there: name another one
    p.yaml:6:157 | spec.keycloak.users[1].username | begins as a robot's login does ("robot-"), so Harbor would refuse this person's CLI secret: name another one"
  `)
})

it("refuses names whose Secrets meet or can't be", async () => {
  expect(
    await told({
      'p.yaml': platform({
        keycloak:
          '{credentials: {username: admin, password: {env: A}}, users: [{username: joe_doe, email: joe_doe@example.org, firstName: A, lastName: B}, {username: joe-doe, email: joe-doe@example.org, firstName: A, lastName: B}, {username: a..b, email: c@example.org, firstName: A, lastName: B}]}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(`
    "p.yaml:6:161 | spec.keycloak.users[1].username | its password would be in the Secret "user-joe-doe", as joe_doe's is (p.yaml:6:85): name another one
    p.yaml:6:237 | spec.keycloak.users[2].username | its password would be in the Secret "user-a..b", which is no name in Kubernetes: no dot can stand beside a dot or a hyphen"
  `)
})

it('refuses groups that no team has', async () => {
  expect(
    await told({
      'p.yaml': platform({
        keycloak:
          '{credentials: {username: admin, password: {env: A}}, users: [{username: joe, email: joe@example.org, firstName: A, lastName: B, groups: [team-dmeo, team-demo, team-demo, platform-admin, otomi-people, strangers]}]}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(`
    "p.yaml:6:150 | spec.keycloak.users[0].groups[0] | no team has the group "team-dmeo": did you mean "team-demo"?
    p.yaml:6:172 | spec.keycloak.users[0].groups[2] | "team-demo" stands here twice
    p.yaml:6:213 | spec.keycloak.users[0].groups[5] | no team has the group "strangers": name it in the access of a team"
  `)
})

it('refuses a probe account twice', async () => {
  expect(
    await told({
      'p.yaml': platform({
        probes:
          '{accounts: [{username: eve, through: entra, password: {env: D}}, {username: eve, through: entra, password: {env: E}}]}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"p.yaml:8:87 | spec.probes.accounts[1].username | there is a probe account "eve" of entra already (p.yaml:8:34)"`,
  )
})
