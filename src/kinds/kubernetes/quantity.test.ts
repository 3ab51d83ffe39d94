import { describe, expect, it } from 'vitest'
import { canonicalQuantity } from './quantity.ts'

describe('quantities are compared by value', () => {
  it.each([
    ['8000m', '8'],
    ['16384Mi', '16Gi'],
    ['0.5', '500m'],
    ['1.5Gi', '1536Mi'],
    ['1k', '1000'],
    [5, '5'],
    ['1e9', '1000000000'],
    ['1G', '1000000000'],
    ['010', '10'],
    ['1000Gi', '1000Gi'],
    ['1.5', '1500m'],
    ['0.0000000001', '1n'],
    ['-2', '-2'],
    ['0', '0'],
    ['0.1m', '100000n'],
    ['2E2', '200'],
    ['1Ei', '1Ei'],
  ])('%s is %s', (quantity, canonical) => {
    expect(canonicalQuantity(quantity)).toBe(canonical)
    expect(canonicalQuantity(canonical)).toBe(canonical)
  })

  it.each(['', 'lots', '1.2.3', '5 Gi', 'Gi'])('leaves %j, which is none, as it is', (text) => {
    expect(canonicalQuantity(text)).toBe(text)
  })
})
