/** Spellings beyond the recorded ones (mesh contracts 02-paths, 03-paths-decoded). */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalizePath } from './path.ts'

describe('normalizePath', () => {
  it.each([
    ['/a/..', '/'],
    ['/a/.', '/a/'],
    ['/a/../..//b', '//b'],
    ['/a/%2E%2e/b%2e', '/b.'],
    ['/a b"<>`', '/a%20b%22%3C%3E%60'],
    ['/a?b=/../c#d', '/a?b=/../c'],
    ['*', '*'],
  ])('BASE makes of %s %s', (path, normal) => {
    expect(normalizePath(path, 'BASE')).toBe(normal)
  })

  it.each([
    ['/a//b/%2f/c', '/a/b/c'],
    ['/a%2F..%5C..%2fb', '/b'],
    ['/a%252Fb', '/a%252Fb'],
  ])('DECODE_AND_MERGE_SLASHES makes of %s %s', (path, normal) => {
    expect(normalizePath(path, 'DECODE_AND_MERGE_SLASHES')).toBe(normal)
  })

  it('MERGE_SLASHES leaves encoded ones', () => {
    expect(normalizePath('//a///b%2F/c', 'MERGE_SLASHES')).toBe('/a/b%2F/c')
  })

  it('no spelling of dots, slashes and backslashes climbs out or needs a second round', () => {
    const piece = fc.constantFrom('/', '\\', '.', '..', '%2e', '%2F', '%5c', 'a', '%61', '//')
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom('BASE', 'DECODE_AND_MERGE_SLASHES'), (pieces, mode) => {
        const once = normalizePath(`/${pieces.join('')}`, mode) ?? ''
        expect(once.split('/')).not.toContain('..')
        expect(once.split('/')).not.toContain('.')
        expect(normalizePath(once, mode)).toBe(once)
      }),
    )
  })
})
