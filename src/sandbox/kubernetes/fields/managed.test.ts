import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '../object.ts'
import { builtinType } from '../types/builtin.ts'
import { applyFields, type Owners, updateOwners, type Writer } from './managed.ts'
import { EMPTY } from './path-set.ts'

const writer = (manager: string, type = 'core/v1.ConfigMap'): Writer => ({
  manager,
  apiVersion: 'v1',
  subresource: '',
  schema: builtinType(type),
  ignored: EMPTY,
})

const NOBODY: Owners = new Map()
const data = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('1', '2'))
const metadata = { name: 'x' }

test('an apply is there afterwards, and the same once more changes nothing', () => {
  fc.assert(
    fc.property(data, data, (live, wanted) => {
      const before: JsonObject = { metadata, data: live }
      const first = applyFields(NOBODY, before, { metadata, data: wanted }, writer('a'), true)
      const object = first.object ?? before
      expect(object['data']).toEqual({ ...live, ...wanted })
      expect(
        applyFields(first.owners, object, { metadata, data: wanted }, writer('a'), false).object,
      ).toBeUndefined()
    }),
  )
})

test('what is left out goes, unless somebody else holds it', () => {
  fc.assert(
    fc.property(data, data, data, (mine, theirs, next) => {
      const a = applyFields(NOBODY, { metadata }, { metadata, data: mine }, writer('a'), true)
      const b = applyFields(a.owners, a.object ?? { metadata }, { metadata, data: theirs }, writer('b'), true)
      const object: JsonObject = b.object ?? a.object ?? { metadata }
      const again = applyFields(b.owners, object, { metadata, data: next }, writer('a'), true)
      expect((again.object ?? object)['data'] ?? {}).toEqual({ ...theirs, ...next })
    }),
  )
})

test("another manager's value is a conflict that names manager and field", () => {
  const made = updateOwners(NOBODY, { metadata }, { metadata, data: { a: '1', b: '1' } }, writer('kubectl'))
  const live = { metadata, data: { a: '1', b: '1' } }
  const clash = () => applyFields(made, live, { metadata, data: { a: '2', b: '2' } }, writer('troupe'), false)
  expect(clash).toThrow(
    'Apply failed with 2 conflicts: conflicts with "kubectl" using v1:\n- .data.a\n- .data.b',
  )
  const shared = applyFields(made, live, { metadata, data: { a: '1' } }, writer('troupe'), false)
  expect(shared.object).toBeUndefined()
  expect([...shared.owners.values()].find(({ operation }) => operation === 'Apply')?.time).toBeUndefined()
})

test('ports of a Service merge by port and protocol, whose default counts', () => {
  const service = (ports: JsonObject[]) => ({ metadata, spec: { ports } })
  const live = service([
    { port: 80, protocol: 'TCP', targetPort: 8080 },
    { port: 80, protocol: 'UDP' },
  ])
  const named = applyFields(
    NOBODY,
    live,
    service([{ port: 80, name: 'http' }]),
    writer('a', 'core/v1.Service'),
    false,
  )
  expect(named.object).toEqual(
    service([
      { port: 80, protocol: 'TCP', targetPort: 8080, name: 'http' },
      { port: 80, protocol: 'UDP' },
    ]),
  )
})
