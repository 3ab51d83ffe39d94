/** Signing and verifying a realm's tokens: RS256 for what others read, HS512 for refresh tokens. */
import { jwtVerify, SignJWT } from 'jose'
import { keysOf } from '../model/keys.ts'
import type { Realm } from '../model/realm.ts'
import type { JsonObject } from '../rest/json.ts'
import { isObject } from '../rest/shape.ts'

/** Epoch seconds. */
export const nowInSeconds = () => Math.floor(Date.now() / 1000)

/** The realm's address, which is the issuer of its tokens. @param base scheme and host that the client called */
export const issuerOf = (realm: Realm, base: string) => `${base}/realms/${encodeURIComponent(realm.name)}`

/** A token that anyone can verify by the realm's published keys. */
export async function signed(realm: Realm, claims: JsonObject): Promise<string> {
  const keys = await keysOf(realm)
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keys.signingId })
    .sign(keys.signing)
}

/** A token that only the realm itself can verify. */
export async function sealed(realm: Realm, claims: JsonObject): Promise<string> {
  const keys = await keysOf(realm)
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS512', typ: 'JWT', kid: keys.row.hmacId })
    .sign(keys.hmac)
}

const REMEMBERED = 2000
const known = new WeakMap<Realm, Map<string, JsonObject>>()

/** The claims of an unexpired token of the realm; undefined for any other text. Verified signatures are remembered. */
export async function verified(realm: Realm, token: string): Promise<JsonObject | undefined> {
  const memory = known.get(realm) ?? new Map<string, JsonObject>()
  known.set(realm, memory)
  const remembered = memory.get(token)
  if (remembered) return Number(remembered['exp']) > Date.now() / 1000 ? remembered : undefined
  const { verifying } = await keysOf(realm)
  const claims = await claimsOf(() => jwtVerify(token, verifying, { algorithms: ['RS256'] }))
  if (claims) {
    if (memory.size >= REMEMBERED) memory.clear()
    memory.set(token, claims)
  }
  return claims
}

/** The claims of an ID token of the realm, expired or not, as a logout hint may be. */
export async function verifiedHint(realm: Realm, token: string): Promise<JsonObject | undefined> {
  const { verifying } = await keysOf(realm)
  return claimsOf(() => jwtVerify(token, verifying, { algorithms: ['RS256'], currentDate: new Date(0) }))
}

/** The claims of a sealed token, expired or not. */
export async function unsealed(realm: Realm, token: string): Promise<JsonObject | undefined> {
  const { hmac } = await keysOf(realm)
  return claimsOf(() => jwtVerify(token, hmac, { algorithms: ['HS512'], currentDate: new Date(0) }))
}

/** Undefined when the token is none, whatever the reason. */
async function claimsOf(
  verify: () => Promise<{ readonly payload: unknown }>,
): Promise<JsonObject | undefined> {
  try {
    const { payload } = await verify()
    return isObject(payload) ? payload : undefined
  } catch {
    return undefined
  }
}
