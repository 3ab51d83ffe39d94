import { expect, test } from 'vitest'
import { served } from '../served.fixture.ts'

const basics = [{ name: 'username' }, { name: 'email' }]
const profile = (attributes: readonly object[], extra: object = {}) => ({
  attributes: [...basics, ...attributes],
  ...extra,
})

test('a profile is refused for all that is wrong with it at once', async () => {
  const { ask } = await served()
  const problem = async (attribute: object, extra: object = {}) => {
    const { status, json } = await ask('PUT', '/users/profile', profile([attribute], extra))
    expect(status).toBe(400)
    return json.errorMessage
  }
  expect(await problem({ name: 'email' })).toBe("[Duplicate attribute configuration with 'name':'email']")
  expect(await problem({})).toBe("[Attribute configuration without 'name' is not allowed]")
  expect(await problem({ name: 'a b' })).toMatch(/^\[Invalid attribute name .*: a b\]$/)
  expect(await problem({ name: 'x', validations: { magic: {} }, group: 'none' })).toBe(
    "[Validator 'magic' defined for attribute 'x' doesn't exist, Attribute 'x' references unknown group 'none']",
  )
  expect(await problem({ name: 'x', required: { roles: ['boss'] } })).toBe(
    "['required.roles' configuration for attribute 'x' contains unsupported role 'boss']",
  )
  const grouped = { name: 'x', group: 'work' }
  const groups = [{ name: 'work', displayHeader: 'Work' }]
  expect((await ask('PUT', '/users/profile', profile([grouped], { groups }))).status).toBe(200)
})

test('an attribute may be required of administrators, of users, or of both; several problems come as a list', async () => {
  const { ask } = await served()
  const attributes = [
    { name: 'cost', required: { roles: ['admin'] }, validations: { integer: { min: 1, max: 9 } } },
    { name: 'nick', required: { roles: ['user'] } },
    { name: 'site', validations: { uri: {} } },
  ]
  await ask('PUT', '/users/profile', profile(attributes))
  const create = (values: object) => ask('POST', '/users', { username: 'joe', attributes: values })
  expect(await create({})).toMatchObject({
    status: 400,
    json: { field: 'cost', errorMessage: 'error-user-attribute-required', params: ['cost'] },
  })
  expect((await create({ cost: ['12'] })).json).toEqual({
    field: 'cost',
    errorMessage: 'error-number-out-of-range',
    params: ['cost', 1, 9],
  })
  expect((await create({ cost: ['many'], site: ['nowhere'] })).json).toEqual({
    errors: [
      { field: 'cost', errorMessage: 'error-invalid-number', params: ['cost', 'many'] },
      { field: 'site', errorMessage: 'error-invalid-uri', params: ['site', 'nowhere'] },
    ],
  })
  expect((await create({ cost: ['5'], site: ['https://a.example'] })).status).toBe(201)
})
