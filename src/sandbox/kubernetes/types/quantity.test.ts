import { expect, test } from 'vitest'
import { parseQuantity, printQuantity } from './quantity.ts'

const printed = (text: string): string | undefined => {
  const quantity = parseQuantity(text)
  return quantity && printQuantity(quantity)
}

test.each([
  ['8000m', '8'],
  ['16384Mi', '16Gi'],
  ['0.5', '500m'],
  ['1.5Gi', '1536Mi'],
  ['1000', '1k'],
  ['1000Gi', '1000Gi'],
  ['1e9', '1e9'],
  ['512', '512'],
  ['100Ki', '100Ki'],
  ['0.1n', '1n'],
  ['-1', '-1'],
  ['0Gi', '0'],
])('%s is printed as %s', (text, expected) => {
  expect(printed(text)).toBe(expected)
})

test.each(['many', '', '1 Gi', '1gi', '.', '--1'])('%j is none', (text) => {
  expect(parseQuantity(text)).toBeUndefined()
})

test('what is written otherwise is equal', () => {
  expect(parseQuantity('1024Mi')?.nano).toBe(parseQuantity('1Gi')?.nano)
  expect(parseQuantity('1500m')?.nano).toBe(parseQuantity('1.5')?.nano)
})
