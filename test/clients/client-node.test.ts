/**
 * The official JavaScript client: what programs do with it, and informers and leader election while all goes wrong.
 *
 * MINUTES=5 lets it go wrong for so long, and prints figures.
 */
import { setTimeout as pause } from 'node:timers/promises'
import {
  ApiException,
  ApiextensionsV1Api,
  AuthenticationV1Api,
  CoordinationV1Api,
  CoreV1Api,
  CustomObjectsApi,
  type Informer,
  KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
  KubernetesObjectApi,
  makeInformer,
  type ObjectCache,
  PatchStrategy,
  setHeaderOptions,
} from '@kubernetes/client-node'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Fault } from '../../src/sandbox/http/fault.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { type Candidate, type Election, stand } from './support/elector.ts'

const minutes = Number(process.env['MINUTES'] ?? 0)
const duration = minutes > 0 ? minutes * 60_000 : 15_000
const namespace = 'shop'
const widgets = { group: 'example.com', version: 'v1', plural: 'widgets', namespace }

let sandbox: Sandbox
let config: KubeConfig
let core: CoreV1Api
let custom: CustomObjectsApi

beforeAll(async () => {
  sandbox = await startSandbox()
  config = new KubeConfig()
  const { url, token, ca } = sandbox.kubernetes
  const caData = Buffer.from(ca).toString('base64')
  config.loadFromClusterAndUser(
    { name: 'sandbox', server: url, caData, skipTLSVerify: false },
    { name: 'admin', token },
  )
  core = config.makeApiClient(CoreV1Api)
  custom = config.makeApiClient(CustomObjectsApi)
  await core.createNamespace({ body: { metadata: { name: namespace } } })
  await defineWidgets()
})
afterEach(() => sandbox.faults.clear())
afterAll(() => sandbox.close())

async function defineWidgets(): Promise<void> {
  const api = config.makeApiClient(ApiextensionsV1Api)
  const openAPIV3Schema = {
    type: 'object',
    properties: {
      spec: { type: 'object', properties: { size: { type: 'integer', minimum: 0 } } },
      status: { type: 'object', properties: { size: { type: 'integer' } } },
    },
  }
  const subresources = { scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' } }
  const name = 'widgets.example.com'
  await api.createCustomResourceDefinition({
    body: {
      metadata: { name },
      spec: {
        group: widgets.group,
        scope: 'Namespaced',
        names: { kind: 'Widget', plural: widgets.plural, singular: 'widget' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema }, subresources }],
      },
    },
  })
  await vi.waitFor(async () => {
    const { status } = await api.readCustomResourceDefinition({ name })
    expect(status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Established', status: 'True' }),
    )
  })
}

const widget = (name: string, size: number) => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name },
  spec: { size },
})

/** The status that a call is refused with; 0 where it is not refused. */
async function codeOf(call: Promise<unknown>): Promise<number> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof ApiException) return error.code
  if (error !== undefined) throw error
  return 0
}

