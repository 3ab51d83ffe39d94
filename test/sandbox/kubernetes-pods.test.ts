import { expect, test } from 'vitest'
import { kubernetesForTests, PATCHES } from './kubernetes.ts'

const ask = kubernetesForTests()
const space = async (name: string) => {
  await ask('POST', '/api/v1/namespaces', { metadata: { name } })
  await expect
    .poll(async () => (await ask('GET', `/api/v1/namespaces/${name}/serviceaccounts/default`)).status)
    .toBe(200)
  return `/api/v1/namespaces/${name}`
}
const pod = (name: string, resources: object = {}, spec: object = {}) => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'i', resources }], ...spec },
})

test('a pod gets its token, a priority and tolerations', async () => {
  const at = await space('admitted')
  const { spec, status } = (await ask('POST', `${at}/pods`, pod('p'))).json
  expect(spec.volumes[0].name).toMatch(/^kube-api-access-[a-z0-9]{5}$/)
  expect(spec.containers[0].volumeMounts).toEqual([
    {
      name: spec.volumes[0].name,
      readOnly: true,
      mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
    },
  ])
  expect(spec).toMatchObject({ priority: 0, preemptionPolicy: 'PreemptLowerPriority' })
  expect(spec.tolerations).toHaveLength(2)
  expect(status.qosClass).toBe('BestEffort')
  const bare = await ask(
    'POST',
    `${at}/pods`,
    pod('bare', { limits: { cpu: '1', memory: '1Gi' } }, { automountServiceAccountToken: false }),
  )
  expect(bare.json.spec.volumes).toBeUndefined()
  expect(bare.json.status.qosClass).toBe('Guaranteed')
  expect((await ask('POST', `${at}/pods`, pod('first', {}, { priorityClassName: 'first' }))).message).toBe(
    'pods "first" is forbidden: no PriorityClass with name first was found',
  )
})

test('a pod says what makes sense, and hardly anything of it may change', async () => {
  const at = await space('checked')
  const refused = await ask('POST', `${at}/pods`, {
    metadata: { name: 'odd' },
    spec: {
      restartPolicy: 'Sometimes',
      volumes: [{ name: 'v' }],
      containers: [
        { name: 'A' },
        { name: 'b', image: 'i', resources: { limits: { cpu: '1' }, requests: { cpu: '2' } } },
        {
          name: 'b',
          image: 'i',
          volumeMounts: [{ name: 'w', mountPath: '/w' }],
          ports: [{ containerPort: 70000 }],
        },
      ],
    },
  })
  expect(refused.fields).toEqual([
    'spec.volumes[0]',
    'spec.containers[0].name',
    'spec.containers[0].image',
    'spec.containers[1].resources.requests',
    'spec.containers[2].name',
    'spec.containers[2].ports[0].containerPort',
    'spec.containers[2].volumeMounts[0].name',
    'spec.restartPolicy',
  ])
  await ask('POST', `${at}/pods`, pod('p'))
  const change = (container: object) =>
    ask('PATCH', `${at}/pods/p`, { spec: { containers: [{ name: 'c', ...container }] } }, PATCHES.strategic)
  expect(await change({ image: 'j' })).toMatchObject({ status: 200 })
  expect((await change({ command: ['x'] })).message).toContain('pod updates may not change fields other than')
})

test('what makes pods selects them, and jobs name theirs', async () => {
  await space('made')
  const deployment = (selector: object, labels?: object) =>
    ask('POST', '/apis/apps/v1/namespaces/made/deployments', {
      metadata: { name: 'd' },
      spec: {
        selector,
        template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } },
      },
    })
  expect((await deployment({ matchLabels: { a: 'b' } })).message).toContain(
    'spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`',
  )
  expect((await deployment({})).message).toContain('empty selector is invalid for deployment')
  const expression = { matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }
  expect(await deployment(expression, { a: 'b' })).toMatchObject({ status: 201 })
  const job = (restartPolicy?: string) =>
    ask('POST', '/apis/batch/v1/namespaces/made/jobs', {
      metadata: { name: 'j' },
      spec: {
        parallelism: 2,
        template: { spec: { restartPolicy, containers: [{ name: 'c', image: 'i' }] } },
      },
    })
  expect((await job()).message).toContain(
    'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
  )
  const { metadata, spec } = (await job('Never')).json
  expect(spec.selector.matchLabels).toEqual({ 'batch.kubernetes.io/controller-uid': metadata.uid })
  expect(spec.template.metadata.labels).toMatchObject({ 'job-name': 'j' })
  expect(spec.completions).toBeUndefined()
})

test('limits are kept per container, per pod, per claim and between limit and request', async () => {
  const at = await space('limited')
  const limits = [
    { type: 'Pod', max: { cpu: '2' } },
    { type: 'Container', maxLimitRequestRatio: { memory: '2' } },
    { type: 'PersistentVolumeClaim', max: { storage: '1Gi' }, min: { storage: '1Mi' } },
  ]
  await ask('POST', `${at}/limitranges`, { metadata: { name: 'l' }, spec: { limits } })
  const asked = (cpu: string, memory: string) => ({
    limits: { cpu, memory },
    requests: { cpu, memory: '1Gi' },
  })
  expect((await ask('POST', `${at}/pods`, pod('p', asked('3', '1Gi')))).message).toBe(
    'pods "p" is forbidden: maximum cpu usage per Pod is 2, but limit is 3',
  )
  expect((await ask('POST', `${at}/pods`, pod('p', asked('1', '3Gi')))).message).toBe(
    'pods "p" is forbidden: memory max limit to request ratio per Container is 2, but provided ratio is 3.000000',
  )
  const claim = await ask('POST', `${at}/persistentvolumeclaims`, {
    metadata: { name: 'big' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } },
  })
  expect(claim.message).toBe(
    'persistentvolumeclaims "big" is forbidden: maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 2Gi',
  )
})

test('a quota counts the pods of its scope', async () => {
  const at = await space('scoped')
  const quota = (name: string, scopes: string[], hard: object = { pods: '1' }) =>
    ask('POST', `${at}/resourcequotas`, { metadata: { name }, spec: { hard, scopes } })
  expect((await quota('odd', ['BestEffort', 'NotBestEffort'])).message).toContain('conflicting scopes')
  expect((await quota('odd', ['BestEffort'], { cpu: '1' })).message).toContain(
    'unsupported scope applied to resource',
  )
  await quota('idle', ['BestEffort'])
  expect(await ask('POST', `${at}/pods`, pod('a'))).toMatchObject({ status: 201 })
  expect((await ask('POST', `${at}/pods`, pod('b'))).message).toBe(
    'pods "b" is forbidden: exceeded quota: idle, requested: pods=1, used: pods=1, limited: pods=1',
  )
  expect(await ask('POST', `${at}/pods`, pod('c', { requests: { cpu: '1' } }))).toMatchObject({ status: 201 })
})
