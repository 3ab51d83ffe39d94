import { expect, test } from 'vitest'
import { type Served, served } from '../served.fixture.ts'

const flows = '/authentication/flows'
const steps = async ({ ask }: Served, alias: string) =>
  (await ask('GET', `${flows}/${encodeURIComponent(alias)}/executions`)).json
const outline = async (server: Served, alias: string) =>
  (await steps(server, alias)).map((step: { level: number; displayName: string; requirement: string }) =>
    [step.level, step.displayName, step.requirement].join(' '),
  )
const made = ({ ask }: Served, alias: string) =>
  ask('POST', flows, { alias, providerId: 'basic-flow', topLevel: true, builtIn: false })

test('flows that come with the server are trees, are told in full, and are copied as a whole', async () => {
  const server = await served()
  const top: { alias: string; topLevel: boolean }[] = (await server.ask('GET', flows)).json
  expect(top.map(({ alias }) => alias)).toContain('direct grant')
  expect(top.every(({ topLevel }) => topLevel)).toBe(true)
  expect(await outline(server, 'direct grant')).toEqual([
    '0 Username Validation REQUIRED',
    '0 Password REQUIRED',
    '0 Direct Grant - Conditional OTP CONDITIONAL',
    '1 Condition - user configured REQUIRED',
    '1 OTP REQUIRED',
  ])
  await server.ask('POST', `${flows}/browser/copy`, { newName: 'mine' })
  const copy = await steps(server, 'mine')
  expect(copy).toHaveLength((await steps(server, 'browser')).length)
  expect(copy.map(({ displayName }: { displayName: string }) => displayName)).toContain(
    'mine Browser - Conditional 2FA',
  )
  const { priority, index } = copy.find(
    ({ providerId }: { providerId: string }) => providerId === 'auth-spnego',
  )
  expect([priority, index]).toEqual([20, 1])
})

test('a flow grows within, its steps are moved, set up and taken away again', async () => {
  const server = await served()
  const { ask } = server
  await made(server, 'own')
  const inner = await ask('POST', `${flows}/own/executions/flow`, { alias: 'inner', type: 'basic-flow' })
  expect((await ask('GET', `${flows}/${inner.id}`)).json).toMatchObject({ alias: 'inner', topLevel: false })
  const first = await ask('POST', `${flows}/inner/executions/execution`, { provider: 'idp-review-profile' })
  await ask('POST', `${flows}/own/executions/execution`, { provider: 'auth-username-form' })
  expect(await outline(server, 'own')).toEqual([
    '0 inner DISABLED',
    '1 Review Profile DISABLED',
    '0 Username Form REQUIRED',
  ])
  const [innerStep, , form] = await steps(server, 'own')
  expect((await ask('POST', `/authentication/executions/${form.id}/raise-priority`)).status).toBe(204)
  expect((await outline(server, 'own'))[0]).toBe('0 Username Form REQUIRED')
  const change = (body: object) => ask('PUT', `${flows}/own/executions`, body)
  expect((await change({ ...innerStep, priority: 9, requirement: 'CONDITIONAL' })).status).toBe(204)
  expect((await change({ id: form.id, requirement: 'MAYBE' })).status).toBe(500)
  expect((await change({ id: 'none', requirement: 'REQUIRED' })).status).toBe(404)
  const config = { alias: 'reviewing', config: { 'update.profile.on.first.login': 'on', empty: '' } }
  const setUp = await ask('POST', `/authentication/executions/${first.id}/config`, config)
  expect((await ask('GET', `/authentication/config/${setUp.id}`)).json).toEqual({
    id: setUp.id,
    alias: 'reviewing',
    config: { 'update.profile.on.first.login': 'on' },
  })
  const again = await ask('POST', `/authentication/executions/${form.id}/config`, config)
  expect(again.json.errorMessage).toBe('Authentication execution configuration reviewing already exists')
  expect((await ask('DELETE', `/authentication/executions/${innerStep.id}`)).status).toBe(204)
  expect((await ask('GET', `${flows}/${inner.id}`)).status, 'the flow within goes with its step').toBe(404)
  expect((await ask('GET', `/authentication/config/${setUp.id}`)).status).toBe(404)
})