describe('client-node', () => {
  it('makes, pages through, patches in each way and deletes', async () => {
    for (const name of ['a', 'b', 'c']) {
      await core.createNamespacedConfigMap({ namespace, body: { metadata: { name, labels: { x: 'y' } } } })
    }
    const first = await core.listNamespacedConfigMap({ namespace, labelSelector: 'x=y', limit: 2 })
    expect(first.items.map(({ metadata }) => metadata?.name)).toEqual(['a', 'b'])
    const _continue = first.metadata?._continue ?? ''
    const rest = await core.listNamespacedConfigMap({ namespace, labelSelector: 'x=y', limit: 2, _continue })
    expect(rest.items.map(({ metadata }) => metadata?.name)).toEqual(['c'])

    const patch = (body: object, type: string) =>
      core.patchNamespacedConfigMap({ name: 'a', namespace, body }, setHeaderOptions('Content-Type', type))
    await patch([{ op: 'add', path: '/data', value: { a: '1' } }], PatchStrategy.JsonPatch)
    await patch({ data: { b: '2' } }, PatchStrategy.MergePatch)
    await patch({ metadata: { labels: { x: null } } }, PatchStrategy.StrategicMergePatch)
    expect(await core.readNamespacedConfigMap({ name: 'a', namespace })).toMatchObject({
      data: { a: '1', b: '2' },
    })
    const left = await core.listNamespacedConfigMap({ namespace, labelSelector: 'x=y' })
    expect(left.items.map(({ metadata }) => metadata?.name)).toEqual(['b', 'c'])
    await core.deleteCollectionNamespacedConfigMap({ namespace, labelSelector: 'x=y' })
    expect(await codeOf(core.readNamespacedConfigMap({ name: 'b', namespace }))).toBe(404)
    expect(await codeOf(core.readNamespacedConfigMap({ name: 'a', namespace }))).toBe(0)
  })

  it('applies objects of any kind on the server, custom ones too', async () => {
    const objects = KubernetesObjectApi.makeApiClient(config)
    const apply = (object: KubernetesObject, manager: string, force?: boolean) =>
      objects.patch(object, undefined, undefined, manager, force, PatchStrategy.ServerSideApply)
    const small = { ...widget('w', 1), metadata: { name: 'w', namespace } }
    await apply(small, 'one')
    expect(await codeOf(apply({ ...small, ...{ spec: { size: 2 } } }, 'two'))).toBe(409)
    expect(await apply({ ...small, ...{ spec: { size: 2 } } }, 'two', true)).toMatchObject({
      spec: { size: 2 },
    })
    expect(await codeOf(apply({ ...small, ...{ spec: { size: -1 } } }, 'two', true))).toBe(422)
    await objects.delete(small)
    expect(await codeOf(custom.getNamespacedCustomObject({ ...widgets, name: 'w' }))).toBe(404)
  })

  it('scales custom objects by what their definition calls replicas', async () => {
    const where = { ...widgets, name: 'scaled' }
    await custom.createNamespacedCustomObject({ ...widgets, body: widget('scaled', 1) })
    const read = (await custom.getNamespacedCustomObjectScale(where)) as object
    expect(read).toMatchObject({ kind: 'Scale', spec: { replicas: 1 }, status: { replicas: 0 } })
    await custom.replaceNamespacedCustomObjectScale({ ...where, body: { ...read, spec: { replicas: 7 } } })
    expect(await custom.getNamespacedCustomObject(where)).toMatchObject({ spec: { size: 7 } })
    const again = custom.replaceNamespacedCustomObjectScale({
      ...where,
      body: { ...read, spec: { replicas: 8 } },
    })
    expect(await codeOf(again)).toBe(409)
    const negative = { ...read, metadata: { name: 'scaled', namespace }, spec: { replicas: -1 } }
    expect(await codeOf(custom.replaceNamespacedCustomObjectScale({ ...where, body: negative }))).toBe(422)
    await custom.deleteNamespacedCustomObject(where)
  })

  it('makes tokens, is somebody else with one, and is told what it may not', async () => {
    await core.createNamespacedServiceAccount({ namespace, body: { metadata: { name: 'bot' } } })
    const body = { spec: { audiences: [], expirationSeconds: 900 } }
    const made = await core.createNamespacedServiceAccountToken({ name: 'bot', namespace, body })
    const bot = new KubeConfig()
    const cluster = config.getCurrentCluster()
    if (!cluster) throw new Error('no cluster')
    bot.loadFromClusterAndUser(cluster, { name: 'bot', token: made.status?.token ?? '' })
    const who = await bot.makeApiClient(AuthenticationV1Api).createSelfSubjectReview({ body: {} })
    expect(who.status?.userInfo?.username).toBe('system:serviceaccount:shop:bot')
    expect(await codeOf(bot.makeApiClient(CoreV1Api).listNamespacedSecret({ namespace }))).toBe(403)
  })

  it('refuses what was read before somebody else wrote', async () => {
    const api = config.makeApiClient(CoordinationV1Api)
    const read = await api.createNamespacedLease({ namespace, body: { metadata: { name: 'l' }, spec: {} } })
    await api.replaceNamespacedLease({
      name: 'l',
      namespace,
      body: { ...read, spec: { holderIdentity: 'a' } },
    })
    const late = { ...read, spec: { holderIdentity: 'b' } }
    expect(await codeOf(api.replaceNamespacedLease({ name: 'l', namespace, body: late }))).toBe(409)
  })
})

