import { expect, test } from 'vitest'
import { PlatformDocument, TeamDocument } from '../tenancy/schema.ts'
import { resolve } from '../tenancy/tenancy.ts'
import { dueCredentials } from './credential-age.ts'

const apiVersion = 'troupe.dev/v1alpha1'
const credentials = { username: 'admin', password: { env: 'P' } }
const tenancy = resolve(
  PlatformDocument.parse({
    apiVersion,
    kind: 'Platform',
    metadata: { name: 'p' },
    spec: { domain: 'example.org', keycloak: { credentials }, harbor: { credentials } },
  }),
  [
    TeamDocument.parse({
      apiVersion,
      kind: 'Team',
      metadata: { name: 'demo' },
      spec: { registry: { robots: { pull: { rotateAfter: '30d' } } } },
    }),
  ],
)
const secret = (name: string, inForceSince: string) => ({
  key: `kubernetes.secret:demo/${name}` as const,
  team: 'demo',
  spec: {},
  id: '1',
  owner: 'p',
  facts: { inForceSince },
})
const actual = [
  secret('registry-pull', '2026-01-01T00:00:00Z'),
  secret('registry-push', '2020-01-01T00:00:00Z'),
]

test('a credential is due at its age, one without a limit never', () => {
  expect(dueCredentials(tenancy, actual, Date.parse('2026-01-30T23:59:59Z'))).toEqual([])
  expect(dueCredentials(tenancy, actual, Date.parse('2026-02-10T12:00:00Z'))).toEqual([
    { team: 'demo', robot: 'demo+pull', secret: 'demo/registry-pull', days: 40, rotateAfter: '30d' },
  ])
})
