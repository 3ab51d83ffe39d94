import { afterEach, describe, expect, it } from 'vitest'
import { SystemError } from '../../core/error.ts'
import { type Key, keyOf } from '../../core/key.ts'
import type { Actual, Desired } from '../../core/kind.ts'
import { dataOf, isCredential, mintCredential, textsOf } from './credential.ts'
import type { CredentialSpec } from './credentials.ts'
import { objectServer } from './objects.fixture.ts'
import { secret } from './secret.ts'

const key: Key = keyOf('kubernetes.secret', 'demo', 'registry-pull')
const path = 'demo/secrets/registry-pull'
const desired: Desired<CredentialSpec> = {
  key,
  team: 'demo',
  spec: {
    type: 'kubernetes.io/dockerconfigjson',
    key: 'password',
    fields: { username: 'robot$demo+pull' },
    registry: 'harbor.example:8443',
    credential: 'kept',
  },
}
const parents: readonly Actual[] = [
  { key: keyOf('kubernetes.namespace', 'demo'), team: 'demo', spec: {}, id: '1', owner: 'otomi' },
]

let server: Awaited<ReturnType<typeof objectServer>>
afterEach(async () => await server.close())

describe('a credential', () => {
  it('is made once: what stands there already is not written over', async () => {
    server = await objectServer([])
    await secret.create(desired, server.hands)
    const first = passwordThere()
    const again = await secret.create(desired, server.hands).catch((error: unknown) => error)
    expect(again).toBeInstanceOf(SystemError)
    expect(again).toHaveProperty('verdict', 'conflict')
    expect(passwordThere()).toBe(first)
    expect(isCredential(first)).toBe(true)
  })

  it('keeps its value while the fields around it are repaired', async () => {
    server = await withSecret({ username: 'x', password: 'Value1234' })
    const actual = await observed()
    expect(actual.spec).toMatchObject({ credential: 'kept', fields: { username: 'x' } })
    await secret.update(desired, actual, server.hands)
    expect(textsOf(there()).get('password')).toBe('Value1234')
    const auth = Buffer.from('robot$demo+pull:Value1234').toString('base64')
    expect(JSON.parse(textsOf(there()).get('.dockerconfigjson') ?? '')).toEqual({
      auths: { 'harbor.example:8443': { username: 'robot$demo+pull', password: 'Value1234', auth } },
    })
    expect((await observed()).spec).toEqual(desired.spec)
  })

  it.each([
    [{}, 'gone', []],
    [{ password: '' }, 'gone', []],
    [{ password: 'short1A' }, 'malformed', ['rotates-credential']],
    [{ password: 'no digits And No' }, 'malformed', ['rotates-credential']],
  ])('%j is %s and made anew', async (data, credential, risks) => {
    server = await withSecret(data)
    const actual = await observed()
    expect(actual.spec).toHaveProperty('credential', credential)
    expect(secret.risks?.(desired, actual, [])).toEqual(risks)
    await secret.update(desired, actual, server.hands)
    expect(isCredential(passwordThere())).toBe(true)
    expect((await observed()).spec).toEqual(desired.spec)
  })

  it('shows its value in no observation', async () => {
    server = await withSecret({ username: 'robot$demo+pull', password: 'Value1234' })
    expect(JSON.stringify(await observed())).not.toContain('Value1234')
  })

  it('is never written into a Secret that was made anew in between', async () => {
    server = await withSecret({ password: 'Value1234' })
    const update = secret.update(desired, { ...(await observed()), id: 'another' }, server.hands)
    await expect(update).rejects.toHaveProperty('verdict', 'conflict')
    expect(passwordThere()).toBe('Value1234')
  })
})

it('mints what Harbor takes', () => {
  const minted = new Set(Array.from({ length: 200 }, mintCredential))
  expect(minted.size).toBe(200)
  for (const value of minted) expect(value).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9]{40}$/)
})

async function withSecret(texts: Readonly<Record<string, string>>) {
  const metadata = { namespace: 'demo', name: 'registry-pull', uid: '7' }
  const data = dataOf({ '.dockerconfigjson': '{}', ...texts })
  return await objectServer([
    { apiVersion: 'v1', kind: 'Secret', metadata, type: 'kubernetes.io/dockerconfigjson', data },
  ])
}

async function observed(): Promise<Actual> {
  const [found] = await secret.observe({ parents, desired: [desired] }, server.hands)
  if (!found) throw new Error('it was not seen')
  return found
}

function there() {
  const found = server.get(path)
  if (!found) throw new Error('it is not there')
  return found
}

function passwordThere(): string {
  return textsOf(there()).get('password') ?? ''
}
