/** People sign in as they do: by the code flow, through the login page, or through their own provider's. */
import { decodeJwt } from 'jose'
import { z } from 'zod'
import { harborRedirect } from '../tenancy/names.ts'
import type { Platform } from '../tenancy/tenancy.ts'
import { Browser, linkTo, pageText } from './browser.ts'
import type { Subject } from './matrix.ts'
import { type Answer, basicAuthorization, type Web } from './web.ts'

type Person = Extract<Subject, { type: 'person' }>

/** Somebody who is signed in to Harbor. */
export interface SignedIn {
  readonly browser: Browser
  /** The registry password that Harbor gave. */
  readonly cliSecret: string
  readonly username: string
  /** An access token of the realm, as a browser's proxy would send it. */
  readonly token: string
  /** What the token says of groups; undefined where it has no such claim. */
  readonly groups: readonly string[] | undefined
}

/** It could not be signed in: the reason, in words for people. */
export class SignInError extends Error {
  override readonly name = 'SignInError'
}

const CurrentUser = z.object({
  username: z.string(),
  oidc_user_meta: z.object({ secret: z.string() }).partial().optional(),
})
const Tokens = z.object({ access_token: z.string() })

/** @throws SignInError, or SystemError when a server can't be reached */
export async function signIn(
  person: Person,
  platform: Platform,
  { web, password, clientSecret }: { web: Web; password: string; clientSecret: string },
): Promise<SignedIn> {
  const browser = new Browser(web)
  // The portal itself may want a token that only a browser's proxy adds: signed in is who Harbor sends there.
  const stop = (url: string) =>
    url.startsWith(`${platform.harbor.url}/`) && !new URL(url).pathname.startsWith('/c/')
  const start = await browser.open(`${platform.harbor.url}/c/oidc/login`)
  const landed = await passLogin(browser, start, person, platform, { password, stop })
  if (landed.status >= 400)
    throw new SignInError(`Harbor took the sign-in back: ${landed.status} ${pageText(landed)}`)
  const current = await browser.ask(`${platform.harbor.url}/api/v2.0/users/current`, {
    headers: { accept: 'application/json' },
  })
  const user = CurrentUser.safeParse(json(current))
  if (!user.success)
    throw new SignInError(
      `Harbor does not know who has signed in: ${current.status} ${current.text.slice(0, 120)}`,
    )
  const token = await fetchToken(person, platform, { web, password, clientSecret })
  return {
    browser,
    username: user.data.username,
    cliSecret: user.data.oidc_user_meta?.secret ?? '',
    token,
    groups: groupsIn(token, platform),
  }
}

/** From whatever page Keycloak shows first to the application that wanted the sign-in. */
async function passLogin(
  browser: Browser,
  start: Answer,
  person: Person,
  platform: Platform,
  { password, stop }: { password: string; stop: (url: string) => boolean },
): Promise<Answer> {
  let page: Answer | undefined = start
  if (person.through !== undefined) {
    const link = linkTo(start, new RegExp(`/broker/${person.through}/login`))
    if (link === undefined)
      throw new SignInError(`the login page offers no "${person.through}": ${pageText(start)}`)
    page = await browser.open(link, stop)
  }
  const filled = await browser.submit(page, { username: person.name, password }, stop)
  if (!filled)
    throw new SignInError(
      `there is no login form at ${new URL(page.url).origin}: ${page.status} ${pageText(page)}`,
    )
  page = await reviewProfile(browser, filled, stop)
  const asksAgain = page.status < 400 && /name="password"/.test(page.text)
  if (asksAgain) throw new SignInError(`the password of ${person.name} was refused: ${pageText(page)}`)
  if (page.status >= 400 && page.url.startsWith(platform.keycloak.url)) {
    throw new SignInError(`Keycloak refused the sign-in: ${page.status} ${pageText(page)}`)
  }
  return page
}

/** Keycloak asks a newcomer from another provider to look at the profile once. */
async function reviewProfile(
  browser: Browser,
  page: Answer,
  stop?: (url: string) => boolean,
): Promise<Answer> {
  if (!/login-actions\/first-broker-login/.test(page.url) && !/kc-idp-review-user-profile/.test(page.text))
    return page
  return (await browser.submit(page, {}, stop)) ?? page
}

/** A second sign-in, whose code is exchanged here and not by Harbor. */
async function fetchToken(
  person: Person,
  platform: Platform,
  { web, password, clientSecret }: { web: Web; password: string; clientSecret: string },
): Promise<string> {
  const browser = new Browser(web)
  const { clientId } = platform.harbor.sso
  const redirect = harborRedirect(platform)
  const stop = (url: string) => url.startsWith(redirect)
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: 'openid email profile',
    redirect_uri: redirect,
    state: 'probe',
  })
  const endpoint = `${platform.keycloak.issuer}/protocol/openid-connect`
  const start = await browser.open(`${endpoint}/auth?${query}`, stop)
  const end = await passLogin(browser, start, person, platform, { password, stop })
  const code = new URL(end.url).searchParams.get('code')
  if (code === null) throw new SignInError(`Keycloak gave no code: ${end.status} ${pageText(end)}`)
  const answer = await web.ask(`${endpoint}/token`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: basicAuthorization({
        username: encodeURIComponent(clientId),
        password: encodeURIComponent(clientSecret),
      }),
    },
    body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirect }).toString(),
  })
  const tokens = Tokens.safeParse(json(answer))
  if (!tokens.success)
    throw new SignInError(
      `Keycloak gave no token for client ${clientId}: ${answer.status} ${errorIn(answer)}`,
    )
  return tokens.data.access_token
}

function groupsIn(token: string, platform: Platform): readonly string[] | undefined {
  const claim = decodeJwt(token)[platform.harbor.sso.groupsClaim]
  return Array.isArray(claim) ? claim.map(String) : undefined
}

/** OAuth errors hold no secret, the rest of a token answer does. */
function errorIn(answer: Answer): string {
  const error = z
    .object({ error: z.string(), error_description: z.string().optional() })
    .safeParse(json(answer))
  return error.success ? `${error.data.error} ${error.data.error_description ?? ''}` : ''
}

export function json(answer: Answer): unknown {
  try {
    return JSON.parse(answer.text)
  } catch {
    return undefined
  }
}
