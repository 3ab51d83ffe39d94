import { expect, test } from 'vitest'
import { kubernetesForTests, PATCHES } from './kubernetes.ts'

const ask = kubernetesForTests()
const MAPS = '/api/v1/namespaces/default/configmaps'
const map = (name: string, rest: object = {}) => ({ metadata: { name }, ...rest })

test('a patch can neither rename nor remove what an object is', async () => {
  await ask('POST', MAPS, map('what', { data: { a: '1' } }))
  const merge = (body: object) => ask('PATCH', `${MAPS}/what`, body, PATCHES.merge)
  expect(await merge({ kind: 'Secret' })).toMatchObject({
    status: 422,
    message: expect.stringMatching(/converting \(v1\.Secret\) to \(core\.ConfigMap\): unknown conversion$/),
  })
  expect(await merge({ metadata: { name: null } })).toMatchObject({
    status: 400,
    message: 'the name of the object (what based on URL) was undeterminable: name must be provided',
  })
  const strategic = (body: object) => ask('PATCH', `${MAPS}/what`, body, PATCHES.strategic)
  expect(await strategic({ $patch: 'delete' })).toMatchObject({ status: 400 })
  expect((await strategic({ kind: 'Secret', data: { b: '2' } })).json).toMatchObject({
    kind: 'ConfigMap',
    data: { a: '1', b: '2' },
  })
})

test('version 0 is no version, and a POST may have none', async () => {
  await ask('POST', MAPS, map('versions'))
  const put = (resourceVersion: string) =>
    ask('PUT', `${MAPS}/versions`, { metadata: { name: 'versions', resourceVersion } })
  expect(await put('0')).toMatchObject({ status: 200 })
  expect(await put('1')).toMatchObject({ status: 409 })
  const post = (query: string) =>
    ask('POST', `${MAPS}${query}`, { metadata: { name: 'new', resourceVersion: '7' } })
  expect(await post('')).toMatchObject({
    status: 500,
    message: 'resourceVersion should not be set on objects to be created',
  })
  expect(await post('?dryRun=All')).toMatchObject({ status: 201 })
})

test('metadata is judged once when an object is made, and by several layers when it changes', async () => {
  const labels = { a: 'no label!' }
  expect(await ask('POST', MAPS, { metadata: { name: 'm', labels } })).toMatchObject({
    fields: ['metadata.labels'],
  })
  await ask('POST', MAPS, map('m'))
  const changed = await ask('PATCH', `${MAPS}/m`, { metadata: { labels } }, PATCHES.merge)
  expect(changed.fields).toEqual(Array(4).fill('metadata.labels'))
  expect(changed.message.match(/metadata\.labels/g)).toHaveLength(1)
  expect(await ask('POST', MAPS, { metadata: { generateName: 'Xy-' } })).toMatchObject({
    fields: ['metadata.generateName', 'metadata.name'],
  })
})

test('one owner controls, events own nothing, and of two finalizers that contradict each other none is taken', async () => {
  const owner = (name: string, kind = 'ConfigMap') => ({
    apiVersion: 'v1',
    kind,
    name,
    uid: name,
    controller: true,
  })
  const owned = (ownerReferences: object[]) => ask('POST', MAPS, { metadata: { name: 'o', ownerReferences } })
  expect((await owned([owner('a'), owner('b')])).message).toContain(
    'Only one reference can have Controller set to true. Found "true" in references for ConfigMap/a and ConfigMap/b',
  )
  expect((await owned([owner('a', 'Event')])).message).toContain(
    '/v1, Kind=Event is disallowed from being an owner',
  )
  const finalizers = ['orphan', 'foregroundDeletion']
  expect((await ask('POST', MAPS, { metadata: { name: 'o', finalizers } })).message).toContain(
    'finalizer orphan and foregroundDeletion cannot be both set',
  )
})

test('what a decoder cannot read is shown as the server shows it', async () => {
  expect((await ask('POST', MAPS, '[]')).message).toMatch(
    /json: cannot unmarshal array into Go value .*\(5b5d\)$/,
  )
  expect((await ask('POST', MAPS, `{"a":"${'x'.repeat(40)}`)).message).toMatch(/\(\{"a":"x{24} \.\.\.\)$/)
  const at = (creationTimestamp: string) => ask('POST', MAPS, { metadata: { name: 't', creationTimestamp } })
  expect((await at('nonsense')).message).toMatch(/cannot parse "nonsense" as "2006"$/)
  expect((await at('2026-01-02 03:04:05Z')).message).toMatch(/cannot parse " 03:04:05Z" as "T"$/)
})

test('a key of a ConfigMap is text or bytes, not both; and deletion has one way with dependants', async () => {
  const both = { data: { a: '1' }, binaryData: { a: 'MQ==' } }
  expect(await ask('POST', MAPS, map('both', both))).toMatchObject({ fields: ['data[a]', 'binaryData[a]'] })
  await ask('POST', MAPS, map('gone'))
  const options = { propagationPolicy: 'Foreground', orphanDependents: true }
  expect((await ask('DELETE', `${MAPS}/gone`, options)).message).toContain(
    'propagationPolicy: Invalid value: "Foreground": orphanDependents and deletionPropagation cannot be both set',
  )
})
