/** The keys of a realm. Made when first needed, because two RSA keys cost more than all else in a new realm. */
import {
  createPrivateKey,
  createPublicKey,
  createSign,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  randomUUID,
} from 'node:crypto'
import { promisify } from 'node:util'
import { isObject } from '../rest/shape.ts'
import { selfSigned } from './certificate.ts'
import type { Realm } from './realm.ts'
import type { KeysRow } from './rows.ts'

/** Keys ready for use. `row` holds what is published with them. */
export interface RealmKeys {
  readonly row: KeysRow
  readonly signingId: string
  readonly signing: KeyObject
  readonly verifying: KeyObject
  readonly hmac: Uint8Array
}

const pair = promisify(generateKeyPair)
const ready = new WeakMap<Realm, Promise<RealmKeys>>()

/** The keys of the realm; the same ones at each call and after a restart. */
export function keysOf(realm: Realm): Promise<RealmKeys> {
  const keys = ready.get(realm) ?? loaded(realm)
  ready.set(realm, keys)
  return keys
}

async function loaded(realm: Realm): Promise<RealmKeys> {
  const row = realm.keys.get('keys') ?? realm.keys.put(await generated(realm.name))
  const signing = createPrivateKey({ key: { ...row.signing }, format: 'jwk' })
  return {
    row,
    signingId: `${row.signing['kid']}`,
    signing,
    verifying: createPublicKey(signing),
    hmac: Buffer.from(row.hmac, 'base64'),
  }
}

async function generated(realm: string): Promise<KeysRow> {
  const [signing, encryption] = await Promise.all([rsa(realm), rsa(realm)])
  return {
    id: 'keys',
    signing: { ...signing.jwk, alg: 'RS256', use: 'sig' },
    signingCertificate: signing.certificate,
    encryption: { ...encryption.jwk, alg: 'RSA-OAEP', use: 'enc' },
    encryptionCertificate: encryption.certificate,
    hmacId: randomUUID(),
    hmac: randomBytes(64).toString('base64'),
  }
}

async function rsa(realm: string) {
  const { privateKey, publicKey } = await pair('rsa', { modulusLength: 2048 })
  const jwk = privateKey.export({ format: 'jwk' })
  if (!isObject(jwk)) throw new Error('a private key has no JWK')
  const spki = publicKey.export({ format: 'der', type: 'spki' })
  const sign = (data: Buffer) => createSign('sha256').update(data).sign(privateKey)
  return {
    jwk: { ...jwk, kid: randomBytes(32).toString('base64url') },
    certificate: selfSigned(realm, spki, sign).toString('base64'),
  }
}
