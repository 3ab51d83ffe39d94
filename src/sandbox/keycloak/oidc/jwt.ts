/** Signing and verifying a realm's tokens: RS256 for what others read, HS512 for refresh tokens. */
import { type JWTHeaderParameters, jwtVerify, SignJWT } from 'jose'
import { keysOf, type RealmKeys } from '../model/keys.ts'
import type { Realm } from '../model/realm.ts'
import type { JsonObject } from '../rest/json.ts'
import { isObject } from '../rest/shape.ts'

/** Epoch seconds. */
export const nowInSeconds = () => Math.floor(Date.now() / 1000)

/** The realm's address, which is the issuer of its tokens. @param base scheme and host that the client called */
export const issuerOf = (realm: Realm, base: string) => `${base}/realms/${encodeURIComponent(realm.name)}`

/** A token that anyone can verify by the realm's published keys. */
export async function signed(realm: Realm, claims: JsonObject): Promise<string> {
  const { signing } = await keysOf(realm)
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: signing.kid })
    .sign(signing.privateKey)
}

/** A token that only the realm itself can verify. */
export async function sealed(realm: Realm, claims: JsonObject): Promise<string> {
  const { sealing } = await keysOf(realm)
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS512', typ: 'JWT', kid: sealing.kid })
    .sign(sealing.secret)
}

const REMEMBERED = 2000
/** As long as the keys are the same ones. */
const known = new WeakMap<RealmKeys, Map<string, JsonObject>>()

/** The key that a token names. @throws when it is not there */
function named<K>(keys: ReadonlyMap<string, K>) {
  return ({ kid }: JWTHeaderParameters): K => {
    const key = keys.get(`${kid}`)
    if (key === undefined) throw new Error('the key is not there')
    return key
  }
}

/** The claims of an unexpired token of the realm; undefined for any other text. Verified signatures are remembered. */
export async function verified(realm: Realm, token: string): Promise<JsonObject | undefined> {
  const keys = await keysOf(realm)
  const memory = known.get(keys) ?? new Map<string, JsonObject>()
  known.set(keys, memory)
  const remembered = memory.get(token)
  if (remembered) return Number(remembered['exp']) > Date.now() / 1000 ? remembered : undefined
  const key = named(keys.verifying)
  const claims = await claimsOf(() => jwtVerify(token, key, { algorithms: ['RS256'] }))
  if (claims) {
    if (memory.size >= REMEMBERED) memory.clear()
    memory.set(token, claims)
  }
  return claims
}

/** The claims of an ID token of the realm, expired or not, as a logout hint may be. */
export async function verifiedHint(realm: Realm, token: string): Promise<JsonObject | undefined> {
  const key = named((await keysOf(realm)).verifying)
  return claimsOf(() => jwtVerify(token, key, { algorithms: ['RS256'], currentDate: new Date(0) }))
}

/** The claims of a sealed token, expired or not. */
export async function unsealed(realm: Realm, token: string): Promise<JsonObject | undefined> {
  const key = named((await keysOf(realm)).unsealing)
  return claimsOf(() => jwtVerify(token, key, { algorithms: ['HS512'], currentDate: new Date(0) }))
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
