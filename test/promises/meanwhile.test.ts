/** What others do between a look and the deed, and what they leave half undone. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { catalogue } from '../../src/kinds/catalogue.ts'
import { unwanting } from '../conformance/removal.ts'
import { act, applyNow, lines, look, planNow, troubles, withPlayer } from '../support/run.ts'
import { good, reach, type Servers } from '../support/servers.ts'
import { noFaults, openStage, type Stage } from '../support/stage.ts'
import { type Json, project, projectId } from './drift.ts'

let stage: Stage
let hands: Servers
beforeEach(async () => {
  stage = await openStage()
  hands = await reach(stage)
}, 60_000)
afterEach(async () => {
  await hands?.close()
  await stage?.close()
})

/** What two makers of one name can meet on: a namespace, a project, a client, a group. */
async function takeNames(): Promise<void> {
  const { realm } = stage.tenancy.platform.keycloak
  await good(hands.kubernetes('POST', '/api/v1/namespaces', { metadata: { name: 'beta' } }))
  await good(hands.harbor('POST', '/projects', { project_name: project, metadata: {} }))
  await good(hands.keycloak('POST', '', { realm, enabled: true }))
  await good(hands.keycloak('POST', `/${realm}/clients`, { clientId: 'alpha-shop' }))
  await good(hands.keycloak('POST', `/${realm}/groups`, { name: 'team-alpha' }))
}

async function taken(): Promise<readonly unknown[]> {
  const { realm } = stage.tenancy.platform.keycloak
  const { metadata } = (await good(hands.kubernetes('GET', '/api/v1/namespaces/beta'))) as { metadata: Json }
  const {
    creation_time: _,
    update_time: __,
    ...images
  } = (await good(hands.harbor('GET', `/projects/${project}`))) as Json
  return [
    { labels: metadata['labels'], annotations: metadata['annotations'] },
    images,
    await good(hands.keycloak('GET', `/${realm}/clients?clientId=alpha-shop`)),
    await good(hands.keycloak('GET', `/${realm}/groups?briefRepresentation=false&search=team-alpha`)),
  ]
}

test('a name that was free at the look and is somebody else’s at the deed stays theirs, in all systems', async () => {
  await withPlayer(stage, async (player) => {
    const planned = await look(stage, player)
    await takeNames()
    const before = await taken()
    const { outcomes } = await act(player, planned)
    const failed = outcomes.flatMap(({ change, status }) => (status === 'failed' ? [change.key] : []))
    expect(failed.sort()).toEqual([
      `harbor.project:${project}`,
      'keycloak.client:alpha-shop',
      'keycloak.group:team-alpha',
      'kubernetes.namespace:beta',
    ])
    expect(await taken()).toEqual(before)
  })
  const { plan } = await planNow(stage, { policy: { prune: true } })
  expect(lines(plan).filter((line) => !line.endsWith('blocked: depends'))).toEqual([
    expect.stringMatching(/^update keycloak.client:alpha-shop .* blocked: unowned$/),
    expect.stringMatching(/^update keycloak.group:team-alpha .* blocked: unowned$/),
    expect.stringMatching(/^update harbor.project:.* blocked: unowned$/),
    expect.stringMatching(/^update kubernetes.namespace:beta .* blocked: unowned$/),
    expect.stringMatching(/^update kubernetes.service-account:beta.default .* blocked: unowned$/),
  ])
})

test('a role that was made anew behind our back is not removed in the place of ours', async () => {
  await applyNow(stage)
  const role = `/${stage.tenancy.platform.keycloak.realm}/roles/alpha-guests`
  const kinds = unwanting(catalogue, new Set(['keycloak.role:alpha-guests']))
  await withPlayer(stage, async (player) => {
    const planned = await look(stage, player, { kinds, policy: { prune: true } })
    expect(lines(planned.plan)).toContain('remove keycloak.role:alpha-guests')
    await good(hands.keycloak('DELETE', role))
    await good(hands.keycloak('POST', role.replace('/alpha-guests', ''), { name: 'alpha-guests' }))
    await act(player, planned, { kinds })
  })
  expect((await hands.keycloak('GET', role)).status).toBe(200)
})

