import { expect, it } from 'vitest'
import { platform, team, told } from '../../../test/tenancy/description.ts'

it('refuses quotas that Kubernetes refuses', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', {
        namespace:
          '{quota: {storage: 1Gi, request.cpu: 1, pods: 500m, requests.memory: 512m, count/jobs.batch: 1500m, requests.nvidia.com/gpu: 4, gold.storageclass.storage.k8s.io/requests.storage: 5Gi, hugepages-2Mi: 4Mi}}',
      }),
    }),
  ).toMatchInlineSnapshot(`
    "a.yaml:5:23 | spec.namespace.quota.storage | "storage" is nothing that Kubernetes has a quota for: write e.g. requests.cpu, limits.memory, pods or count/jobs.batch
    a.yaml:5:37 | spec.namespace.quota["request.cpu"] | "request.cpu" is nothing that Kubernetes has a quota for: did you mean "requests.cpu"?
    a.yaml:5:59 | spec.namespace.quota.pods | "500m" of pods is no whole number, and they are counted: write e.g. 50
    a.yaml:5:82 | spec.namespace.quota["requests.memory"] | "512m" of requests.memory is a thousandth of 512 bytes: write 512M or 512Mi
    a.yaml:5:106 | spec.namespace.quota["count/jobs.batch"] | "1500m" of count/jobs.batch is no whole number, and they are counted: write e.g. 50"
  `)
})

it('refuses limits that Kubernetes refuses', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', {
        namespace: '{limits: {default: {cpus: 1, memory: 100m}, defaultRequest: {pods: 1}}}',
      }),
      'b.yaml': team('dev', { namespace: '{limits: {defaultRequest: {cpu: 2}}}' }),
      'c.yaml': team('x', { namespace: '{limits: {default: {cpu: 10m}}}' }),
    }),
  ).toMatchInlineSnapshot(`
    "a.yaml:5:34 | spec.namespace.limits.default.cpus | "cpus" is nothing that a container has a limit of: write cpu, memory or ephemeral-storage
    a.yaml:5:51 | spec.namespace.limits.default.memory | "100m" of memory is a thousandth of 100 bytes: write 100M or 100Mi
    a.yaml:5:75 | spec.namespace.limits.defaultRequest.pods | "pods" is nothing that a container has a limit of: write cpu, memory or ephemeral-storage
    b.yaml:5:46 | spec.namespace.limits.defaultRequest.cpu | a container would request 2 of cpu by default, more than its limit of 500m: Kubernetes refuses that
    c.yaml:5:39 | spec.namespace.limits.default.cpu | a container would request 50m of cpu by default, more than its limit of 10m: Kubernetes refuses that"
  `)
})

it('warns of quotas that keep pods out', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', {
        namespace:
          '{quota: {limits.cpu: 4, requests.ephemeral-storage: 1Gi, requests.cpu: 1}, limits: {default: {memory: 1Gi}}}',
      }),
    }),
  ).toMatchInlineSnapshot(`
    "warning a.yaml:5:23 | spec.namespace.quota["limits.cpu"] | pods that don't say their limit of cpu will be refused: give one in limits.default
    warning a.yaml:5:38 | spec.namespace.quota["requests.ephemeral-storage"] | pods that don't say their request of ephemeral-storage will be refused: give one in limits.defaultRequest"
  `)
})

it('refuses a service account twice', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', { namespace: '{serviceAccounts: [default, ci, default]}' }),
    }),
  ).toMatchInlineSnapshot(`"a.yaml:5:46 | spec.namespace.serviceAccounts[2] | "default" stands here twice"`)
})
