/** The suite knows no kind by name: one that is made up here, in twenty lines, goes through all of it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Key, keyOf, segmentsOf } from '../../src/core/key.ts'
import { catalogue } from '../../src/kinds/catalogue.ts'
import { defineClusterKind } from '../../src/kinds/define.ts'
import { manifestKind } from '../../src/kinds/manifest/kind.ts'
import { type Scenario, sweep } from '../support/crash.ts'
import { bytes, differences, dump, essence } from '../support/dump.ts'
import { rememberServers } from '../support/restore.ts'
import { applyNow, lines, planNow, troubles } from '../support/run.ts'
import { good, reach } from '../support/servers.ts'
import { noFaults, openStage, type Stage } from '../support/stage.ts'
import { letRivalApply, rivalOf } from './foreign.ts'
import { undergo } from './ordeal.ts'
import { unwanting, withoutTeam } from './removal.ts'
import { asWanted, tamperWithAll } from './tampering.ts'

const greeting = defineClusterKind(
  manifestKind({
    name: 'kubernetes.greeting',
    parent: 'kubernetes.namespace',
    type: { apiVersion: 'v1', plural: 'configmaps', kind: 'ConfigMap' },
    *derive({ teams }) {
      for (const { name, namespace, displayName = name, registry } of teams) {
        const data = { hello: displayName, room: registry.storage }
        yield { key: keyOf('kubernetes.greeting', namespace.name, 'greeting'), team: name, spec: { data } }
      }
    },
  }),
)
const namespaces = catalogue.filter(({ name }) => name === 'kubernetes.namespace')
const kinds = [...namespaces, greeting]

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

async function unlabel(keys: readonly Key[]): Promise<void> {
  const { kubernetes, close } = await reach(stage)
  for (const key of keys) {
    const [namespace, name] = segmentsOf(key)
    const patch = { metadata: { labels: { 'troupe.dev/platform': null } } }
    const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`
    await good(kubernetes('PATCH', path, patch, 'application/merge-patch+json'))
  }
  await close()
}

test.skipIf(noFaults !== undefined)('a stranger’s is not touched', async () => {
  await applyNow(stage, { kinds: namespaces })
  expect(await letRivalApply(stage, { kinds: [greeting], tenancy: rivalOf(stage.tenancy) })).toEqual([])
  const before = bytes(await dump(stage))
  const { plan } = await applyNow(stage, { kinds })
  expect(lines(plan)).toEqual([
    'update kubernetes.greeting:alpha-apps/greeting (data.room) blocked: owned-by-another',
    'update kubernetes.greeting:beta/greeting (data.room) blocked: owned-by-another',
  ])
  expect(differences(before, bytes(await dump(stage)))).toEqual([])
  const adopted = new Set(plan.changes.map(({ key }) => key))
  // What another platform owns is never taken over; what nobody owns is, where somebody says so.
  await applyNow(stage, { kinds, policy: { adopt: adopted } })
  expect(differences(before, bytes(await dump(stage)))).toEqual([])
  await unlabel(plan.changes.map(({ key }) => key))
  expect(troubles((await applyNow(stage, { kinds, policy: { adopt: adopted } })).outcomes)).toEqual([])
})

test('what was made is as wanted, and the second plan is empty', async () => {
  await applyNow(stage, { kinds })
  const { plan, desired, actual } = await planNow(stage, { kinds })
  expect(lines(plan)).toEqual([])
  expect(desired.flatMap((one) => asWanted(one, actual))).toEqual([])
})

test('every field that is changed is seen and repaired', async () => {
  const { attempts, left } = await tamperWithAll(stage, { kinds })
  const own = attempts.filter(({ kind }) => kind === greeting.name)
  expect(own.map(({ place, result }) => [place, result])).toEqual([
    ['data.hello', 'repaired'],
    ['data.room', 'repaired'],
  ])
  expect(left).toEqual([])
})

test.skipIf(noFaults !== undefined)('it survives removals, an abort and a lost answer', async () => {
  const { removedTwice, aborted, lostAnswer } = await undergo(stage, greeting, essence(await dump(stage)), {
    kinds,
  })
  expect({ removedTwice, aborted, lostAnswer }).toEqual({ removedTwice: [], aborted: [], lostAnswer: [] })
})

test.skipIf(noFaults !== undefined)(
  'a crash at any boundary of its making is made good by the next run',
  async () => {
    // Troupe's own record of what was applied is in ConfigMaps, which this kind would take for greetings.
    const applied = {
      load: () => Promise.resolve(),
      digest: () => undefined,
      record: () => Promise.resolve(),
      keep: () => Promise.resolve(),
    }
    const making: Scenario = {
      name: 'making of a made-up kind',
      prepare: (own) => rememberServers(own),
      choose: (own) => ({ kinds, tenancy: withoutTeam(own.tenancy, 'beta'), world: { applied } }),
    }
    const { begun, wrong, report } = await sweep(making)
    console.log(report)
    expect(begun.filter((line) => line.startsWith(`create ${greeting.name}:`))).toHaveLength(1)
    expect(wrong).toEqual([])
  },
  120_000,
)

test('one that nobody wants goes with prune, and only then', async () => {
  const key = keyOf('kubernetes.greeting', 'beta', 'greeting')
  const fewer = unwanting(kinds, new Set([key]))
  expect(lines((await planNow(stage, { kinds: fewer })).plan)).toEqual([`remove ${key} blocked: needs-prune`])
  await applyNow(stage, { kinds: fewer, policy: { prune: true } })
  expect(lines((await planNow(stage, { kinds })).plan)).toEqual([`create ${key}`])
})

test('a kind that does not look is found out', async () => {
  const blind = {
    ...greeting,
    observe: async (...args: Parameters<typeof greeting.observe>) => {
      const wanted = new Map(args[0].desired.map((one) => [one.key, one.spec]))
      return (await greeting.observe(...args)).map((one) => ({
        ...one,
        spec: wanted.get(one.key) ?? one.spec,
      }))
    },
  }
  await applyNow(stage, { kinds })
  const { attempts, left } = await tamperWithAll(stage, { kinds: [...namespaces, blind] })
  const own = attempts.filter(({ kind }) => kind === greeting.name).map(({ result }) => result)
  expect(own.includes('wrong') || left.length > 0).toBe(true)
  expect(own).not.toContain('repaired')
})
