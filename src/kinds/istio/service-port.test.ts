import { afterEach, expect, it } from 'vitest'
import { keyOf } from '../../core/key.ts'
import type { Hands } from '../../core/kind.ts'
import { misbehavingServer } from '../../systems/http/misbehaving-server.ts'
import { kubernetesClient } from '../../systems/kubernetes/client.ts'
import type { Clients } from '../define.ts'
import { servicePort } from './service-port.ts'

const registry = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'harbor', name: 'harbor-registry', uid: '7' },
  spec: {
    ports: [
      { name: 'registry', port: 5000, protocol: 'TCP', targetPort: 5000 },
      { name: 'http-controller', port: 8080, protocol: 'TCP', targetPort: 8080 },
      { name: 'metrics', port: 8001, protocol: 'TCP', targetPort: 8001 },
    ],
  },
}
const wanted = {
  key: keyOf('istio.service-port', 'harbor', 'harbor-registry'),
  team: null,
  spec: { ports: { 5000: 'http-registry', 8080: 'http-controller', 9000: 'http-absent' } },
}
const absent = { ...wanted, key: keyOf('istio.service-port', 'harbor', 'harbor-portal') }

const closing: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map(async (one) => await one.close()))
})

it('repairs what Istio can not read, keeps the names it gave, and adds no port', async () => {
  const { server, hands } = await cluster()
  const [found] = await servicePort.observe({ parents: [], desired: [wanted] }, hands)
  expect(found?.spec).toEqual({
    ports: { 5000: 'registry', 8080: 'http-controller', 9000: 'http-absent' },
  })
  if (found) await servicePort.update(wanted, found, hands)
  const sent = server.received.find(({ method }) => method === 'PATCH')
  expect(JSON.parse(sent?.body ?? '')).toEqual({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'harbor', name: 'harbor-registry', uid: '7' },
    spec: {
      ports: [
        { port: 5000, protocol: 'TCP', name: 'http-registry' },
        { port: 8080, protocol: 'TCP', name: 'http-controller' },
      ],
    },
  })
})

it('finds nothing to do at a Service that is not there, and says so', async () => {
  const { hands } = await cluster()
  const [found] = await servicePort.observe({ parents: [], desired: [absent] }, hands)
  expect(found).toMatchObject({ spec: absent.spec, notes: [expect.stringContaining('harbor/harbor-portal')] })
})

async function cluster() {
  const server = await misbehavingServer(({ url }) =>
    url.includes('harbor-registry')
      ? { status: 200, json: registry }
      : { status: 200, json: { kind: 'ServiceList', apiVersion: 'v1', metadata: {}, items: [registry] } },
  )
  const client = kubernetesClient({ url: server.url, token: 'token' }, { pause: 1 })
  closing.push(client, server)
  const signal = new AbortController().signal
  // The kind touches one client and nothing else of its hands.
  const hands = { client: { kubernetes: client }, signal, owner: 'otomi' } as unknown as Hands<Clients>
  return { server, hands }
}
