/** A real browser signs in to Harbor through the gateway: a local account, and one of another company. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kubectl } from '../docs/kubectl.ts'
import { openStage, type Stage } from '../journeys/sandbox.ts'
import { run } from '../journeys/troupe.ts'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const missing = existsSync(executablePath)
  ? undefined
  : `${executablePath} is not there (Debian: apt-get install chromium, or CHROMIUM=<path>)`
if (missing) console.warn(`the browser's tests are skipped, for ${missing}`)

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

/** A page that remembers what went wrong on it. */
async function openPage(): Promise<{ page: Page; mistakes: string[] }> {
  await context.clearCookies()
  const page = await context.newPage()
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

  it('signs joe.doe in on Keycloak’s page; Harbor shows who he is and his projects, and no others', async () => {
    const { page, mistakes } = await openPage()
    await page.goto(harbor)
    await picture(page, '1-harbor')
    await page
      .getByRole('link', { name: /keycloak|oidc|sign in/i })
      .or(page.getByRole('button', { name: /keycloak|oidc/i }))
      .first()
      .click()
    expect(new URL(page.url()).host).toBe(`keycloak.otomi.localhost:${new URL(harbor).port}`)
    await picture(page, '2-keycloak')
    await page.fill('[name=username]', 'joe.doe')
    await page.fill('[name=password]', 'guessed')
    await page.getByRole('button', { name: /sign in/i }).click()
    await picture(page, '3-wrong-password')
    expect(await page.textContent('body')).toContain('Invalid username or password')
    await page.fill('[name=password]', await passwordOf('joe.doe'))
    await page.getByRole('button', { name: /sign in/i }).click()
    await page.waitForURL((url) => url.host === new URL(harbor).host)
    await picture(page, '4-signed-in')
    await page.getByText('joe.doe').first().waitFor()
    const body = (await page.textContent('body')) ?? ''
    expect(body).toContain('demo')
    expect(body).toContain('dev')
    expect(mistakes).toEqual([])
  })

  it('signs eve.extern in by her company’s button, and Harbor gives her what her group means', async () => {
    const { page, mistakes } = await openPage()
    await page.goto(`${harbor}/c/oidc/login`)
    await page.getByRole('link', { name: 'Contoso' }).click()
    expect(new URL(page.url()).pathname).toMatch(/^\/realms\/contoso\//)
    await picture(page, '5-contoso')
    await page.fill('[name=username]', 'eve.extern')
    await page.fill('[name=password]', stage.env['EVE_PASSWORD'] ?? '')
    await page.getByRole('button', { name: /sign in/i }).click()
    await page.waitForURL((url) => url.host === new URL(harbor).host)
    await page.getByText('eve.extern').first().waitFor()
    await picture(page, '6-eve')
    const projects = await page.evaluate(async () => {
      const answer = await fetch('/api/v2.0/projects')
      return ((await answer.json()) as { name: string }[]).map(({ name }) => name)
    })
    expect(projects).toEqual(['dev'])
    expect(mistakes).toEqual([])
  })

  it('signs out of Harbor, and is asked again', async () => {
    const page = context.pages().at(-1)
    if (!page) throw new Error('no page is left of the test before')
    await page.goto(`${harbor}/c/log_out`)
    await picture(page, '7-signed-out')
    const status = await page.evaluate(async () => (await fetch('/api/v2.0/users/current')).status)
    expect(status).toBe(401)
  })
})
