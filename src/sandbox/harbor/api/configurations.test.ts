import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestHarbor, testHarbor } from '../testing.ts'

let harbor: TestHarbor

beforeEach(async () => {
  harbor = await testHarbor()
})
afterEach(() => harbor.close())

const put = (values: unknown) => harbor.call('PUT', '/api/v2.0/configurations', values)

test.each([
  [{ session_timeout: 10_000_000_000 }, 'the session_timeout value is over the limit value: 9999999999'],
  [
    { skip_audit_log_database: true },
    'bad request: audit log forward endpoint should be configured before enable skip audit log in database',
  ],
  [{ ldap_scope: 3 }, 'bad request: item name ldap_scope: invalid scope, should be 0, 1 or 2'],
])('%j is refused', async (values, message) => {
  expect(await put(values)).toMatchObject({ status: 400, json: { errors: [{ message }] } })
})

test('the prefix of robots loses the spaces around it', async () => {
  expect((await put({ robot_name_prefix: ' bot- ' })).status).toBe(200)
  const { json } = await harbor.call('GET', '/api/v2.0/configurations')
  expect(json).toMatchObject({ robot_name_prefix: { value: 'bot-' } })
})
