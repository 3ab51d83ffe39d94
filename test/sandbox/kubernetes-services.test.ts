import { expect, test } from 'vitest'
import { kubernetesForTests, PATCHES } from './kubernetes.ts'

const ask = kubernetesForTests()
const SERVICES = '/api/v1/namespaces/default/services'
const make = (name: string, spec: object) => ask('POST', SERVICES, { metadata: { name }, spec })
const port = (more: object = {}) => ({ ports: [{ port: 80, ...more }] })

test('addresses and node ports are had once, and from their ranges', async () => {
  expect((await ask('GET', `${SERVICES}/kubernetes`)).json.spec.clusterIP).toBe('10.96.0.1')
  const wanted = { type: 'NodePort', clusterIP: '10.96.3.3', ...port({ nodePort: 30100 }) }
  expect(await make('first', wanted)).toMatchObject({ status: 201 })
  expect(await make('same-address', wanted)).toMatchObject({
    message:
      'Service "same-address" is invalid: spec.clusterIPs: Invalid value: ["10.96.3.3"]: failed to allocate IP 10.96.3.3: provided IP is already allocated',
  })
  const { clusterIP, ...anywhere } = wanted
  expect(await make('same-port', anywhere)).toMatchObject({
    message:
      'Service "same-port" is invalid: spec.ports[0].nodePort: Invalid value: 30100: provided port is already allocated',
  })
  expect((await make('low', { type: 'NodePort', ...port({ nodePort: 80 }) })).message).toContain(
    'provided port is not in the valid range. The range of valid ports is 30000-32767',
  )
  expect((await make('far', { clusterIP: '1.2.3.4', ...port() })).message).toContain(
    'failed to allocate IP 1.2.3.4: the provided network does not match the current range',
  )
  await ask('DELETE', `${SERVICES}/first`)
  expect(await make('same-address', wanted)).toMatchObject({ status: 201 })
})

test('a port of two protocols has one node port, of a load balancer with local traffic one more', async () => {
  const ports = ['TCP', 'UDP'].map((protocol) => ({ name: protocol.toLowerCase(), port: 53, protocol }))
  const { json } = await make('dns', { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports })
  expect(new Set(json.spec.ports.map(({ nodePort }: { nodePort: number }) => nodePort)).size).toBe(1)
  expect(json.spec.healthCheckNodePort).toBeGreaterThanOrEqual(30000)
  expect(json.spec.healthCheckNodePort).not.toBe(json.spec.ports[0].nodePort)
})

test('another type takes what belonged to the old one with it', async () => {
  await make('moves', { type: 'NodePort', ...port() })
  const turn = (spec: object) => ask('PATCH', `${SERVICES}/moves`, { spec }, PATCHES.merge)
  const inside = (await turn({ type: 'ClusterIP' })).json.spec
  expect(inside.ports[0].nodePort).toBeUndefined()
  expect(inside.externalTrafficPolicy).toBeUndefined()
  const named = (await turn({ type: 'ExternalName', externalName: 'a.example.' })).json.spec
  expect(named.clusterIP ?? named.clusterIPs ?? named.ipFamilies).toBeUndefined()
  const back = (await turn({ type: 'ClusterIP' })).json.spec
  expect(back.externalName).toBeUndefined()
  expect(back.clusterIP).toMatch(/^10\.96\./)
  expect(await turn({ clusterIP: '10.96.99.99' })).toMatchObject({ fields: ['spec.clusterIPs[0]'] })
})

test('a service says what makes sense', async () => {
  const fields = async (spec: object) => (await make('odd', spec)).fields
  const twice = {
    ports: [
      { name: 'a', port: 80 },
      { name: 'b', port: 80 },
    ],
  }
  expect((await make('odd', twice)).message).toContain(
    'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
  )
  expect(await fields(port({ nodePort: 30200 }))).toEqual(['spec.ports[0].nodePort'])
  expect(await fields(port({ targetPort: 'Not_a_port' }))).toEqual(['spec.ports[0].targetPort'])
  expect(await fields({ type: 'ExternalName' })).toEqual(['spec.externalName'])
  expect(await fields({ type: 'NodePort', clusterIP: 'None', ...port() })).toEqual(['spec.clusterIPs[0]'])
  expect(await fields({ clusterIP: 'abc', ...port() })).toEqual(['spec.clusterIPs[0]'])
  expect(await fields({ ipFamilyPolicy: 'RequireDualStack', ...port() })).toEqual(['spec.ipFamilyPolicy'])
  expect(await fields({ externalTrafficPolicy: 'Local', ...port() })).toEqual(['spec.externalTrafficPolicy'])
  expect(await fields({ sessionAffinity: 'Cookie', ...port() })).toEqual(['spec.sessionAffinity'])
  expect(await fields({ selector: { 'a b': 'c' }, ...port() })).toEqual(['spec.selector'])
  expect(
    (await make('sticky', { sessionAffinity: 'ClientIP', ...port() })).json.spec.sessionAffinityConfig,
  ).toEqual({ clientIP: { timeoutSeconds: 10800 } })
})

test('when all node ports are taken, that is said', { timeout: 60_000 }, async () => {
  const ports = Array.from({ length: 100 }, (_, index) => ({ name: `p${index}`, port: index + 1 }))
  const made: string[] = []
  let last = await make('full-0', { type: 'NodePort', ports })
  for (let count = 1; last.status === 201 && count < 30; count++) {
    made.push(last.json.metadata.name)
    last = await make(`full-${count}`, { type: 'NodePort', ports })
  }
  expect(made).toHaveLength(27)
  expect(last).toMatchObject({ status: 500, message: expect.stringContaining('range is full') })
  for (const name of made) await ask('DELETE', `${SERVICES}/${name}`)
})
