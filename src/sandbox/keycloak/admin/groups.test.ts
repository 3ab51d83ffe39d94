import { expect, test } from 'vitest'
import { served } from '../served.fixture.ts'

test('a move needs the name, and is told where it was asked for, as a creation within is', async () => {
  const { ask } = await served({ adminEventsEnabled: true, adminEventsDetailsEnabled: true })
  const { id: top } = await ask('POST', '/groups', { name: 'top' })
  const { id: inner } = await ask('POST', `/groups/${top}/children`, { name: 'inner' })
  expect((await ask('POST', '/groups', { id: inner })).json.errorMessage).toBe('Group name is missing')
  expect((await ask('POST', '/groups', { id: inner, name: 'inner' })).status).toBe(204)
  expect((await ask('POST', `/groups/${top}/children`, { id: 'none', name: 'x' })).json.error).toBe(
    'Could not find child by id',
  )
  expect((await ask('POST', `/groups/${top}/children`, { id: inner, name: 'inner' })).status).toBe(204)
  const events: { operationType: string; resourcePath: string; representation: string }[] = (
    await ask('GET', '/admin-events?direction=asc&resourceTypes=GROUP')
  ).json
  expect(events.map(({ operationType, resourcePath }) => `${operationType} ${resourcePath}`)).toEqual([
    `CREATE groups/${top}`,
    `CREATE groups/${top}/children`,
    'UPDATE groups',
    `UPDATE groups/${top}/children`,
  ])
  expect(JSON.parse(events[1]?.representation ?? '')).toEqual({ name: 'inner', id: inner })
})

test('an attribute without values is none', async () => {
  const { ask } = await served()
  const { id } = await ask('POST', '/groups', { name: 'g', attributes: { a: ['1'], b: [] } })
  expect((await ask('GET', `/groups/${id}`)).json.attributes).toEqual({ a: ['1'] })
  await ask('PUT', `/groups/${id}`, { name: 'g', attributes: { a: [] } })
  expect((await ask('GET', `/groups/${id}`)).json.attributes).toEqual({})
})

test('groups that newcomers join are told as groups', async () => {
  const { ask } = await served({ adminEventsEnabled: true, groups: [{ name: 'g' }] })
  const [{ id }] = (await ask('GET', '/groups')).json
  await ask('PUT', `/default-groups/${id}`)
  await ask('DELETE', `/default-groups/${id}`)
  const events: { operationType: string; resourcePath: string }[] = (await ask('GET', '/admin-events')).json
  expect(events.map(({ operationType, resourcePath }) => `${operationType} ${resourcePath}`)).toEqual([
    `DELETE default-groups/${id}`,
    `CREATE default-groups/${id}`,
  ])
})
