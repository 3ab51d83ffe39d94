import { expect, it } from 'vitest'
import { projectMapper, writersOf } from './protocol-mapper.ts'

const type = 'oidc-group-membership-mapper'

it('lets the later switches follow the older ones where they are absent', () => {
  const stored = { protocolMapper: type, config: { 'id.token.claim': 'true', 'access.token.claim': 'false' } }
  expect(projectMapper(stored)?.config).toEqual({
    'id.token.claim': 'true',
    'access.token.claim': 'false',
    'userinfo.token.claim': 'true',
    'introspection.token.claim': 'false',
  })
})

it('takes an empty value and one that is off by default for absent, and not a lightweight claim that is on', () => {
  const bare = projectMapper({ protocolMapper: type, config: {} })
  const same = { 'claim.name': '', 'lightweight.claim': 'false', 'id.token.claim': 'false' }
  expect(projectMapper({ protocolMapper: type, config: same })).toEqual(bare)
  expect(projectMapper({ protocolMapper: type, config: { 'lightweight.claim': 'true' } })).not.toEqual(bare)
})

it('tells of mappers of other names that write the claim', () => {
  const mapper = (name: string, claim: string) => ({
    id: name,
    name,
    protocolMapper: type,
    config: { 'claim.name': claim },
  })
  const mappers = [mapper('groups', 'groups'), mapper('sneaky', 'groups'), mapper('other', 'roles')]
  expect(writersOf('groups', mappers, ['groups'])).toEqual([expect.stringContaining('"sneaky"')])
})
