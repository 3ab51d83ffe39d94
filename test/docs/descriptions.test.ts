import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { messageOf } from '../../src/core/error.ts'
import { loadTenancy } from '../../src/tenancy/load.ts'
import { told, withFolder } from '../tenancy/description.ts'
import { type Block, documents } from './documents.ts'

const platform = `apiVersion: troupe.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  domain: example.org
  keycloak: {credentials: {clientId: troupe, clientSecret: {env: SECRET}}}
  harbor: {credentials: {password: {env: SECRET}}}
`
const blocks = documents().flatMap(({ path, blocks }) =>
  blocks.map((block, index) => ({ ...block, at: `${path}:${block.line}`, next: blocks[index + 1] })),
)
const yaml = blocks.filter(({ words }) => words[0] === 'yaml')
const whole = yaml.filter(({ words }) => words[1] === undefined || words[1] === 'plan')

/** A Platform is supplied where the example is of Teams alone. */
function description({ text }: Pick<Block, 'text'>): string {
  return /^kind: Platform$/m.test(text) ? text : `${platform}---\n${text}`
}

test.each(whole)('the description at $at is valid', async (block) => {
  expect(await told({ 'example.yaml': description(block) })).toBe('')
})

test.each(yaml.filter(({ words }) => words[1] === 'team'))(
  'the part of a Team at $at is valid',
  async ({ text }) => {
    const team = `apiVersion: troupe.dev/v1alpha1\nkind: Team\nmetadata: {name: demo}\nspec:\n${text.replaceAll(/^/gm, '  ')}\n`
    expect(await told({ 'example.yaml': `${platform}---\n${team}` })).toBe('')
  },
)

test.each(yaml.filter(({ words }) => words[1] === 'wrong'))(
  'the mistakes at $at are told as shown',
  async ({ text, next }) => {
    const told = await withFolder({ 'example.yaml': text }, (cwd) =>
      loadTenancy(['example.yaml'], { cwd }).then(() => 'valid', messageOf),
    )
    expect(next?.words).toEqual(['text'])
    expect(told.split('\n')).toEqual(expect.arrayContaining(next?.text.split('\n') ?? []))
  },
)

test.each(yaml.filter(({ words }) => words[1] === 'other'))('the YAML at $at can be read', ({ text }) => {
  expect(parseAllDocuments(text).flatMap(({ errors }) => errors.map(({ message }) => message))).toEqual([])
})

test('no other word marks a block of YAML, and there are enough of them to be worth a test', () => {
  expect(
    yaml
      .map(({ words }) => words[1])
      .filter((word) => !['plan', 'team', 'wrong', 'other', undefined].includes(word)),
  ).toEqual([])
  expect(whole.length).toBeGreaterThan(3)
})
