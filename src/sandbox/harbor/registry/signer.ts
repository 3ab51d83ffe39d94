/** Signs the registry's tokens with a key of our own, which is kept. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { exportPKCS8, generateKeyPair, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { Store } from '../../store/store.ts'

const ISSUER = 'harbor-token-issuer'

/** The service that tokens are for. */
export const SERVICE = 'harbor-registry'

/** Makes and reads tokens. */
export interface Signer {
  sign(claims: JWTPayload, minutes: number): Promise<string>
  /** Its claims; undefined for what we did not sign, or what is over (60 s of grace). */
  verify(token: string): Promise<JWTPayload | undefined>
}

/** The key of this store, made at first. */
export async function openSigner(store: Store): Promise<Signer> {
  const keys = store.table<string>('harbor.keys')
  const pem = keys.get('tokens') ?? (await freshKey())
  if (!keys.has('tokens')) keys.set('tokens', pem)
  const key = createPrivateKey(pem)
  const publicKey = createPublicKey(key)
  const kid = libtrustId(publicKey)
  return {
    sign: (claims, minutes) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
        .setIssuer(ISSUER)
        .setAudience(SERVICE)
        .setIssuedAt()
        .setNotBefore('0s')
        .setExpirationTime(`${minutes}m`)
        .sign(key),
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, publicKey, {
          issuer: ISSUER,
          audience: SERVICE,
          algorithms: ['RS256'],
          clockTolerance: 60,
        })
        return payload
      } catch {
        return undefined
      }
    },
  }
}

async function freshKey(): Promise<string> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return exportPKCS8(privateKey)
}

/** The name that docker's libtrust gives a key: 12 groups of 4 characters. */
function libtrustId(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' })
  const bits = [...createHash('sha256').update(der).digest().subarray(0, 30)]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
  const letters = bits.replace(
    /.{5}/g,
    (five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five, 2)] ?? '',
  )
  return letters.match(/.{4}/g)?.join(':') ?? ''
}
