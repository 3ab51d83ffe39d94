import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestHarbor, testHarbor } from '../testing.ts'

let harbor: TestHarbor

beforeEach(async () => {
  harbor = await testHarbor()
})
afterEach(() => harbor.close())

const joe = { username: 'joe', email: 'joe@example.org', realname: 'Joe', password: 'Secret123' }
const call = (method: string, path: string, body?: unknown, login?: string) =>
  harbor.call(method, `/api/v2.0${path}`, body, login)
const refusal = (status: number, message: string) => ({ status, json: { errors: [{ message }] } })

test.each([
  [{ email: 'joe@local' }, 'email with illegal format'],
  [{ email: '' }, "email can't be empty"],
  [{ realname: '' }, 'realname with illegal length'],
  [{ realname: 'a#b' }, 'realname contains illegal characters'],
  [{ comment: 'x'.repeat(31) }, 'comment with illegal length'],
  [{ username: '' }, 'username with illegal length'],
  [{ username: 'a,b' }, 'username contains illegal characters'],
])('no user is made with %j', async (change, message) => {
  expect(await call('POST', '/users', { ...joe, ...change })).toMatchObject(refusal(400, message))
})

test('nobody registers through the API, even where people may', async () => {
  await call('PUT', '/configurations', { self_registration: true })
  const words = 'self-registration cannot be triggered via API'
  expect(await call('POST', '/users', joe, 'nobody:x')).toMatchObject(refusal(403, words))
  expect((await call('POST', '/users', joe)).status).toBe(201)
})

test('a password is changed by who knows it, and to another', async () => {
  await call('POST', '/users', joe)
  const to = (old_password: string, new_password: string, login?: string) =>
    call('PUT', '/users/2/password', { old_password, new_password }, login)
  const own = 'joe:Secret123'
  expect(await to('wrong', 'weak', own)).toMatchObject(refusal(403, 'Current password is incorrect'))
  expect((await to('Secret123', 'weak', own)).status).toBe(400)
  const same = 'New password is identical to old password'
  expect(await to('Secret123', 'Secret123', own)).toMatchObject(refusal(400, same))
  expect((await to('', 'Secret456')).status).toBe(200)
  expect((await call('GET', '/users/current', undefined, 'joe:Secret456')).status).toBe(200)
})

test('people of an identity provider are changed there', async () => {
  await call('PUT', '/configurations', { auth_mode: 'oidc_auth' })
  const { email, realname } = joe
  expect(await call('PUT', '/users/7', { email, realname })).toMatchObject(
    refusal(403, "User with ID 7 can't be updated"),
  )
  expect(await call('PUT', '/users/7/sysadmin', { sysadmin_flag: true })).toMatchObject(
    refusal(404, 'user with id 7 not found'),
  )
})

test('users are found by a part of name or address', async () => {
  await call('POST', '/users', joe)
  await call('POST', '/users', { ...joe, username: 'ann', email: 'ann@example.com' })
  const found = async (query: string) =>
    ((await call('GET', `/users?${query}`)).json as { username: string }[]).map(({ username }) => username)
  expect(await found('username=JO')).toEqual(['joe'])
  expect(await found('email=.com')).toEqual(['ann'])
})

test('a group that is a member by name is of the type that was asked', async () => {
  await call('POST', '/projects', { project_name: 'a' })
  await call('POST', '/usergroups', { group_name: 'devs', group_type: 1 })
  const member = (member_group: unknown) => call('POST', '/projects/a/members', { role_id: 2, member_group })
  expect(await member({ group_name: 'devs' })).toMatchObject(refusal(404, 'devs not found: not supported'))
  await call('PUT', '/configurations', { auth_mode: 'oidc_auth' })
  expect((await member({ group_name: 'devs' })).status).toBe(500)
  expect((await member({ group_name: 'devs', group_type: 1 })).status).toBe(201)
  expect((await member({ group_name: 'others' })).status).toBe(201)
  expect((await call('GET', '/projects/a/members/0')).status).toBe(400)
})
