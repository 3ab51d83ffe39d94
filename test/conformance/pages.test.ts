/** Lists that are longer than a page, with much that is somebody else's: ours is found on whatever page it is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SandboxSystem } from '../../src/sandbox/sandbox.ts'
import { applyNow, lines, type Planned, planNow } from '../support/run.ts'
import { good, reach, type Servers } from '../support/servers.ts'
import { noFaults, openStage, type Stage } from '../support/stage.ts'

/** A list, how to fill it with other people's things, and how a request for a later page looks. */
interface LongList {
  readonly list: string
  readonly system: SandboxSystem
  readonly later: RegExp
  readonly count: number
  readonly add: (name: string, servers: Servers, stage: Stage) => Promise<unknown>
}

const harborPage = /[?&]page=2\b/
const inRealm = ({ tenancy }: Stage, path: string) => `/${tenancy.platform.keycloak.realm}/${path}`

/** One of each form of list; kinds of manifests share the one of Secrets. Names sort before and after ours. */
const longLists: readonly LongList[] = [
  {
    list: 'projects',
    system: 'harbor',
    later: /\/projects\?(.*&)?page=2\b/,
    count: 110,
    add: (name, { harbor }) => good(harbor('POST', '/projects', { project_name: name, metadata: {} })),
  },
  {
    list: 'usergroups',
    system: 'harbor',
    later: /\/usergroups\?(.*&)?page=2\b/,
    count: 110,
    add: (name, { harbor }) => good(harbor('POST', '/usergroups', { group_name: name, group_type: 3 })),
  },
  {
    list: 'robots',
    system: 'harbor',
    later: /\/robots\?(.*&)?page=2\b/,
    count: 110,
    add: (name, { harbor }) =>
      good(
        harbor('POST', '/robots', {
          name,
          level: 'system',
          duration: -1,
          permissions: [
            { kind: 'project', namespace: '*', access: [{ resource: 'repository', action: 'pull' }] },
          ],
        }),
      ),
  },
  {
    list: 'members',
    system: 'harbor',
    later: harborPage,
    count: 110,
    add: async (name, { harbor }, { tenancy }) => {
      const project = tenancy.teams[0]?.registry.project ?? ''
      const member = { role_id: 3, member_group: { group_name: `m-${name}`, group_type: 3 } }
      return await good(harbor('POST', `/projects/${project}/members`, member))
    },
  },
  {
    list: 'clients',
    system: 'keycloak',
    later: /\/clients\?(.*&)?first=[1-9]/,
    count: 110,
    add: (name, { keycloak }, stage) => good(keycloak('POST', inRealm(stage, 'clients'), { clientId: name })),
  },
  {
    list: 'groups',
    system: 'keycloak',
    later: /\/groups\?(.*&)?first=[1-9]/,
    count: 510,
    add: (name, { keycloak }, stage) => good(keycloak('POST', inRealm(stage, 'groups'), { name })),
  },
  {
    list: 'roles',
    system: 'keycloak',
    later: /\/roles\?(.*&)?first=[1-9]/,
    count: 510,
    add: (name, { keycloak }, stage) => good(keycloak('POST', inRealm(stage, 'roles'), { name })),
  },
  {
    list: 'identity providers',
    system: 'keycloak',
    later: /\/instances\?(.*&)?first=[1-9]/,
    count: 110,
    add: (name, { keycloak }, stage) =>
      good(
        keycloak('POST', inRealm(stage, 'identity-provider/instances'), {
          alias: name,
          providerId: 'oidc',
          config: {
            clientId: 'x',
            clientSecret: 'y',
            authorizationUrl: 'https://idp.example/a',
            tokenUrl: 'https://idp.example/t',
          },
        }),
      ),
  },
  {
    list: 'secrets with copies of our labels',
    system: 'kubernetes',
    later: /\/secrets\?.*continue=/,
    count: 510,
    add: (name, { kubernetes }, { tenancy }) =>
      good(
        kubernetes('POST', '/api/v1/namespaces/default/secrets', {
          metadata: {
            name,
            labels: {
              'app.kubernetes.io/managed-by': 'troupe',
              'troupe.dev/platform': tenancy.platform.name,
            },
          },
        }),
      ),
  },
  {
    list: 'service accounts',
    system: 'kubernetes',
    later: /\/serviceaccounts\?.*continue=/,
    count: 510,
    add: (name, { kubernetes }) =>
      good(kubernetes('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name } })),
  },
]

describe.skipIf(noFaults !== undefined)('past the first page', () => {
  let stage: Stage
  let planned: Planned
  beforeAll(async () => {
    stage = await openStage()
    await applyNow(stage)
    const servers = await reach(stage)
    try {
      for (const { count, add } of longLists) {
        const names = Array.from({ length: count }, (_, at) => `${at % 2 === 0 ? 'a' : 'z'}-foreign-${at}`)
        for (let at = 0; at < count; at += 8) {
          await Promise.all(names.slice(at, at + 8).map((name) => add(name, servers, stage)))
        }
      }
    } finally {
      await servers.close()
    }
    stage.faults.forget()
    planned = await planNow(stage, { policy: { prune: true } })
  }, 120_000)
  afterAll(() => stage?.close())

  test.each(longLists)('$system: a later page of $list is asked for', ({ system, later }) => {
    const asked = stage.faults.asked.filter((one) => one.system === system && later.test(one.url))
    expect(asked.length).toBeGreaterThan(0)
  })

  test('everything of ours is found, and nothing else is to be done', () => {
    expect(lines(planned.plan)).toEqual([])
    expect(planned.plan.unchanged).toBe(planned.desired.length)
  })
})