const watch = '/**?**watch=true**'
const system = 'kubernetes'
/** Rates are of all requests, the client's retries among them. */
const faults: readonly Fault[] = [
  { system, what: 'latency', ms: 0, jitter: 60, rate: 0.3, seed: 1 },
  { system, what: 'error', status: 500, rate: 0.04, seed: 2 },
  { system, what: 'error', status: 503, rate: 0.04, seed: 3 },
  { system, what: 'throttle', rate: 0.03, seed: 4 },
  { system, what: 'reset', rate: 0.03, seed: 5 },
  { system, what: 'drop', rate: 0.03, seed: 6 },
  { system, what: 'gone', rate: 0.15, count: 1_000_000, seed: 7 },
  { system, what: 'cut', lines: 2, path: watch, rate: 0.3, seed: 8 },
  { system, what: 'cut', bytes: 700, path: watch, rate: 0.3, seed: 9 },
  { system, what: 'cut', ms: 150, path: watch, rate: 0.3, seed: 10 },
]

/** The faults that have not struck yet. */
const faultsLeft = () => sandbox.faults.list().filter(({ struck }) => struck === 0)

/** What is known of a kind's objects: the version of each. */
type Versions = Record<string, string>
const versionsOf = (objects: readonly KubernetesObject[]): Versions =>
  Object.fromEntries(
    objects
      .map(({ metadata }): [string, string] => [metadata?.name ?? '', metadata?.resourceVersion ?? ''])
      .sort(),
  )

interface Follower {
  readonly informer: Informer<KubernetesObject> & ObjectCache<KubernetesObject>
  /** What its events add up to. */
  readonly told: Map<string, KubernetesObject>
  readonly count: { events: number; restarts: number }
  list(): Promise<KubernetesListObject<KubernetesObject>>
}

/** An informer that is started again after each error, as its documentation has it. */
async function follow(path: string, list: Follower['list']): Promise<Follower> {
  const informer = makeInformer(config, path, list)
  const told = new Map<string, KubernetesObject>()
  const count = { events: 0, restarts: 0 }
  const note = (object: KubernetesObject) => {
    count.events += 1
    told.set(object.metadata?.name ?? '', object)
  }
  informer.on('add', note)
  informer.on('update', note)
  informer.on('delete', ({ metadata }) => {
    count.events += 1
    told.delete(metadata?.name ?? '')
  })
  informer.on('error', () => {
    count.restarts += 1
    setTimeout(() => informer.start().catch(() => {}), 50)
  })
  await informer.start()
  return { informer, told, count, list }
}

/** True while all goes wrong: for the test's time, and until each fault has struck, however slow the machine. */
type GoesOn = () => boolean

/** Writes at random while it goes on. What is refused, or lost on its way, is not written. */
async function write(goesOn: GoesOn, seed: number): Promise<number> {
  let [state, written] = [seed, 0]
  const random = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
  while (goesOn()) {
    const name = `o${random(30)}`
    const value = String(random(1000))
    const acts = [
      () => core.createNamespacedSecret({ namespace, body: { metadata: { name }, stringData: { value } } }),
      () =>
        core.replaceNamespacedSecret({
          name,
          namespace,
          body: { metadata: { name }, stringData: { value } },
        }),
      () => core.deleteNamespacedSecret({ name, namespace }),
      () => custom.createNamespacedCustomObject({ ...widgets, body: widget(name, Number(value)) }),
      () =>
        custom.patchNamespacedCustomObject(
          { ...widgets, name, body: { spec: { size: Number(value) } } },
          setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
        ),
      () => custom.deleteNamespacedCustomObject({ ...widgets, name }),
    ]
    const done = acts[random(acts.length)]?.()
    written += await (done?.then(
      () => 1,
      () => 0,
    ) ?? 0)
    await pause(random(20))
  }
  return written
}