test.skipIf(noFaults !== undefined)(
  'a group of ours that was renamed to the name of a new one does not give its members the new one’s role',
  async () => {
    await applyNow(stage)
    const { realm } = stage.tenancy.platform.keycloak
    const named = async (name: string) => {
      const path = `/${realm}/groups?briefRepresentation=false&exact=true&search=${name}`
      return ((await good(hands.keycloak('GET', path))) as readonly Json[])[0]
    }
    const guests = await named('alpha-guests')
    await good(
      hands.keycloak('PUT', `/${realm}/groups/${guests?.['id']}`, { ...guests, name: 'alpha-testers' }),
    )
    const { platform, teams } = stage.tenancy
    const access = [{ group: 'alpha-testers', role: 'guest', from: {} }] as const
    const tenancy = {
      platform,
      teams: teams.map((team) =>
        team.name === 'alpha' ? { ...team, access: [...team.access, ...access] } : team,
      ),
    }
    // The new one is tried before the old one has its name back.
    stage.faults.inject(({ method, url }) =>
      method === 'PUT' && url.endsWith(`/groups/${guests?.['id']}`)
        ? { what: 'latency', ms: 500 }
        : undefined,
    )
    await applyNow(stage, { tenancy })
    expect(await named('alpha-guests')).toMatchObject({ id: guests?.['id'], realmRoles: ['alpha-guests'] })
    await applyNow(stage, { tenancy })
    expect(lines((await planNow(stage, { tenancy })).plan)).toEqual([])
    expect(await named('alpha-testers')).toMatchObject({ realmRoles: ['alpha-testers'] })
  },
)

test.each([
  ['groups', 'alpha-guests', 'name'],
  ['roles', 'alpha-guests', 'name'],
  ['clients', 'alpha-shop', 'clientId'],
])('a copy of one of our %s, mark and all, is somebody’s own, and told', async (kind, name, field) => {
  await applyNow(stage)
  const path = `/${stage.tenancy.platform.keycloak.realm}/${kind}`
  const list = (await good(
    hands.keycloak('GET', `${path}?briefRepresentation=false&max=1000`),
  )) as readonly Json[]
  const ours = list.find((one) => one[field] === name)
  await good(hands.keycloak('POST', path, { [field]: `copy-of-${name}`, attributes: ours?.['attributes'] }))
  const { plan } = await planNow(stage, { policy: { prune: true } })
  expect(lines(plan)).toEqual([])
  expect(plan.notes.map(({ key, text }) => `${key}: ${text}`)).toContainEqual(
    expect.stringMatching(new RegExp(`/?copy-of-${name}: carries our mark for "${name}"`)),
  )
})

test('two rules of the same patterns are one thing: one that acts is enough, and both go', async () => {
  await applyNow(stage)
  const path = `/projects/${await projectId(hands)}/immutabletagrules`
  const rules = async () => (await good(hands.harbor('GET', path))) as readonly Json[]
  const [first] = await rules()
  await good(hands.harbor('PUT', `${path}/${first?.['id']}`, { ...first, disabled: true }))
  await good(hands.harbor('POST', path, { ...first, id: undefined, priority: 5 }))
  expect(lines((await planNow(stage)).plan)).toEqual([])
  const all = (await planNow(stage)).desired.flatMap(({ key }) =>
    key.startsWith(`harbor.immutable-rule:${project}/`) ? [key] : [],
  )
  const { outcomes } = await applyNow(stage, {
    kinds: unwanting(catalogue, new Set(all)),
    policy: { prune: true },
  })
  expect(outcomes.map(({ change }) => change.op)).toEqual(all.map(() => 'remove'))
  expect(await rules()).toEqual([])
})

