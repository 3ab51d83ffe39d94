import { expect, it } from 'vitest'
import { mappersOf } from './identity-provider-mapper-spec.ts'
import { tenancyOf } from './tenancy.fixture.ts'

const access = (...names: string[]) => ({ access: [{ role: 'developer', from: { corp: names } }] })

function mapper(name: string, tenancy: ReturnType<typeof tenancyOf>) {
  return [...mappersOf(tenancy)].find((one) => one.name === name)
}

it('makes one mapper for a group and provider, with all names in one expression', () => {
  const found = mapper('troupe.group.team-demo', tenancyOf({ demo: access('id-1', '/^Corp\\/Demo$/i') }))
  expect(found).toMatchObject({ alias: 'corp', team: 'demo', group: 'team-demo' })
  expect(JSON.parse(found?.spec.config['claims'] ?? '')).toEqual([
    { key: 'groups', value: '^(?:(?i:^Corp\\/Demo$)|id-1)$' },
  ])
})

it('makes none for a group that no external name means, for its claims list would match everybody', () => {
  const names = [...mappersOf(tenancyOf({ demo: {} }))].map((one) => one.name)
  expect(names).toEqual(['troupe.username', 'troupe.email', 'troupe.people'])
})

it('takes dots of a claim that is named by a URL for dots', () => {
  const claims = { groups: 'https://corp.example/groups', username: 'ext.upn' }
  const provider = {
    alias: 'corp',
    issuer: 'https://login.corp.example',
    clientId: 'p',
    clientSecret: { env: 'S' },
    claims,
  }
  const tenancy = tenancyOf(
    { demo: access('a') },
    { keycloak: { identityProviders: [provider], credentials: {} } },
  )
  expect(mapper('troupe.group.team-demo', tenancy)?.spec.config['claims']).toContain(
    'https://corp\\\\.example/groups',
  )
  expect(mapper('troupe.username', tenancy)?.spec.config['template']).toBe(`\${CLAIM.ext.upn}`)
})
