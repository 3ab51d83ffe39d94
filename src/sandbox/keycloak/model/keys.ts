/**
 * The keys of a realm, each brought by a component. Made when first needed, because two RSA keys cost more than all else in a
 * new realm.
 */
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
import { createComponent, KEY_PROVIDER, keyProviders, priorityOf } from './components.ts'
import type { Realm } from './realm.ts'
import type { ComponentRow, KeyRow } from './rows.ts'

/** A key that is in use, or still good for what it has signed. */
export interface RealmKey {
  readonly row: KeyRow
  readonly kid: string
  readonly status: 'ACTIVE' | 'PASSIVE'
  readonly type: 'RSA' | 'OCT'
  readonly algorithm: string
  readonly use: 'SIG' | 'ENC'
  readonly providerPriority: number
  readonly publicKey?: KeyObject
  /** DER, in base64. */
  readonly certificate?: string
}

/** A key pair that signs. */
export interface SigningKey extends RealmKey {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

/** A secret that only the realm knows. */
interface SecretKey {
  readonly kid: string
  readonly secret: Uint8Array
}

/** Keys ready for use; what signs now stands first. */
export interface RealmKeys {
  readonly all: readonly RealmKey[]
  readonly signing: SigningKey
  /** By `kid`: good for signatures of before, too. */
  readonly verifying: ReadonlyMap<string, KeyObject>
  readonly sealing: SecretKey
  readonly unsealing: ReadonlyMap<string, Uint8Array>
}

const SIGNING = 'RS256'
const SEALING = 'HS512'
const KINDS: Readonly<Record<string, Pick<RealmKey, 'type' | 'algorithm' | 'use'>>> = {
  'rsa-generated': { type: 'RSA', algorithm: SIGNING, use: 'SIG' },
  'rsa-enc-generated': { type: 'RSA', algorithm: 'RSA-OAEP', use: 'ENC' },
  'hmac-generated': { type: 'OCT', algorithm: SEALING, use: 'SIG' },
  'aes-generated': { type: 'OCT', algorithm: 'AES', use: 'ENC' },
}

const pair = promisify(generateKeyPair)
const ready = new WeakMap<Realm, { readonly version: number; readonly keys: Promise<RealmKeys> }>()

/** The keys of the realm; the same ones at each call and after a restart, until its components change. */
export function keysOf(realm: Realm): Promise<RealmKeys> {
  const known = ready.get(realm)
  if (known?.version === realm.components.version) return known.keys
  for (const algorithm of [SIGNING, SEALING]) ensureActive(realm, algorithm)
  const { version } = realm.components
  // One after the other, so that no key is made twice.
  const keys = (known?.keys ?? Promise.resolve()).then(() => loaded(realm))
  ready.set(realm, { version, keys })
  return keys
}

/** Where no key is left to sign with, the server brings one itself. */
function ensureActive(realm: Realm, algorithm: string): void {
  if (keyProviders(realm).some((provider) => isActive(provider) && algorithmOf(provider) === algorithm))
    return
  const providerId = algorithm === SIGNING ? 'rsa-generated' : 'hmac-generated'
  const config = { priority: ['-100'], algorithm: [algorithm] }
  createComponent(realm, { name: `fallback-${algorithm}`, providerId, providerType: KEY_PROVIDER, config })
}

const isActive = ({ config }: ComponentRow) => config['active']?.[0] !== 'false'
const algorithmOf = ({ providerId, config }: ComponentRow) =>
  config['algorithm']?.[0] ?? KINDS[providerId]?.algorithm ?? ''

async function loaded(realm: Realm): Promise<RealmKeys> {
  const all = (await Promise.all(keyProviders(realm).map((provider) => keyOf(realm, provider)))).flat()
  const signers = all.filter(({ algorithm }) => algorithm === SIGNING).flatMap(signingKey)
  const sealers = all.filter(({ algorithm }) => algorithm === SEALING).map(secretKey)
  const signing = signers.find(({ status }) => status === 'ACTIVE')
  const active = all.find(({ algorithm, status }) => algorithm === SEALING && status === 'ACTIVE')
  if (!signing || !active) throw new Error('a realm has no key to sign with')
  return {
    all,
    signing,
    verifying: new Map(signers.map(({ kid, publicKey }) => [kid, publicKey])),
    sealing: secretKey(active),
    unsealing: new Map(sealers.map(({ kid, secret }) => [kid, secret])),
  }
}

async function keyOf(realm: Realm, provider: ComponentRow): Promise<readonly RealmKey[]> {
  const kind = KINDS[provider.providerId]
  if (!kind) return []
  const row = realm.keys.get(provider.id) ?? realm.keys.put(await generated(realm.name, provider, kind.type))
  const key = row.jwk ? createPrivateKey({ key: { ...row.jwk }, format: 'jwk' }) : undefined
  return [
    {
      row,
      ...kind,
      kid: row.kid,
      status: isActive(provider) ? 'ACTIVE' : 'PASSIVE',
      algorithm: algorithmOf(provider),
      providerPriority: priorityOf(provider),
      ...(key ? { publicKey: createPublicKey(key) } : {}),
      ...(row.certificate === undefined ? {} : { certificate: row.certificate }),
    },
  ]
}

function signingKey(key: RealmKey): SigningKey[] {
  const { publicKey, row } = key
  if (!publicKey || !row.jwk) return []
  return [{ ...key, publicKey, privateKey: createPrivateKey({ key: { ...row.jwk }, format: 'jwk' }) }]
}

const secretKey = ({ kid, row }: RealmKey): SecretKey => ({
  kid,
  secret: Buffer.from(row.secret ?? '', 'base64'),
})

async function generated(
  realm: string,
  { id, config }: ComponentRow,
  type: RealmKey['type'],
): Promise<KeyRow> {
  if (type === 'RSA') return { id, ...(await rsa(realm, Number(config['keySize']?.[0] ?? 2048))) }
  return {
    id,
    kid: randomUUID(),
    secret: randomBytes(Number(config['secretSize']?.[0] ?? 64)).toString('base64'),
  }
}

async function rsa(realm: string, modulusLength: number) {
  const { privateKey, publicKey } = await pair('rsa', { modulusLength })
  const jwk = privateKey.export({ format: 'jwk' })
  if (!isObject(jwk)) throw new Error('a private key has no JWK')
  const spki = publicKey.export({ format: 'der', type: 'spki' })
  const sign = (data: Buffer) => createSign('sha256').update(data).sign(privateKey)
  return {
    kid: randomBytes(32).toString('base64url'),
    jwk,
    certificate: selfSigned(realm, spki, sign).toString('base64'),
  }
}
