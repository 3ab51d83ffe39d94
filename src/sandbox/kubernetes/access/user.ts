/** Who calls: bearer tokens of the administrator and of service accounts, impersonation. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto'
import type { Store } from '../../store/store.ts'
import type { KubernetesObject } from '../object.ts'
import { unauthorized } from '../status.ts'
import { resourceKey, type Storage } from '../storage.ts'

/** Somebody who calls. */
export interface User {
  readonly username: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra?: { readonly [key: string]: readonly string[] }
}

export const ANONYMOUS: User = { username: 'system:anonymous', groups: ['system:unauthenticated'] }
export const AUDIENCE = 'https://kubernetes.default.svc'
const ISSUER = AUDIENCE

/** The controllers of the server itself. */
export const controller = (name: string): User => ({
  username: `system:serviceaccount:kube-system:${name}`,
  groups: [
    'system:masters',
    'system:serviceaccounts',
    'system:serviceaccounts:kube-system',
    'system:authenticated',
  ],
})

export const accountUser = (namespace: string, name: string, uid: string): User => ({
  username: `system:serviceaccount:${namespace}:${name}`,
  uid,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
})

/** An object that a token is bound to. */
export interface Bound {
  /** In small letters, as the claim is named. */
  readonly kind: string
  readonly name: string
  readonly uid: string
}

interface Claims {
  readonly jti: string
  readonly aud: readonly string[]
  readonly exp: number
  readonly 'kubernetes.io': {
    readonly namespace: string
    readonly serviceaccount: { readonly name: string; readonly uid: string }
    readonly pod?: { readonly name: string; readonly uid: string }
    readonly secret?: { readonly name: string; readonly uid: string }
    readonly node?: { readonly name: string; readonly uid: string }
  }
}

/** What a token tells of its user beside the account. */
function extraOf({ jti, 'kubernetes.io': { pod } }: Claims): { [key: string]: readonly string[] } {
  const key = (name: string) => `authentication.kubernetes.io/${name}`
  return {
    [key('credential-id')]: [`JTI=${jti}`],
    ...(pod && { [key('pod-name')]: [pod.name], [key('pod-uid')]: [pod.uid] }),
  }
}

/** What a token stands for. */
export interface TokenUser {
  readonly user: User
  readonly audiences: readonly string[]
}

/** Makes and checks tokens. The key is kept in the store, so tokens outlive a restart. */
export class Tokens {
  readonly #storage: Storage
  readonly #admin: string
  readonly #privateKey: string
  readonly #publicKey: string

  constructor(store: Store, storage: Storage, admin: string) {
    this.#storage = storage
    this.#admin = admin
    const keys = store.table<string>('kubernetes.keys')
    let pem = keys.get('service-accounts')
    if (pem === undefined) {
      pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString()
      keys.set('service-accounts', pem)
    }
    this.#privateKey = pem
    this.#publicKey = createPublicKey(createPrivateKey(pem))
      .export({ type: 'spki', format: 'pem' })
      .toString()
  }

  /** A token for a service account. */
  issue(
    account: KubernetesObject,
    audiences: readonly string[],
    seconds: number,
    bound: Bound | undefined = undefined,
  ): string {
    const { namespace = '', name, uid = '' } = account.metadata
    const issued = Math.floor(Date.now() / 1000)
    const claims = {
      aud: audiences,
      exp: issued + seconds,
      iat: issued,
      nbf: issued,
      iss: ISSUER,
      jti: crypto.randomUUID(),
      sub: `system:serviceaccount:${namespace}:${name}`,
      'kubernetes.io': {
        namespace,
        ...(bound && { [bound.kind]: { name: bound.name, uid: bound.uid } }),
        serviceaccount: { name, uid },
      },
    }
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const content = `${encode({ alg: 'ES256', kid: 'sandbox' })}.${encode(claims)}`
    const signature = sign('sha256', Buffer.from(content), {
      key: this.#privateKey,
      dsaEncoding: 'ieee-p1363',
    })
    return `${content}.${signature.toString('base64url')}`
  }

  /** Who a token is; undefined when it is none of ours, has expired, or its account is gone. */
  read(token: string): TokenUser | undefined {
    if (same(token, this.#admin)) {
      return {
        user: { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
        audiences: [AUDIENCE],
      }
    }
    const claims = this.#verified(token)
    if (!claims || claims.exp * 1000 < Date.now()) return undefined
    const { namespace, serviceaccount } = claims['kubernetes.io']
    const account = this.#storage.get(resourceKey('', 'serviceaccounts'), namespace, serviceaccount.name)
    if (account?.metadata.uid !== serviceaccount.uid) return undefined
    if (!this.#boundLives(claims)) return undefined
    const user = accountUser(namespace, serviceaccount.name, serviceaccount.uid)
    return { user: { ...user, extra: extraOf(claims) }, audiences: claims.aud }
  }

  /** A token outlives neither the pod nor the secret that it is bound to. */
  #boundLives({ 'kubernetes.io': { namespace, pod, secret, node } }: Claims): boolean {
    const lives = (plural: string, where: string, bound: typeof pod) =>
      bound === undefined ||
      this.#storage.get(resourceKey('', plural), where, bound.name)?.metadata.uid === bound.uid
    return lives('pods', namespace, pod) && lives('secrets', namespace, secret) && lives('nodes', '', node)
  }

  /** @throws {ApiError} 401 for a token that is not valid here */
  authenticate(authorization: string | undefined): User {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
    if (authorization === undefined || authorization === '') return ANONYMOUS
    const found = token === undefined ? undefined : this.read(token)
    if (!found?.audiences.includes(AUDIENCE)) throw unauthorized()
    return found.user
  }

  #verified(token: string): Claims | undefined {
    const [header = '', content = '', signature = '', more] = token.split('.')
    if (more !== undefined || signature === '') return undefined
    const signed = verify(
      'sha256',
      Buffer.from(`${header}.${content}`),
      { key: this.#publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    )
    return signed ? (JSON.parse(Buffer.from(content, 'base64url').toString()) as Claims) : undefined
  }
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
