import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expressionFault } from '../../tenancy/external-name.ts'
import { alternation, alternatives } from './java-pattern.ts'

/** Java's matches() on what the alternation is made of, as far as the two languages agree. */
function matches(names: readonly string[], value: string): boolean {
  const inJavaScript = alternation(names).replace(
    /\(\?([ims]+)u?:((?:[^()\\]|\\.)*)\)/g,
    (_, flags: string, body: string) =>
      flags.includes('i')
        ? `(?:${body.replace(/[a-z]/gi, (c) => `[${c.toLowerCase()}${c.toUpperCase()}]`)})`
        : `(?:${body})`,
  )
  return new RegExp(inJavaScript).test(value)
}

describe('alternation', () => {
  it('is the same text for the same names in any order', () => {
    expect(alternation(['b', '/^a$/i', 'b'])).toBe(alternation(['/^a$/i', 'b']))
  })

  it.each([
    ['a+b', 'aab'],
    ['a.b', 'axb'],
    ['\\Q.*\\E', 'anything'],
    ['a|b', 'a'],
    ['(x)', 'x'],
    ['^', ''],
  ])('takes %j literally', (name, other) => {
    expect(matches([name], name)).toBe(true)
    expect(matches([name], other)).toBe(false)
  })

  it('reads a name with slashes as a name unless it ends like an expression', () => {
    expect(alternation(['/Corp/Team Dev'])).toBe('^(?:/Corp/Team Dev)$')
    expect(alternation(['/^Corp\\/Team[ _-]Dev$/i'])).toBe('^(?:(?i:^Corp\\/Team[ _-]Dev$))$')
  })

  it('matches whole values, each alternative by its own flags', () => {
    const names = ['7c2f0e55-dev', '/^Corp\\/Team Dev$/i']
    expect(matches(names, 'CORP/team dev')).toBe(true)
    expect(matches(names, '7C2F0E55-DEV')).toBe(false)
    expect(matches(names, 'x7c2f0e55-dev')).toBe(false)
  })

  it('folds the case of letters beyond ASCII only where there are some', () => {
    expect(alternation(['/é/i', '/e/i'])).toBe('^(?:(?i:e)|(?iu:é))$')
  })

  it('is taken apart again into what it was made of', () => {
    const piece = fc.constantFrom(
      ...['a', '|', '(?:b|c)', '[|)]', '[^\\]|]', '\\|', '\\(', '\\\\', '.', '(', '/'],
    )
    const written = fc.tuple(
      fc.array(piece, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('name', '/', '/i'),
    )
    const names = written
      .map(([pieces, as]) => (as === 'name' ? pieces.join('') : `/${pieces.join('')}${as}`))
      .filter((name) => expressionFault(name) === null)
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 4 }), (several) => {
        const alone = several.flatMap((name) => alternatives(alternation([name])))
        expect(alternatives(alternation(several))).toEqual([...new Set(alone)].sort())
        expect(alone).toHaveLength(several.length)
      }),
    )
  })
})
