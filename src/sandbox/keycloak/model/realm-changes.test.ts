import { expect, test } from 'vitest'
import { served } from '../served.fixture.ts'

test('headers are merged, and blocks of a policy change only with their first field', async () => {
  const { ask } = await served()
  const before = (await ask('GET', '')).json
  await ask('PUT', '', {
    browserSecurityHeaders: { xFrameOptions: 'DENY' },
    otpPolicyDigits: 8,
    webAuthnPolicyRpId: 'a.example',
  })
  const after = (await ask('GET', '')).json
  expect(after.browserSecurityHeaders).toEqual({ ...before.browserSecurityHeaders, xFrameOptions: 'DENY' })
  expect([after.otpPolicyDigits, after.webAuthnPolicyRpId]).toEqual([6, ''])
  await ask('PUT', '', { otpPolicyType: 'hotp', otpPolicyDigits: 8 })
  expect((await ask('GET', '')).json).toMatchObject({ otpPolicyType: 'hotp', otpPolicyDigits: 8 })
})

test('a realm is refused a name or a lifespan that cannot be', async () => {
  const { ask } = await served()
  const refused = async (change: object) => (await ask('PUT', '', change)).json.errorMessage
  expect(await refused({ realm: 'a/b' })).toBe("Character '/' not allowed.")
  expect(await refused({ accessCodeLifespanLogin: 0, accessCodeLifespanUserAction: 5 })).toBe(
    'AccessCodeLifespanLogin or AccessCodeLifespanUserAction cannot be 0',
  )
  expect((await ask('PUT', '', { realm: 'r', accessCodeLifespanLogin: 60 })).status).toBe(204)
})
