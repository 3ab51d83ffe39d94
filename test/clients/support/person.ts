/** Somebody who signs in to Harbor by Keycloak, and gets a secret for the command line there. */
import { Browser } from '../../../src/probes/browser.ts'
import { web } from '../../../src/probes/web.ts'
import { good } from '../../support/servers.ts'
import type { Login } from './robots.ts'
import type { Workbench } from './workbench.ts'

/** Binds Harbor to a new realm of the sandbox's Keycloak. */
export async function bindSingleSignOn({ sandbox, servers }: Workbench, realm: string): Promise<void> {
  const { keycloak, harbor } = sandbox
  const secret = 'secret-of-harbor'
  await good(servers.keycloak('POST', '', { realm, enabled: true }))
  const redirectUris = [`${harbor.url}/c/oidc/callback`]
  await good(servers.keycloak('POST', `/${realm}/clients`, { clientId: 'harbor', secret, redirectUris }))
  await good(
    servers.harbor('PUT', '/configurations', {
      auth_mode: 'oidc_auth',
      oidc_name: 'keycloak',
      oidc_endpoint: `${keycloak.url}/realms/${realm}`,
      oidc_client_id: 'harbor',
      oidc_client_secret: secret,
      oidc_scope: 'openid,profile,email',
      oidc_user_claim: 'preferred_username',
      oidc_auto_onboard: true,
    }),
  )
}

/** A new person, signed in once. @returns name and command-line secret, as `docker login` takes them */
export async function makePerson(
  { sandbox, servers }: Workbench,
  realm: string,
  username: string,
): Promise<Login> {
  const password = `password-of-${username}`
  await good(
    servers.keycloak('POST', `/${realm}/users`, {
      username,
      email: `${username}@shop.example`,
      firstName: username,
      lastName: username,
      emailVerified: true,
      enabled: true,
      credentials: [{ type: 'password', value: password, temporary: false }],
    }),
  )
  const net = web(new AbortController().signal, { verify: true, ca: [] })
  try {
    const { url } = sandbox.harbor
    const browser = new Browser(net)
    const back = (where: string) => where === `${url}/` || where.startsWith(`${url}/harbor`)
    await browser.submit(await browser.open(`${url}/c/oidc/login`), { username, password }, back)
    const { text } = await browser.ask(`${url}/api/v2.0/users/current`)
    const user = JSON.parse(text) as { username: string; oidc_user_meta: { secret: string } }
    return { username: user.username, password: user.oidc_user_meta.secret }
  } finally {
    await net.close()
  }
}
