import { afterEach, expect, it } from 'vitest'
import { type Key, keyOf } from '../../core/key.ts'
import { namespaceLedger } from './ledger.ts'
import { objectServer } from './objects.fixture.ts'

const { signal } = new AbortController()
const project = keyOf('harbor.project', 'demo')
const member = keyOf('harbor.member', 'demo', `${'long '.repeat(30)}ä/b`)

let server: Awaited<ReturnType<typeof objectServer>>
afterEach(async () => await server.close())

it('reads back what was noted, by whatever name a key has', async () => {
  server = await cluster()
  await ledger().note(
    'demo',
    new Map<Key, string>([
      [project, '12'],
      [member, ''],
    ]),
    signal,
  )
  expect(server.asked).toEqual(['PATCH /api/v1/namespaces/demo'])
  const names = Object.keys(server.get('demo')?.metadata.annotations ?? {})
  for (const name of names) expect(name).toMatch(/^[a-z.]{1,253}\/[a-z0-9]{1,63}$/)
  const later = ledger()
  await later.load(signal)
  expect(later.noted(project)).toMatchObject({ id: '12', team: 'demo' })
  expect(later.noted(member)).toHaveProperty('id', '')
  expect(later.noted(keyOf('harbor.project', 'x'))).toBeUndefined()
})

it("does not take another platform's notes for its own", async () => {
  server = await cluster()
  await ledger('other').note('demo', new Map([[project, '12']]), signal)
  const ours = ledger()
  await ours.load(signal)
  expect(ours.noted(project)).toBeUndefined()
})

it('forgets where the note was, also of a team that no document names any more', async () => {
  server = await cluster()
  await ledger().note('demo', new Map([[project, '12']]), signal)
  const later = namespaceLedger({ client: server.client, tenancy: { platform, teams: [] } })
  await later.load(signal)
  await later.forget('demo', [project], signal)
  expect(server.get('demo')?.metadata.annotations).toEqual({})
  expect(later.noted(project)).toBeUndefined()
})

it('believes notes of other namespaces only where they are in our own hand', async () => {
  const theirs = keyOf('harbor.project', 'theirs')
  const text = `otomi ${theirs} 7`
  const annotations = { [`ledger.troupe.dev/${'0'.repeat(40)}`]: text }
  const copy = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'copy', annotations } }
  server = await objectServer([copy])
  const later = ledger()
  await later.load(signal)
  expect(later.noted(theirs)).toBeUndefined()
})

it('says which team has no namespace', async () => {
  server = await cluster()
  await expect(ledger().note('nobody', new Map([[project, '']]), signal)).rejects.toThrow('team nobody')
})

const platform = { name: 'otomi', namespace: 'troupe' }

function ledger(name = 'otomi') {
  const teams = [{ name: 'demo', namespace: { name: 'demo' } }]
  return namespaceLedger({ client: server.client, tenancy: { platform: { ...platform, name }, teams } })
}

async function cluster() {
  const metadata = { name: 'demo', managedFields: [{ manager: 'troupe-ledger' }] }
  return await objectServer([{ apiVersion: 'v1', kind: 'Namespace', metadata }])
}
