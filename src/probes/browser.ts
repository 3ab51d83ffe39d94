/** A browser as far as signing in needs one: cookies, redirects, forms and links. */
import { parse } from 'node-html-parser'
import type { Answer, Question, Web } from './web.ts'

/** More redirects than any sign-in has. */
const most = 15

export class Browser {
  readonly #web: Web
  /** By host without port, as browsers keep them. */
  readonly #jars = new Map<string, Map<string, string>>()

  constructor(web: Web) {
    this.#web = web
  }

  /** One request with the cookies of its host; what the answer sets is kept. */
  async ask(url: string, question: Question = {}): Promise<Answer> {
    const host = new URL(url).hostname
    const jar = this.#jars.get(host) ?? new Map<string, string>()
    this.#jars.set(host, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await this.#web.ask(url, {
      ...question,
      headers: { accept: 'text/html', ...question.headers, ...(cookie && { cookie }) },
    })
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) keep(line, jar)
    return answer
  }

  /** Goes where redirects lead, until a page, or until `stop` says that this address is not to be opened. */
  async follow(first: Answer, stop: (url: string) => boolean = () => false): Promise<Answer> {
    let answer = first
    for (let hops = 0; hops < most; hops++) {
      const { location } = answer.headers
      if (answer.status < 300 || answer.status >= 400 || typeof location !== 'string') return answer
      const next = new URL(location, answer.url).href
      if (stop(next)) return { ...answer, url: next }
      answer = await this.ask(next)
    }
    throw new Error(`more than ${most} redirects, the last one to ${answer.url}`)
  }

  open(url: string, stop?: (url: string) => boolean): Promise<Answer> {
    return this.ask(url).then((answer) => this.follow(answer, stop))
  }

  /** Fills in the page's first form that has all these fields, and follows. @returns undefined without such a form */
  async submit(
    page: Answer,
    fields: Readonly<Record<string, string>>,
    stop?: (url: string) => boolean,
  ): Promise<Answer | undefined> {
    const forms = parse(page.text).querySelectorAll('form')
    const form = forms.find((one) =>
      Object.keys(fields).every((name) => one.querySelector(`[name="${name}"]`)),
    )
    if (!form) return undefined
    const body = new URLSearchParams()
    for (const input of form.querySelectorAll('input[name]')) {
      if (input.getAttribute('type') !== 'checkbox')
        body.set(input.getAttribute('name') ?? '', input.getAttribute('value') ?? '')
    }
    for (const [name, value] of Object.entries(fields)) body.set(name, value)
    const url = new URL(form.getAttribute('action') ?? '', page.url).href
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return await this.follow(await this.ask(url, { method: 'POST', headers, body: body.toString() }), stop)
  }
}

/** The address of the first link that leads to such a path. */
export function linkTo(page: Answer, pattern: RegExp): string | undefined {
  const links = parse(page.text).querySelectorAll('a[href]')
  const found = links.map((link) => new URL(link.getAttribute('href') ?? '', page.url).href)
  return found.find((url) => pattern.test(url))
}

/** What a page says to the person before it, on one line. */
export function pageText(page: Answer): string {
  const root = parse(page.text)
  const marked = root.querySelector('#kc-error-message, .kc-feedback-text, #input-error, .alert')
  return (marked ?? root).textContent.replaceAll(/\s+/g, ' ').trim().slice(0, 160)
}

function keep(line: string, jar: Map<string, string>): void {
  const [pair = '', ...attributes] = line.split(';')
  const at = pair.indexOf('=')
  const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
  const dead = attributes.some((one) => /^\s*max-age=0\b/i.test(one) || /^\s*expires=[^;]*1970/i.test(one))
  if (dead) jar.delete(name)
  else jar.set(name, value)
}
