/** A protected team loses nothing, whatever is approved, pruned or named: tried against the servers. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { policy } from '../../src/cli/options.ts'
import { kindOf } from '../../src/core/key.ts'
import { catalogue } from '../../src/kinds/catalogue.ts'
import type { Team, Tenancy } from '../../src/tenancy/tenancy.ts'
import { differences, dump, essence } from '../support/dump.ts'
import { type Applied, applyNow, planNow, troubles } from '../support/run.ts'
import { openStage, type Stage } from '../support/stage.ts'

let stage: Stage
let before: readonly string[]
beforeAll(async () => {
  stage = await openStage()
  // Also what would destroy data is made where there is no data yet.
  expect(troubles((await applyAll(changed())).outcomes)).toEqual([])
  expect((await planNow(stage)).plan.changes).toEqual([])
  before = essence(await dump(stage))
}, 60_000)
afterAll(() => stage?.close())

/** The description in which alpha is protected, and otherwise changed. */
function changed(change: Partial<Team> = {}): Tenancy {
  const { platform, teams } = stage.tenancy
  const one = (team: Team) => (team.name === 'alpha' ? { ...team, protect: true, ...change } : team)
  return { platform, teams: teams.map(one) }
}

/** Everything that can be said: prune, each team by name, each risk. */
function applyAll(tenancy: Tenancy, kinds = catalogue): Promise<Applied> {
  const all = ['destroys-data', 'cuts-access', 'rotates-credential', 'exposes'] as const
  const said = policy({ prune: true, approve: all, team: ['alpha', 'beta'] }, tenancy)
  return applyNow(stage, { tenancy, kinds, policy: said })
}

/** What was blocked for alpha, by operation and kind. */
function held({ plan }: Applied): readonly string[] {
  const own = plan.changes.filter(({ team, blocked }) => team === 'alpha' && blocked?.reason === 'protected')
  return [...new Set(own.map(({ op, key }) => `${op} ${kindOf(key)}`))].sort()
}

/** What the platform's own gateway lets in follows the description of all teams. */
const ofPlatform = /(gateways|requestauthentications) istio-system/

/** Our own notes follow the team to another namespace. */
const withoutNotes = (line: string) => line.replaceAll(/"ledger\.troupe\.dev\/\w+":"[^"]*",?/g, '')

/** Lines of the team that were there and are no more, or otherwise. */
async function lost(): Promise<readonly string[]> {
  const present = essence(await dump(stage))
  const all = differences(before.map(withoutNotes), present.map(withoutNotes))
  return all
    .filter((line) => line.startsWith('-') && /alpha/.test(line) && !ofPlatform.test(line))
    .map((line) => line.slice(0, 200))
}

test('what its document names no more stays', async () => {
  const applied = await applyAll(changed({ access: [], apps: [], namespace: emptied(), registry: bare() }))
  expect(held(applied)).toEqual(
    expect.arrayContaining([
      'remove harbor.immutable-rule',
      'remove harbor.member',
      'remove harbor.retention',
      'remove istio.authorization-policy',
      'remove istio.virtual-service',
      'remove keycloak.client',
      'remove keycloak.group',
      'remove kubernetes.resource-quota',
      'remove kubernetes.role-binding',
      'remove kubernetes.secret',
    ]),
  )
  expect(applied.outcomes.filter(({ change }) => change.op === 'remove' && change.team === 'alpha')).toEqual(
    [],
  )
  expect(await lost()).toEqual([])
})

test('its namespace and project stay where others take their place', async () => {
  const { namespace, registry } = alpha()
  const applied = await applyAll(
    changed({
      namespace: { ...namespace, name: 'alpha-new' },
      registry: { ...registry, project: 'alpha-new' },
    }),
  )
  expect(held(applied)).toEqual(
    expect.arrayContaining(['remove harbor.project', 'remove kubernetes.namespace']),
  )
  expect(await lost()).toEqual([])
})

test('retention does not begin to keep fewer images', async () => {
  const { registry } = alpha()
  const retention = registry.retention.map((rule) => ({ ...rule, keepMostRecent: 1 }))
  const applied = await applyAll(changed({ registry: { ...registry, retention } }))
  expect(held(applied)).toContain('update harbor.retention')
  expect(await lost()).toEqual([])
})

test('nothing is made anew in its place', async () => {
  const kinds = catalogue.map((kind) => ({
    ...kind,
    *derive(tenancy: Tenancy) {
      for (const one of kind.derive(tenancy)) {
        const other = kind.name === 'kubernetes.secret' && one.team === 'alpha'
        yield other ? { ...one, spec: { ...(one.spec as object), type: 'example.org/other' } } : one
      }
    },
  }))
  expect(held(await applyAll(changed(), kinds))).toContain('replace kubernetes.secret')
  expect(await lost()).toEqual([])
})

test('what costs it nothing that it has is done', async () => {
  const { registry } = alpha()
  const applied = await applyAll(changed({ registry: { ...registry, storage: '30Gi' } }))
  expect(applied.outcomes.map(({ change, status }) => [change.key, status])).toContainEqual([
    'harbor.project:alpha-images',
    'updated',
  ])
})

function alpha(): Team {
  const found = stage.tenancy.teams.find(({ name }) => name === 'alpha')
  if (!found) throw new Error('the fixture has no team alpha')
  return found
}

function emptied(): Team['namespace'] {
  return { ...alpha().namespace, quota: {}, serviceAccounts: [] }
}

function bare(): Team['registry'] {
  return { ...alpha().registry, retention: [], immutable: [] }
}
