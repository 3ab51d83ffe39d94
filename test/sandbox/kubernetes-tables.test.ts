import { expect, test } from 'vitest'
import { kubernetesForTests } from './kubernetes.ts'

const ask = kubernetesForTests()
const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }

/** A kind's table: its columns (those of `-o wide` in brackets) and the cells of its only row, without name and age. */
async function shown(path: string) {
  const { json } = await ask('GET', path, undefined, TABLE)
  const columns: { name: string; priority: number }[] = json.columnDefinitions
  const cells = json.rows[0].cells.filter(
    (_: unknown, at: number) => !['Name', 'Age'].includes(columns[at]?.name ?? ''),
  )
  return {
    columns: columns.map(({ name, priority }) => (priority > 0 ? `[${name}]` : name)).join(' '),
    cells,
  }
}

test('volumes, budgets and autoscalers are shown as kubectl knows them', async () => {
  const at = '/api/v1/namespaces/default/persistentvolumeclaims'
  await ask('POST', at, {
    metadata: { name: 'c' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 's',
      resources: { requests: { storage: '1Gi' } },
    },
  })
  expect(await shown(at)).toEqual({
    columns: 'Name Status Volume Capacity Access Modes StorageClass VolumeAttributesClass Age [VolumeMode]',
    cells: ['Pending', '', '', '', 's', '<unset>', 'Filesystem'],
  })
  const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets'
  await ask('POST', budgets, { metadata: { name: 'b' }, spec: { minAvailable: '50%', selector: {} } })
  expect((await shown(budgets)).cells).toEqual(['50%', 'N/A', 0])
  const scalers = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers'
  const metrics = [
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
  ]
  await ask('POST', scalers, {
    metadata: { name: 'a' },
    spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 3, metrics },
  })
  expect((await shown(scalers)).cells).toEqual(['Deployment/web', 'cpu: <unknown>/80%', '1', 3, 0])
})

test('nothing in the OpenAPI documents is an empty schema, which kubectl explain cannot read', async () => {
  const { json } = await ask('GET', '/openapi/v3/api/v1')
  const { fieldsV1 } =
    json.components.schemas['io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry'].properties
  expect(fieldsV1).toMatchObject({ type: 'object' })
})