test('what comes with the server stays as it is', async () => {
  const server = await served()
  const { ask } = server
  const [first] = await steps(server, 'browser')
  const add = (what: string, body: object) => ask('POST', `${flows}/browser/executions/${what}`, body)
  for (const [answer, error] of [
    [
      await add('execution', { provider: 'auth-cookie' }),
      'It is illegal to add execution to a built in flow',
    ],
    [
      await add('flow', { alias: 'x', type: 'basic-flow' }),
      'It is illegal to add sub-flow to a built in flow',
    ],
    [
      await ask('DELETE', `/authentication/executions/${first.id}`),
      'It is illegal to remove execution from a built in flow',
    ],
  ] as const) {
    expect(answer).toMatchObject({ status: 400, json: { error } })
  }
  expect((await made(server, '')).status).toBe(409)
})

test('a flow keeps its uses under a new name, and cannot go while a client is bound to it', async () => {
  const server = await served({ clients: [{ clientId: 'app' }] })
  const { ask } = server
  const { id } = await made(server, 'own')
  await ask('PUT', '', { directGrantFlow: 'own' })
  const renamed = { alias: 'renamed', providerId: 'basic-flow', topLevel: true, builtIn: false }
  expect((await ask('PUT', `${flows}/${id}`, { ...renamed, alias: 'browser' })).status).toBe(409)
  expect((await ask('PUT', `${flows}/${id}`, renamed)).status).toBe(204)
  expect((await ask('GET', '')).json.directGrantFlow).toBe('renamed')
  await ask('PUT', '', { directGrantFlow: 'direct grant' })
  const [client] = (await ask('GET', '/clients?clientId=app')).json
  const bind = (browser: string) =>
    ask('PUT', `/clients/${client.id}`, { authenticationFlowBindingOverrides: { browser } })
  expect((await bind('no-such-flow')).status).toBe(500)
  expect((await bind(id)).status).toBe(204)
  expect((await ask('DELETE', `${flows}/${id}`)).status).toBe(500)
  expect((await bind('')).status).toBe(204)
  expect((await ask('DELETE', `${flows}/${id}`)).status).toBe(204)
})

test('required actions are switched, ordered, registered anew, and given to new users', async () => {
  const { ask } = await served()
  const all = '/authentication/required-actions'
  const aliases = async () => (await ask('GET', all)).json.map(({ alias }: { alias: string }) => alias)
  expect((await aliases()).slice(0, 2)).toEqual(['CONFIGURE_TOTP', 'TERMS_AND_CONDITIONS'])
  await ask('POST', `${all}/TERMS_AND_CONDITIONS/raise-priority`)
  expect((await aliases())[0]).toBe('TERMS_AND_CONDITIONS')
  const terms = (await ask('GET', `${all}/TERMS_AND_CONDITIONS`)).json
  await ask('PUT', `${all}/TERMS_AND_CONDITIONS`, { ...terms, enabled: true, defaultAction: true })
  const { id } = await ask('POST', '/users', { username: 'joe', requiredActions: ['VERIFY_EMAIL', 'magic'] })
  expect((await ask('GET', `/users/${id}`)).json.requiredActions).toEqual([
    'TERMS_AND_CONDITIONS',
    'VERIFY_EMAIL',
  ])
  expect((await ask('DELETE', `${all}/VERIFY_EMAIL`)).status).toBe(204)
  expect((await ask('GET', `${all}/VERIFY_EMAIL`)).json.error).toBe('Failed to find required action')
  const [missing] = (await ask('GET', '/authentication/unregistered-required-actions')).json
  expect(missing).toEqual({ name: 'Verify Email', providerId: 'VERIFY_EMAIL' })
  expect((await ask('POST', '/authentication/register-required-action', missing)).status).toBe(204)
  expect((await aliases()).at(-1)).toBe('VERIFY_EMAIL')
  const magic = await ask('POST', '/authentication/register-required-action', { providerId: 'magic' })
  expect(magic.status).toBe(400)
})
