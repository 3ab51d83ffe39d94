import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OidcUser } from '../state/rows.ts'
import { type TestBrowser, type TestHarbor, testBrowser, testHarbor } from '../testing.ts'
import { type TestIssuer, testIssuer } from './testing-issuer.ts'

let harbor: TestHarbor
let issuer: TestIssuer

beforeEach(async () => {
  harbor = await testHarbor()
  issuer = await testIssuer(`${harbor.url}/c/oidc/callback`)
  await configure({})
})
afterEach(async () => {
  await issuer.close()
  await harbor.close()
})

async function configure(changes: Readonly<Record<string, unknown>>): Promise<void> {
  const { status } = await harbor.call('PUT', '/api/v2.0/configurations', {
    auth_mode: 'oidc_auth',
    oidc_name: 'issuer',
    oidc_endpoint: issuer.url,
    oidc_client_id: 'harbor',
    oidc_client_secret: 'a-secret',
    oidc_scope: 'openid,profile,email,offline_access',
    oidc_user_claim: 'preferred_username',
    oidc_groups_claim: 'groups',
    oidc_admin_group: 'admins',
    oidc_auto_onboard: true,
    ...changes,
  })
  expect(status).toBe(200)
}

/** Signs on as a person would; ends at Harbor. */
async function signOn(login: string, browser: TestBrowser = testBrowser()) {
  const form = await browser.follow(`${harbor.url}/c/oidc/login`)
  const action = /action="([^"]+)"/.exec(form.text)?.[1] ?? ''
  const sent = await browser.post(new URL(action, form.url).href, { prompt: 'login', login, password: 'x' })
  let page = sent
  while (page.location !== '' && !page.url.startsWith(`${harbor.url}/c/oidc/callback`)) {
    page = await browser.get(page.location)
  }
  return { browser, page }
}

const current = async (browser: TestBrowser) =>
  JSON.parse((await browser.get(`${harbor.url}/api/v2.0/users/current`)).text) as {
    readonly user_id: number
    readonly username: string
    readonly admin_role_in_auth: boolean
    readonly oidc_user_meta: { readonly secret: string }
  }

test('groups decide roles, the filter decides groups, the admin group is looked up before it', async () => {
  await configure({ oidc_group_filter: '^team-' })
  issuer.people.set('joe', { groups: ['team-a', 'other'] })
  issuer.people.set('ann', { groups: ['admins'] })
  await harbor.call('POST', '/api/v2.0/projects', { project_name: 'team-a' })
  for (const [group, role] of [
    ['team-a', 3],
    ['other', 1],
  ] as const) {
    const member = { role_id: role, member_group: { group_name: group } }
    await harbor.call('POST', '/api/v2.0/projects/team-a/members', member)
  }
  const { browser, page } = await signOn('joe')
  expect(page.location).toBe(`${harbor.url}/`)
  expect(await current(browser)).toMatchObject({ username: 'joe', admin_role_in_auth: false })
  const seen = await browser.get(`${harbor.url}/api/v2.0/projects/team-a`)
  expect(JSON.parse(seen.text)).toMatchObject({ current_user_role_ids: [3] })
  const ann = await signOn('ann')
  expect(await current(ann.browser)).toMatchObject({ admin_role_in_auth: true })
  expect((await ann.browser.get(`${harbor.url}/api/v2.0/configurations`)).status).toBe(200)
})

test('a CLI secret follows the groups, and dies when tokens can no more be renewed', async () => {
  issuer.people.set('joe', { groups: ['team-a', 'everyone'] })
  issuer.lifespan = 5
  await harbor.call('POST', '/api/v2.0/projects', { project_name: 'team-a' })
  const member = { role_id: 2, member_group: { group_name: 'team-a' } }
  await harbor.call('POST', '/api/v2.0/projects/team-a/members', member)
  const { browser } = await signOn('joe')
  const login = `joe:${(await current(browser)).oidc_user_meta.secret}`
  const allowed = async () => {
    const scope = 'repository:team-a/app:pull'
    const path = `/service/token?service=harbor-registry&scope=${scope}`
    const { json } = await harbor.call('GET', path, undefined, login)
    const [, claims = ''] = (json as { token: string }).token.split('.')
    return (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { access: { actions: string[] }[] })
      .access[0]?.actions
  }
  expect(await allowed()).toEqual(['pull', 'push'])
  issuer.people.set('joe', { groups: ['everyone'] })
  expect(await allowed()).toEqual([])
  expect((await harbor.call('GET', '/v2/', undefined, login)).status).toBe(200)
  expect((await harbor.call('GET', '/api/v2.0/users/current', undefined, login)).status).toBe(401)
  issuer.people.delete('joe')
  expect((await harbor.call('GET', '/v2/', undefined, login)).status).toBe(401)
})

test('whoever chooses a name waits for it, over a restart too', async () => {
  await configure({ oidc_auto_onboard: false })
  issuer.people.set('joe', { groups: [] })
  const { browser, page } = await signOn('joe')
  expect(page.location).toBe(`${harbor.url}/oidc-onboard?username=joe&redirect_url=`)
  harbor = await harbor.restart()
  await browser.get(`${harbor.url}/api/v2.0/systeminfo`)
  const onboard = (username: string) => browser.send('POST', `${harbor.url}/c/oidc/onboard`, { username })
  expect((await onboard('admin')).status).toBe(409)
  expect((await onboard('joseph')).status).toBe(200)
  expect(await current(browser)).toMatchObject({ username: 'joseph' })
  expect((await onboard('again')).status).toBe(400)
})

test('an ID token is a key to the API, unless it is for someone else or changed', async () => {
  issuer.people.set('joe', { groups: [] })
  await signOn('joe')
  const [row] = harbor.store.table<OidcUser>('harbor.oidc-users').values()
  const token = row?.tokens.id ?? ''
  const ask = async (bearer: string, path = '/api/v2.0/users/current') =>
    (await fetch(harbor.url + path, { headers: { authorization: `Bearer ${bearer}` } })).status
  expect(await ask(token)).toBe(200)
  expect(await ask(token, '/v2/')).toBe(401)
  expect(await ask(`${token.slice(0, -4)}AAAA`)).toBe(401)
  await configure({ oidc_client_id: 'another' })
  expect(await ask(token)).toBe(401)
})

test('a wrong client secret is told in the words of the issuer', async () => {
  await configure({ oidc_client_secret: 'wrong' })
  issuer.people.set('joe', { groups: [] })
  const { page } = await signOn('joe')
  expect(page.status).toBe(400)
  expect(page.text).toContain('oauth2: \\"invalid_client\\"')
})

test('a session outlives a restart, and a person in it', async () => {
  issuer.people.set('joe', { groups: ['team-a'] })
  const { browser } = await signOn('joe')
  const { user_id } = await current(browser)
  harbor = await harbor.restart()
  expect(await current(browser)).toMatchObject({ username: 'joe' })
  await harbor.call('DELETE', `/api/v2.0/users/${user_id}`)
  const gone = await browser.get(`${harbor.url}/api/v2.0/users/current`)
  expect(gone.status).toBe(404)
  const out = await browser.get(`${harbor.url}/c/oidc/logout`)
  expect(out.location).toBe(`${harbor.url}/account/sign-in`)
  expect((await browser.get(`${harbor.url}/api/v2.0/users/current`)).status).toBe(401)
})