describe.skipIf(noFaults !== undefined)('what we have made ourselves', () => {
  test.each(['answer', 'note'])('is ours although the %s was lost', async (what) => {
    let isLost = false
    stage.faults.inject(({ method, url }) => {
      const made = what === 'answer' ? method === 'POST' && url.endsWith('/projects') : isNote(method, url)
      if (!made || isLost) return undefined
      isLost = true
      return what === 'answer' ? { what: 'drop' } : { what: 'error', status: 500 }
    })
    expect(troubles((await applyNow(stage)).outcomes)).toEqual([])
    expect(isLost).toBe(true)
    expect(lines((await planNow(stage)).plan)).toEqual([])
  })

  /** The note of a number, which comes after the one of the intent. */
  function isNote(method: string, url: string): boolean {
    const projects = stage.faults.asked.filter(
      (one) => one.method === 'POST' && one.url.endsWith('/projects'),
    )
    return projects.length > 0 && method === 'PATCH' && /namespaces.*troupe-ledger/.test(url)
  }
})

test.each([
  ['the lists', 'system'],
  ['the projects', 'project'],
])(
  'the robot that we work as lost its rights over %s: the admin looks, and gives them back',
  async (_, kind) => {
    await applyNow(stage)
    const robots = (await good(hands.harbor('GET', '/robots?page_size=100'))) as readonly Robot[]
    const own = robots.find(({ name }) => name.endsWith('troupe-stage'))
    const permissions = own?.permissions.map((one) =>
      one.kind === kind
        ? { ...one, access: one.access.filter(({ resource }) => resource !== 'project') }
        : one,
    )
    await good(hands.harbor('PUT', `/robots/${own?.id}`, { ...own, permissions }))
    const { plan, outcomes } = await applyNow(stage, { policy: { prune: true } })
    expect(lines(plan)).toEqual(['update harbor.daily-robot:troupe-stage (credential, grants)'])
    expect(troubles(outcomes)).toEqual([])
    expect(lines((await planNow(stage)).plan)).toEqual([])
  },
)

interface Robot extends Json {
  readonly id: number
  readonly name: string
  readonly permissions: readonly { kind: string; access: readonly { resource: string }[] }[]
}

test('a namespace that is on its way out is made again in one run, with what was noted on it', async () => {
  await applyNow(stage)
  const inside = '/api/v1/namespaces/alpha-apps/configmaps'
  const finalizers = ['example.org/hold']
  await good(hands.kubernetes('POST', inside, { metadata: { name: 'holder', finalizers } }))
  await good(hands.kubernetes('DELETE', '/api/v1/namespaces/alpha-apps'))
  const release = () =>
    good(
      hands.kubernetes(
        'PATCH',
        `${inside}/holder`,
        { metadata: { finalizers: null } },
        'application/merge-patch+json',
      ),
    )
  const { outcomes } = await withPlayer(stage, async (player) => {
    const planned = await look(stage, player)
    const [done] = await Promise.all([act(player, planned), release()])
    return done
  })
  expect(troubles(outcomes)).toEqual([])
  expect(lines((await planNow(stage)).plan)).toEqual([])
})

describe.skipIf(noFaults !== undefined)('a server that asks to be left alone until tomorrow', () => {
  test('is left alone, and the run ends with that', async () => {
    await applyNow(stage)
    await good(hands.harbor('PUT', `/projects/${await projectId(hands)}`, { metadata: { public: 'true' } }))
    stage.faults.inject(({ method, url }) =>
      method === 'PUT' && /\/projects\/\d+$/.test(url) ? { what: 'throttle', seconds: 86_400 } : undefined,
    )
    const { outcomes } = await applyNow(stage)
    expect(outcomes).toMatchObject([{ status: 'failed', attempts: 1 }])
  })
})
