import { expect, it } from 'vitest'
import { platform, team, told } from '../../../test/tenancy/description.ts'

it('refuses unknown identity providers', async () => {
  expect(
    await told({
      'p.yaml': platform({ probes: '{accounts: [{username: eve, through: nowhere, password: {env: D}}]}' }),
      'a.yaml': team('demo', { access: '[{from: {entre: [a]}}]' }),
    }),
  ).toMatchInlineSnapshot(`
    "a.yaml:5:20 | spec.access[0].from.entre | no identity provider has the alias "entre": did you mean "entra"?
    p.yaml:8:48 | spec.probes.accounts[0].through | no identity provider has the alias "nowhere": the Platform names entra"
  `)
})

it('says so where the Platform names no identity provider', async () => {
  expect(
    await told({
      'p.yaml': platform({ keycloak: '{credentials: {username: admin, password: {env: A}}}' }),
      'a.yaml': team('demo', { access: '[{from: {entra: [a]}}]' }),
    }),
  ).toMatchInlineSnapshot(
    `"a.yaml:5:20 | spec.access[0].from.entra | no identity provider has the alias "entra": the Platform names none"`,
  )
})

it('refuses a name that means two groups', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', { access: '[{from: {entra: [one, "7c2f"]}}]' }),
      'b.yaml': team('dev', { access: '[{from: {entra: ["7c2f"]}}]' }),
    }),
  ).toMatchInlineSnapshot(
    `"b.yaml:5:28 | spec.access[0].from.entra[0] | "7c2f" of entra means the group "team-demo" already (a.yaml:5:33): to let its people in here, too, list that group in this team's access"`,
  )
})

it('refuses to hear twice who is in a group', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', { access: '[{from: {entra: [a]}}]' }),
      'b.yaml': team('dev', { access: '[{group: team-demo, from: {entra: [a]}}]' }),
    }),
  ).toMatchInlineSnapshot(
    `"b.yaml:5:46 | spec.access[0].from.entra[0] | "a" of entra means the group "team-demo" already (a.yaml:5:28): say it once"`,
  )
})

it('takes a group with its names from the defaults of all teams', async () => {
  expect(
    await told({
      'p.yaml': platform({
        teamDefaults: '{access: [{}, {group: auditors, role: guest, from: {entra: [audit]}}]}',
      }),
      'a.yaml': team('demo'),
      'b.yaml': team('dev'),
    }),
  ).toMatchInlineSnapshot(`""`)
})

it('refuses expressions that Java does not run as they read', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', {
        access: `[{from: {entra: ['/^(?=a)b$/', '/^(?<!a)b$/', '/^(?<n>a)$/', '/^(?i)a$/', '/^(a)\\1$/', '/^\\p{L}x$/', '/^a++$/', '/^[a[b]]$/', '/^[]a$/', '/^(a+)+$/', '/^(a*b?){2,}$/', '/^(a$/', '/^.*$/', '/^(?:.|x)+$/', '/^a?$/', '/Corp/Team', '/^a$/g']}}]`,
      }),
    }),
  ).toMatchInlineSnapshot(`
    "a.yaml:5:28 | spec.access[0].from.entra[0] | looks ahead or behind, which is not allowed: write the names out
    a.yaml:5:42 | spec.access[0].from.entra[1] | looks ahead or behind, which is not allowed: write the names out
    a.yaml:5:57 | spec.access[0].from.entra[2] | names a group, which is not allowed: write (?:…)
    a.yaml:5:72 | spec.access[0].from.entra[3] | sets flags inside, which is not allowed: write /…/i
    a.yaml:5:85 | spec.access[0].from.entra[4] | refers back to a group, which is not allowed: write its text again
    a.yaml:5:98 | spec.access[0].from.entra[5] | holds an escape that Java reads otherwise: write the characters themselves
    a.yaml:5:112 | spec.access[0].from.entra[6] | has a possessive quantifier, which is not allowed: take its "+" away
    a.yaml:5:123 | spec.access[0].from.entra[7] | holds a class within a class, which Java reads otherwise: write a backslash before "[" and "&"
    a.yaml:5:137 | spec.access[0].from.entra[8] | holds an empty class: write the characters between "[" and "]"
    a.yaml:5:148 | spec.access[0].from.entra[9] | repeats what repeats already, e.g. (a+)+, which can take for ever: take one of them out
    a.yaml:5:161 | spec.access[0].from.entra[10] | repeats what repeats already, e.g. (a+)+, which can take for ever: take one of them out
    a.yaml:5:179 | spec.access[0].from.entra[11] | is not a regular expression: Unterminated group
    a.yaml:5:189 | spec.access[0].from.entra[12] | matches an empty name: name at least one character
    a.yaml:5:199 | spec.access[0].from.entra[13] | matches every name, so everybody would be in this group: say more of the name
    a.yaml:5:215 | spec.access[0].from.entra[14] | matches an empty name: name at least one character
    a.yaml:5:225 | spec.access[0].from.entra[15] | is read as an expression with the flags "Team", and only "i" is one: for the name itself write "/^\\\\/Corp\\\\/Team$/"
    a.yaml:5:239 | spec.access[0].from.entra[16] | is read as an expression with the flags "g", and only "i" is one: for the name itself write "/^\\\\/\\\\^a\\\\$\\\\/g$/""
  `)
})

it('takes names and expressions that both read alike', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', {
        access: `[{from: {entra: ['/^Corp\\/Team[ _-]Demo$/i', '/^(?:a|b)+\\.[a-z]{2,5}$/', '/Corp/Team Demo', '/Corp', '7c2f-01']}}]`,
      }),
    }),
  ).toMatchInlineSnapshot(`""`)
})

it('warns of expressions without anchors, and of very long ones', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', {
        access: `[{from: {entra: ['/Demo/', '${'n'.repeat(4000)}']}}]`,
      }),
    }),
  ).toMatchInlineSnapshot(`
    "warning a.yaml:5:20 | spec.access[0].from.entra | makes an expression of about 4016 characters: an older Keycloak keeps 4000
    warning a.yaml:5:28 | spec.access[0].from.entra[0] | is matched against the whole name: write /^…$/ to say so"
  `)
})

it('warns of an expression that matches a name of another group', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', { access: `[{from: {entra: ['/^Corp .*$/i']}}]` }),
      'b.yaml': team('dev', { access: '[{from: {entra: [Corp Dev, Corp Ops]}}]' }),
    }),
  ).toMatchInlineSnapshot(
    `"warning a.yaml:5:28 | spec.access[0].from.entra[0] | matches "Corp Dev", too, which means the group "team-dev" (b.yaml:5:28)"`,
  )
})
