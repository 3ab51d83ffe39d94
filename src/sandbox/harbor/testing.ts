/** What the tests of this folder share: a Harbor that listens, and a browser that keeps cookies. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Listening, listen } from '../http/listen.ts'
import { network } from '../http/network.ts'
import { openStore, type Store } from '../store/store.ts'
import { harborSandbox } from './server.ts'

/** A Harbor on a free port, in a folder of its own. */
export interface TestHarbor {
  readonly url: string
  readonly store: Store
  readonly folder: string
  /** As the admin, or as whom `login` (`name:password`) says; JSON in and out. */
  call(method: string, path: string, body?: unknown, login?: string): Promise<TestAnswer>
  /** Stops it, and starts another on the same folder. */
  restart(): Promise<TestHarbor>
  close(): Promise<void>
}

/** Status, headers and what the body says. */
export interface TestAnswer {
  readonly status: number
  readonly headers: Headers
  readonly json: unknown
}

const PASSWORD = 'Harbor12345'

/** @param folder of an earlier one; by default a new, temporary one */
export async function testHarbor(folder = mkdtempSync(join(tmpdir(), 'harbor-'))): Promise<TestHarbor> {
  const store = openStore(join(folder, 'store'))
  const sandbox = await harborSandbox({
    store,
    blobs: join(folder, 'blobs'),
    network: network({}, () => 'http://127.0.0.1:1'),
    adminPassword: PASSWORD,
  })
  const listening: Listening = await listen(sandbox.handler)
  const stop = async () => {
    await listening.close()
    sandbox.close()
    store.close()
  }
  return {
    url: listening.url,
    store,
    folder,
    async call(method, path, body, login = `admin:${PASSWORD}`) {
      const response = await fetch(listening.url + path, {
        method,
        headers: {
          authorization: `Basic ${Buffer.from(login).toString('base64')}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        json: text === '' ? undefined : JSON.parse(text),
      }
    },
    async restart() {
      await stop()
      return await testHarbor(folder)
    },
    async close() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Follows nothing by itself, keeps cookies by host (not by port, as browsers do). */
export interface TestBrowser {
  get(url: string): Promise<Page>
  post(url: string, form: Readonly<Record<string, string>>): Promise<Page>
  /** JSON to a page that wants the token which an earlier answer handed out. */
  send(method: string, url: string, body: unknown): Promise<Page>
  /** Goes where it is sent, until a page comes that is none of the sort. */
  follow(url: string): Promise<Page>
}

/** What the browser got. */
export interface Page {
  readonly url: string
  readonly status: number
  readonly location: string
  readonly text: string
}

/** A browser without cookies. */
export function testBrowser(): TestBrowser {
  const jars = new Map<string, Map<string, string>>()
  let csrf = ''
  const ask = async (url: string, init: RequestInit = {}): Promise<Page> => {
    const { hostname } = new URL(url)
    const jar = jars.get(hostname) ?? new Map<string, string>()
    jars.set(hostname, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...(init.headers as Record<string, string>), ...(cookie === '' ? {} : { cookie }) }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    csrf = response.headers.get('x-harbor-csrf-token') ?? csrf
    const location = response.headers.get('location') ?? ''
    return {
      url,
      status: response.status,
      location: location === '' ? '' : new URL(location, url).href,
      text: await response.text(),
    }
  }
  const follow = async (url: string): Promise<Page> => {
    const page = await ask(url)
    return page.location === '' || page.status >= 400 ? page : await follow(page.location)
  }
  return {
    get: (url) => ask(url),
    post: (url, form) => ask(url, { method: 'POST', body: new URLSearchParams(form) }),
    send: (method, url, body) =>
      ask(url, {
        method,
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'x-harbor-csrf-token': csrf },
      }),
    follow,
  }
}