/** Takes the listener off the network for a moment, again and again. */
async function restart(goesOn: GoesOn): Promise<number> {
  let restarts = 0
  while (goesOn()) {
    const { id } = sandbox.faults.add({ system, what: 'stop' })
    await pause(300)
    await sandbox.faults.remove(id)
    restarts += 1
    for (let waited = 0; waited < 2500 && goesOn(); waited += 100) await pause(100)
  }
  return restarts
}

/**
 * Two candidates; whoever leads is stopped after a while, by turns with and without a word, and comes back.
 *
 * Three changes at least, however slow the machine.
 */
async function elect(goesOn: GoesOn): Promise<{ handovers: string[]; most: number }> {
  const api = config.makeApiClient(CoordinationV1Api)
  const terms = { lease: 2000, renew: 1200, retry: 100 }
  const election: Election = { api, namespace, name: 'leader', terms }
  let candidates: readonly Candidate[] = ['one', 'two'].map((name) => stand(election, name))
  const handovers: string[] = []
  let [most, rounds] = [0, 0]
  let led = performance.now()
  while (goesOn() || handovers.length < 3) {
    const leaders = candidates.filter((candidate) => candidate.leads())
    most = Math.max(most, leaders.length)
    const [leader] = leaders
    if (leader && leader.name !== handovers.at(-1)) {
      handovers.push(leader.name)
      led = performance.now()
    }
    if (leader && performance.now() > led + 1000) {
      rounds += 1
      await leader.stop(rounds % 2 === 0)
      candidates = candidates.filter((candidate) => candidate !== leader)
      const [other] = candidates
      await expect.poll(() => other?.leads(), { timeout: 15_000, interval: 10 }).toBe(true)
      candidates = [...candidates, stand(election, leader.name)]
    }
    await pause(2)
  }
  await Promise.all(candidates.map((candidate) => candidate.stop(true)))
  return { handovers, most }
}

describe('client-node while all goes wrong', () => {
  it(
    'loses no event in its informers, and never has two leaders',
    async () => {
      const secrets = await follow(`/api/v1/namespaces/${namespace}/secrets`, () =>
        core.listNamespacedSecret({ namespace }),
      )
      const customs = await follow(
        `/apis/example.com/v1/namespaces/${namespace}/widgets`,
        async () =>
          (await custom.listNamespacedCustomObject(widgets)) as KubernetesListObject<KubernetesObject>,
      )
      for (const fault of faults) sandbox.faults.add(fault)
      const restarted = () => secrets.count.restarts + customs.count.restarts > 0
      const begun = performance.now()
      const goesOn = () => {
        const passed = performance.now() - begun
        return (
          passed < duration || (passed < duration + 60_000 && !(faultsLeft().length === 0 && restarted()))
        )
      }
      const [election, restarts, ...written] = await Promise.all([
        elect(goesOn),
        restart(goesOn),
        write(goesOn, 1),
        write(goesOn, 2),
      ])
      expect(faultsLeft()).toEqual([])
      const struck = sandbox.faults.list().map(({ fault: { what }, struck: times }) => [what, times] as const)
      await sandbox.faults.clear()

      for (const { informer, told, list } of [secrets, customs]) {
        const truth = versionsOf((await list()).items)
        await expect.poll(() => versionsOf(informer.list()), { timeout: 20_000 }).toEqual(truth)
        expect(versionsOf([...told.values()])).toEqual(truth)
        await informer.stop()
      }
      expect(election.most).toBe(1)
      expect(election.handovers.length).toBeGreaterThan(2)
      expect(restarted()).toBe(true)
      if (minutes > 0) {
        const handovers = election.handovers.length
        console.log({ written, restarts, handovers, secrets: secrets.count, widgets: customs.count, struck })
      }
    },
    duration + 120_000,
  )
})
