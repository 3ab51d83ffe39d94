/** The pages that people see: plain, readable without scripts, usable by keyboard and screen reader. */
import type { Realm } from '../model/realm.ts'
import type { Answer } from '../rest/exchange.ts'
import type { Refusal } from '../rest/refusal.ts'

const HTML = 'text/html;charset=utf-8'
const STYLE = `
:root{color-scheme:light dark;--ink:#16202b;--soft:#566573;--paper:#fff;--ground:#eef2f6;--line:#8697a8;--blue:#0b57a4;--red:#a61b1b}
@media(prefers-color-scheme:dark){:root{--ink:#e8eef4;--soft:#a9b7c4;--paper:#1b242d;--ground:#11171d;--line:#5d7082;--blue:#7db8f5;--red:#ff9d94}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--ground);color:var(--ink);
font:16px/1.5 system-ui,sans-serif}main{width:min(26rem,calc(100vw - 2rem));margin:2rem 0;padding:2rem;background:var(--paper);
border-radius:.75rem;box-shadow:0 1px 3px #0003}h1{margin:0 0 .25rem;font-size:1.4rem;line-height:1.25}
.realm{margin:0 0 1.5rem;color:var(--soft)}label{display:block;margin:1rem 0 .25rem;font-weight:600}
input{width:100%;padding:.6rem .7rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:.4rem}
button,.provider{display:block;width:100%;margin-top:1.5rem;padding:.65rem;font:inherit;font-weight:600;text-align:center;
border-radius:.4rem;border:1px solid var(--blue);cursor:pointer;text-decoration:none}
button{background:var(--blue);color:var(--paper)}.provider{margin-top:.6rem;color:var(--blue)}
:focus-visible{outline:3px solid var(--blue);outline-offset:2px}.error{margin:1rem 0 0;padding:.6rem .8rem;border-left:4px solid var(--red);color:var(--red)}
hr{margin:1.75rem 0 1rem;border:0;border-top:1px solid var(--line)}`

/** Text for HTML. */
export function escaped(text: string): string {
  const signs: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? sign)
}

function page(realm: string, title: string, content: string): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)} · ${escaped(realm)}</title><style>${STYLE}</style></head>
<body><main><h1>${escaped(title)}</h1><p class="realm">${escaped(realm)}</p>
${content}
</main></body></html>
`
}

const nameOf = (realm: Realm) => {
  const { displayName } = realm.row.fields
  return typeof displayName === 'string' && displayName !== '' ? displayName : realm.name
}

function answer(status: number, body: string): Answer {
  const headers = {
    'cache-control': 'no-store, must-revalidate, max-age=0',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
  return { status, body, type: HTML, headers }
}

/** A field of a form. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly type: 'text' | 'password' | 'email'
  readonly value?: string
  readonly autocomplete: string
}

/** A page with a form. `note` says in a sentence what it is for. */
export interface FormPage {
  readonly realm: Realm
  readonly title: string
  readonly action: string
  readonly id: string
  readonly fields: readonly Field[]
  readonly submit: string
  readonly note?: string
  readonly error?: string
  readonly below?: string
}

/** A form that posts to an absolute address; the first field that is empty has the focus. */
export function formPage(form: FormPage): Answer {
  const first = form.fields.findIndex(({ value }) => !value)
  const problem =
    form.error === undefined
      ? ''
      : `<p class="error" id="input-error" role="alert">${escaped(form.error)}</p>`
  const described = form.error === undefined ? '' : ' aria-invalid="true" aria-describedby="input-error"'
  const fields = form.fields.map(
    ({ name, label, type, value, autocomplete }, index) =>
      `<label for="${name}">${escaped(label)}</label><input id="${name}" name="${name}" type="${type}" value="${escaped(value ?? '')}"` +
      ` autocomplete="${autocomplete}"${index === first ? ' autofocus' : ''}${described}>`,
  )
  const content = `${form.note === undefined ? '' : `<p>${escaped(form.note)}</p>`}${problem}
<form id="${form.id}" action="${escaped(form.action)}" method="post">
${fields.join('\n')}
<input type="hidden" name="credentialId" value="">
<button type="submit" name="login" value="${escaped(form.submit)}">${escaped(form.submit)}</button></form>${form.below ?? ''}`
  return answer(200, page(nameOf(form.realm), form.title, content))
}

/** What the login page shows. */
export interface LoginForm {
  readonly realm: Realm
  readonly action: string
  readonly client: string
  readonly username: string
  readonly providers: readonly { readonly name: string; readonly href: string }[]
  readonly error?: string
}

/** The login page: a form like the server's own, and below it the external providers. */
export function loginPage({ realm, action, client, username, providers, error }: LoginForm): Answer {
  const links = providers.map(
    ({ name, href }) => `<li><a class="provider" href="${escaped(href)}">${escaped(name)}</a></li>`,
  )
  return formPage({
    realm,
    title: 'Sign in to your account',
    action,
    id: 'kc-form-login',
    note: `to continue to ${client}`,
    fields: [
      {
        name: 'username',
        label: 'Username or email',
        type: 'text',
        value: username,
        autocomplete: 'username',
      },
      { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
    ],
    submit: 'Sign In',
    ...(error === undefined ? {} : { error }),
    ...(links.length > 0
      ? {
          below: `<hr><h2 style="font-size:1rem;margin:0">Or sign in with</h2><ul style="list-style:none;margin:0;padding:0">${links.join('')}</ul>`,
        }
      : {}),
  })
}

/** A page that says something, with a link where there is somewhere to go on to. */
export function messagePage(
  realm: Realm,
  status: number,
  title: string,
  text: string,
  link?: { readonly href: string; readonly label: string },
): Answer {
  const onward = link ? `<p><a href="${escaped(link.href)}">${escaped(link.label)}</a></p>` : ''
  const problem = status >= 400 ? ' class="error" role="alert" id="kc-error-message"' : ''
  return answer(status, page(nameOf(realm), title, `<p${problem}>${escaped(text)}</p>${onward}`))
}

/** The text of an error page of the provider library. */
export const errorText = (realm: string, text: string) =>
  page(realm, 'We are sorry...', `<p class="error" role="alert">${escaped(text)}</p>`)

/** What stands in the place of the admin console, which the sandbox does not have. */
export const consolePage = (): Answer =>
  answer(
    200,
    page(
      'Keycloak',
      'No admin console here',
      '<p>This server of the sandbox is driven by its Admin API, under <code>/admin/realms</code>.</p>',
    ),
  )

/** A refusal for a browser that asked for HTML. */
export function errorPage({ status, body }: Refusal): Answer {
  const text = body['error_description'] ?? body['errorMessage'] ?? body['error'] ?? ''
  return answer(
    status,
    page('Keycloak', 'We are sorry...', `<p class="error" role="alert">${escaped(`${text}`)}</p>`),
  )
}
