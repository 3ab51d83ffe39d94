import { afterEach, describe, expect, it } from 'vitest'
import type { KubernetesObject } from '../../systems/kubernetes/types.ts'
import { dataOf } from './credential.ts'
import { objectServer } from './objects.fixture.ts'
import { kubernetesVault } from './vault.ts'

const { signal } = new AbortController()
const place = (name: string) => ({ namespace: 'demo', name, key: 'password' })

let server: Awaited<ReturnType<typeof objectServer>>
afterEach(async () => await server.close())

describe('a stamp', () => {
  it('says who was given the present value, and nothing any more once it is another', async () => {
    server = await objectServer([secret('pull', 'Value1')])
    const { vault, client } = server
    expect(await vault.holder(place('pull'), signal)).toBeUndefined()
    await vault.read(place('pull'), signal)
    await vault.stamp(place('pull'), 'harbor.robot/7', signal)
    expect(await vault.holder(place('pull'), signal)).toBe('harbor.robot/7')
    const address = { apiVersion: 'v1', plural: 'secrets', namespace: 'demo', name: 'pull' }
    await client.mergePatch(address, { data: dataOf({ password: 'Value2' }) }, { fieldManager: 'x' }, signal)
    expect(await vault.holder(place('pull'), signal)).toBeUndefined()
  })

  it('is for the value that was read, not for one that came in between', async () => {
    server = await objectServer([secret('pull', 'Value1')])
    const { vault, client } = server
    await vault.read(place('pull'), signal)
    const address = { apiVersion: 'v1', plural: 'secrets', namespace: 'demo', name: 'pull' }
    await client.mergePatch(address, { data: dataOf({ password: 'Value2' }) }, { fieldManager: 'x' }, signal)
    await vault.stamp(place('pull'), 'harbor.robot/7', signal)
    expect(await vault.holder(place('pull'), signal)).toBeUndefined()
  })
})

describe('a value that was just made', () => {
  it('is not read for its first user, and for the next one is', async () => {
    server = await objectServer([secret('pull', 'Value1')])
    const { vault } = server
    vault.keep(place('pull'), 'Value1', 'pull')
    expect(await vault.read(place('pull'), signal)).toBe('Value1')
    expect(server.asked).toEqual([])
    await vault.stamp(place('pull'), 'harbor.robot/7', signal)
    expect(await vault.holder(place('pull'), signal)).toBe('harbor.robot/7')
    const before = server.asked.length
    expect(await vault.read(place('pull'), signal)).toBe('Value1')
    expect(server.asked.length).toBeGreaterThan(before)
  })

  it('is stamped in vain where the Secret holds another one by now', async () => {
    server = await objectServer([secret('pull', 'Value2')])
    const { vault } = server
    vault.keep(place('pull'), 'Value1', 'pull')
    await vault.read(place('pull'), signal)
    await vault.stamp(place('pull'), 'harbor.robot/7', signal)
    expect(await vault.holder(place('pull'), signal)).toBeUndefined()
  })
})

describe('reading', () => {
  it('asks for few by name and for many by one list', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `s${index}`)
    server = await objectServer(names.map((name) => secret(name, 'Value1')))
    await Promise.all(names.map((name) => server.vault.holder(place(name), signal)))
    expect(server.asked.filter((one) => one === 'GET /api/v1/secrets')).toHaveLength(1)
    expect(server.asked.length).toBeLessThan(10)
  })

  it('never lists all for the sake of a few that are asked for again and again', async () => {
    server = await objectServer([secret('pull', 'Value1'), secret('push', 'Value2')])
    for (let look = 0; look < 20; look++) {
      await server.vault.holder(place(look % 2 === 0 ? 'pull' : 'push'), signal)
    }
    expect(server.asked.filter((one) => one === 'GET /api/v1/secrets')).toEqual([])
  })

  it('sees a value that was made after the list', async () => {
    server = await objectServer(Array.from({ length: 20 }, (_, index) => secret(`s${index}`, 'Value1')))
    const { vault, client } = server
    for (let index = 0; index < 20; index++) await vault.holder(place(`s${index}`), signal)
    const address = { apiVersion: 'v1', plural: 'secrets', namespace: 'demo', name: 's3' }
    const value = vault.mint()
    await client.mergePatch(address, { data: dataOf({ password: value }) }, { fieldManager: 'x' }, signal)
    expect(await vault.read(place('s3'), signal)).toBe(value)
  })

  it('tells what is missing by name, and every value that passes to the redactor', async () => {
    server = await objectServer([secret('empty', '')])
    const seen: string[] = []
    const vault = kubernetesVault({
      client: server.client,
      env: { TOKEN: 'from-env' },
      readFile: (path) =>
        path === '/there' ? Promise.resolve('line\n') : Promise.reject(new Error('ENOENT')),
      onSecret: (value) => seen.push(value),
    })
    await expect(vault.read(place('empty'), signal)).rejects.toThrow('secret demo/empty has no password')
    await expect(vault.read(place('none'), signal)).rejects.toThrow('secret demo/none is not there')
    await expect(vault.read({ env: 'NONE' }, signal)).rejects.toThrow('environment variable NONE is not set')
    await expect(vault.read({ file: '/none' }, signal)).rejects.toThrow("file /none can't be read")
    expect(await vault.read({ env: 'TOKEN' }, signal)).toBe('from-env')
    expect(await vault.read({ file: '/there' }, signal)).toBe('line')
    expect(seen).toEqual(['from-env', 'ZnJvbS1lbnY=', 'line', 'bGluZQ=='])
  })
})

function secret(name: string, password: string): KubernetesObject {
  const metadata = { namespace: 'demo', name, uid: name }
  return { apiVersion: 'v1', kind: 'Secret', metadata, data: dataOf({ password }) }
}
