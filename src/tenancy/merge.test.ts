import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mergeDefaults } from './merge.ts'

const value = fc.letrec<{ map: unknown; any: unknown }>((tie) => ({
  map: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), tie('any'), { maxKeys: 3 }),
  any: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.array(fc.integer(), { maxLength: 2 }), tie('map')),
})).map

it('keeps what only one side says, and the team where both do', () => {
  expect(mergeDefaults({ a: { x: 1, y: [1] }, b: 1 }, { a: { y: [], z: 3 }, c: 2 })).toEqual({
    a: { x: 1, y: [], z: 3 },
    b: 1,
    c: 2,
  })
})

it('says no more when it is done twice, and changes neither side', () => {
  fc.assert(
    fc.property(value, value, (defaults, own) => {
      const before = JSON.stringify([defaults, own])
      const merged = mergeDefaults(defaults, own)
      expect(mergeDefaults(defaults, merged)).toEqual(merged)
      expect(mergeDefaults(merged, own)).toEqual(merged)
      expect(mergeDefaults({}, own)).toEqual(own)
      expect(mergeDefaults(defaults, {})).toEqual(defaults)
      expect(JSON.stringify([defaults, own])).toBe(before)
    }),
  )
})
