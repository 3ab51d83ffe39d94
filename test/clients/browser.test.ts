/** A real browser signs in to Harbor through the gateway: a local account, and one of another company. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { web } from '../../src/probes/web.ts'
import { openStage, type Stage } from '../journeys/sandbox.ts'
import { run } from '../journeys/troupe.ts'
import { kubectl } from '../support/layer.ts'

// Each step is a process or more; a machine that is busy otherwise takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const missing = existsSync(executablePath)
  ? undefined
  : `${executablePath} is not there (Debian: apt-get install chromium, or CHROMIUM=<path>)`
if (missing) console.warn(`the browser's tests are skipped, for ${missing}`)

/** What a proxy for sign-on would get for its user. */
async function tokenOf(username: string, password: string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'password',
    client_id: 'front',
    scope: 'openid',
    username,
    password,
  })
  const net = web(new AbortController().signal, { verify: true, ca: [] })
  const { text } = await net.ask(
    `${harbor.replace('harbor.', 'keycloak.')}/realms/otomi/protocol/openid-connect/token`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: body.toString(),
    },
  )
  await net.close()
  const answer = JSON.parse(text) as { access_token?: string }
  if (answer.access_token === undefined) throw new Error(JSON.stringify(answer))
  return answer.access_token
}

/** SCREENSHOTS=<folder> keeps a picture of each page. */
const pictures = process.env['SCREENSHOTS']

let stage: Stage
let profile: string
let context: BrowserContext
let harbor: string

async function passwordOf(username: string): Promise<string> {
  const args = ['get', 'secret', `user-${username}`, '-n', 'troupe', '-o', 'jsonpath={.data.password}']
  const { stdout } = await run(kubectl() ?? '', args, stage)
  return Buffer.from(stdout, 'base64').toString('utf8')
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}

/**
 * A page that remembers what went wrong on it. The gateway wants a token where Harbor's portal answers; the proxy that puts it
 * there on a real platform is played by the page itself.
 */
async function openPage(username: string, password: string): Promise<{ page: Page; mistakes: string[] }> {
  await context.clearCookies()
  const page = await context.newPage()
  await page.setExtraHTTPHeaders({ 'x-auth-request-access-token': await tokenOf(username, password) })
  const mistakes: string[] = []
  page.on('pageerror', (error) => mistakes.push(error.message))
  page.on('requestfailed', (request) => mistakes.push(`${request.url()}: ${request.failure()?.errorText}`))
  page.on('response', (response) => {
    if (response.status() >= 400) mistakes.push(`${response.status()} ${response.url()}`)
  })
  return { page, mistakes }
}

describe.skipIf(missing !== undefined)('Chromium', () => {
  beforeAll(async () => {
    stage = await openStage()
    expect((await stage.troupe('apply', '--approve', 'destroys-data')).code).toBe(0)
    harbor = `http://harbor.otomi.localhost:${new URL(stage.servers.gateway.url).port}`
    await stage.keycloak('POST', '/otomi/clients', {
      clientId: 'front',
      publicClient: true,
      directAccessGrantsEnabled: true,
      protocolMappers: [
        {
          name: 'audience',
          protocol: 'openid-connect',
          protocolMapper: 'oidc-audience-mapper',
          config: { 'included.client.audience': 'harbor', 'access.token.claim': 'true' },
        },
      ],
    })
    profile = mkdtempSync(join(tmpdir(), 'troupe-chromium-'))
    context = await chromium.launchPersistentContext(profile, {
      executablePath,
      viewport: { width: 1200, height: 800 },
      args: [
        ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
        ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ],
    })
    context.setDefaultTimeout(10_000)
  }, 60_000)
  afterAll(async () => {
    await context.close()
    await stage.close()
    rmSync(profile, { recursive: true, force: true })
  })

  it('signs joe.doe in on Keycloak’s page; Harbor shows who he is and his projects', async () => {
    const { page, mistakes } = await openPage('joe.doe', await passwordOf('joe.doe'))
    await page.goto(harbor)
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
    await picture(page, '1-harbor')
    // Nobody is signed in yet, and the portal asks who is: that is how Harbor's own portal learns it.
    expect(mistakes.splice(0)).toEqual([expect.stringMatching(/^401 .*\/users\/current$/)])
    await page.getByRole('link', { name: 'Sign in' }).click()
    expect(new URL(page.url()).host).toBe(`keycloak.otomi.localhost:${new URL(harbor).port}`)
    await picture(page, '2-keycloak')
    await page.fill('[name=username]', 'joe.doe')
    await page.fill('[name=password]', 'guessed')
    await page.getByRole('button', { name: 'Sign in' }).click()
    expect(await page.textContent('body')).toContain('Invalid username or password')
    await picture(page, '3-wrong-password')
    await page.fill('[name=password]', await passwordOf('joe.doe'))
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('joe.doe').waitFor()
    await picture(page, '4-signed-in')
    expect(new URL(page.url()).host).toBe(new URL(harbor).host)
    await page.getByRole('listitem').first().waitFor()
    expect((await page.getByRole('listitem').allTextContents()).sort()).toEqual(['demo', 'dev', 'library'])
    expect(mistakes).toEqual([])
  })

  it('signs eve.extern in by her company’s button, and Harbor gives her what her group means', async () => {
    const { page, mistakes } = await openPage('joe.doe', await passwordOf('joe.doe'))
    await page.goto(`${harbor}/c/oidc/login`)
    await page.getByRole('link', { name: 'Contoso' }).click()
    expect(new URL(page.url()).pathname).toMatch(/^\/realms\/contoso\//)
    await picture(page, '5-contoso')
    await page.fill('[name=username]', 'eve.extern')
    await page.fill('[name=password]', stage.env['EVE_PASSWORD'] ?? '')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('eve.extern').waitFor()
    await page.getByRole('listitem').first().waitFor()
    await picture(page, '6-eve')
    expect(await page.getByRole('listitem').allTextContents()).toEqual(['dev', 'library'])
    expect(mistakes).toEqual([])

    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
    await picture(page, '7-signed-out')
    expect(await page.evaluate(async () => (await fetch('/api/v2.0/users/current')).status)).toBe(401)
  })
})
