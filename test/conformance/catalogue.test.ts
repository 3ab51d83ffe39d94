/** The catalogue holds every kind that there is, and the fixture makes every kind of the catalogue do something. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { kindOf, systems } from '../../src/core/key.ts'
import { inOrder } from '../../src/engine/order.ts'
import { catalogue } from '../../src/kinds/catalogue.ts'
import { readFixture } from '../support/fixture.ts'

const kinds = fileURLToPath(new URL('../../src/kinds', import.meta.url))

/** Files that make a kind, by what they call. */
function filesOfKinds(): readonly string[] {
  return systems.flatMap((system) =>
    readdirSync(join(kinds, system))
      .filter((name) => name.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(name) && name !== 'define.ts')
      .filter((name) =>
        /\bexport const \w+ = define(Keycloak|Harbor|Cluster)Kind\b/.test(
          readFileSync(join(kinds, system, name), 'utf8'),
        ),
      )
      .map((name) => `${system}.${name.replace(/\.ts$/, '')}`),
  )
}

test('every file that defines a kind is in the catalogue, and is named after it', () => {
  expect([...filesOfKinds()].sort()).toEqual(catalogue.map(({ name }) => name).sort())
})

test('no name is given twice, and parents and needs are kinds of the catalogue without a circle', () => {
  const names = catalogue.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  const edges = catalogue.flatMap(({ parent, needs = [] }) => [...(parent ? [parent] : []), ...needs])
  expect(edges.filter((name) => !names.includes(name))).toEqual([])
  expect(inOrder(catalogue)).toHaveLength(catalogue.length)
})

const tenancy = await readFixture('troupe')

describe.each(catalogue.map((kind) => ({ name: kind.name, kind })))('$name', ({ kind }) => {
  const derived = [...kind.derive(tenancy)]

  test('derives something from the fixture, under keys of its own', () => {
    expect(derived.length).toBeGreaterThan(0)
    expect(derived.filter(({ key }) => kindOf(key) !== kind.name)).toEqual([])
  })

  test('derives plain JSON, the same each time', () => {
    expect(JSON.parse(JSON.stringify(derived))).toEqual(derived)
    expect([...kind.derive(tenancy)]).toEqual(derived)
  })

  test('waits only for its parent and for what it says it needs', () => {
    const allowed = new Set([kind.parent, ...(kind.needs ?? [])])
    const after = derived.flatMap((one) => one.after ?? []).map(kindOf)
    expect(after.filter((name) => !allowed.has(name) && name !== kind.name)).toEqual([])
  })
})
