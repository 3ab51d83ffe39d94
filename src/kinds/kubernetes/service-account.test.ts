import { afterEach, expect, it } from 'vitest'
import { keyOf } from '../../core/key.ts'
import type { Actual } from '../../core/kind.ts'
import { objectServer } from './objects.fixture.ts'
import { serviceAccount } from './service-account.ts'

const key = keyOf('kubernetes.service-account', 'demo', 'default')
const desired = { key, team: 'demo', spec: { pullSecret: 'registry-pull' } }
const parents: readonly Actual[] = [
  { key: keyOf('kubernetes.namespace', 'demo'), team: 'demo', spec: {}, id: '1', owner: 'otomi' },
]
const foreign = { name: 'foreign' }
const ours = { name: 'registry-pull' }

let server: Awaited<ReturnType<typeof objectServer>>
afterEach(async () => await server.close())

it("puts ours behind others' entries, once, and takes only ours away", async () => {
  server = await withAccount([foreign, ours, ours])
  const [attached] = await serviceAccount.observe({ parents, desired: [] }, server.hands)
  expect(attached).toMatchObject({ spec: desired.spec, owner: 'otomi' })
  if (attached) await serviceAccount.remove(attached, server.hands)
  expect(list()).toEqual([foreign])
  const [detached] = await serviceAccount.observe({ parents, desired: [desired] }, server.hands)
  expect(detached?.spec).toEqual({})
  if (detached) await serviceAccount.update(desired, detached, server.hands)
  expect(list()).toEqual([foreign, ours])
})

it('sees no account that is neither wanted nor ours, nor one of a namespace that is not', async () => {
  server = await withAccount([foreign])
  expect(await serviceAccount.observe({ parents, desired: [] }, server.hands)).toEqual([])
  expect(await serviceAccount.observe({ parents: [], desired: [desired] }, server.hands)).toEqual([])
  expect(server.asked).toHaveLength(1)
})

it('writes under the version that it read', async () => {
  server = await withAccount([])
  const [found] = await serviceAccount.observe({ parents, desired: [desired] }, server.hands)
  if (found) await serviceAccount.update(desired, found, server.hands)
  expect(server.get('demo/serviceaccounts/default')?.metadata).toMatchObject({
    uid: '7',
    resourceVersion: '3',
  })
})

async function withAccount(imagePullSecrets: readonly object[]) {
  const metadata = { namespace: 'demo', name: 'default', uid: '7', resourceVersion: '3' }
  return await objectServer([{ apiVersion: 'v1', kind: 'ServiceAccount', metadata, imagePullSecrets }])
}

function list(): unknown {
  return server.get('demo/serviceaccounts/default')?.['imagePullSecrets']
}
