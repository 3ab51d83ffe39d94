/** How a sign-in through an external provider ends: the user is brought up to date, mappers apply. */
import type { ProviderRow, UserRow } from '../model/rows.ts'
import type { Answer } from '../rest/exchange.ts'
import { isObject } from '../rest/shape.ts'
import { type ExternalIdentity, mapped } from './broker-mappers.ts'
import type { EndpointCall } from './endpoint-call.ts'
import { goOn } from './required-actions.ts'
import type { SignIn } from './sign-in.ts'

/** Applies the mappers, and ends the sign-in. */
export function signedIn(
  call: EndpointCall,
  signIn: SignIn,
  provider: ProviderRow,
  {
    identity,
    user,
    first,
  }: { readonly identity: ExternalIdentity; readonly user: UserRow; readonly first: boolean },
): Answer | Promise<Answer> {
  const { realm } = call
  const synced = first ? user : upToDate(provider, identity, user)
  const result = mapped(realm, provider, identity, { user: synced, first })
  const saved = realm.users.put(result.user)
  const notes = {
    ...result.notes,
    identity_provider: provider.alias,
    identity_provider_identity: identity.username,
  }
  return goOn(call, signIn, saved, notes)
}

/** In FORCE mode the provider's address and names overwrite the realm's; the username stays. */
function upToDate(provider: ProviderRow, identity: ExternalIdentity, user: UserRow): UserRow {
  if (provider.config['syncMode'] !== 'FORCE') return user
  const fresh = basicsOf(identity)
  const moved = fresh.email !== undefined && fresh.email !== user.email
  return {
    ...user,
    ...fresh,
    ...(moved ? { emailVerified: provider.fields['trustEmail'] === true } : {}),
  }
}

/** Address and names among the claims. */
export function basicsOf({ claims }: ExternalIdentity): Pick<UserRow, 'email' | 'firstName' | 'lastName'> {
  const text = (name: string) => {
    const value = claims.map((source) => source[name]).find((item) => typeof item === 'string')
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const email = text('email')?.toLowerCase()
  const fields = { email, firstName: text('given_name'), lastName: text('family_name') }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** The identity that a stored value holds. */
export function identityIn(value: unknown): ExternalIdentity | undefined {
  if (!isObject(value) || !Array.isArray(value['claims'])) return undefined
  return { id: `${value['id']}`, username: `${value['username']}`, claims: value['claims'].filter(isObject) }
}
