/** The content of our Secrets: base64 on the wire, text here. Values are looked at in this folder only. */
import { createHash, randomInt } from 'node:crypto'
import type { KubernetesObject } from '../../systems/kubernetes/types.ts'
import { isRecord } from '../manifest/projection.ts'

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const alphabet = `${upper}${upper.toLowerCase()}0123456789`

/** 40 letters and digits, with at least one of each class: Harbor refuses a secret without. */
export function mintCredential(): string {
  for (;;) {
    const value = Array.from({ length: 40 }, () => alphabet[randomInt(alphabet.length)]).join('')
    if (isCredential(value)) return value
  }
}

/** Whether a value could be in force: Harbor's rule for secrets (8 to 128 characters of three classes), in visible ASCII. */
export function isCredential(value: string): boolean {
  return (
    /^[\x21-\x7e]{8,128}$/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value) && /[0-9]/.test(value)
  )
}

/** The texts of a Secret's data; what is not UTF-8 in base64 is left out. */
export function textsOf({ data }: KubernetesObject): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (const [key, encoded] of Object.entries(isRecord(data) ? data : {})) {
    if (typeof encoded !== 'string') continue
    const bytes = Buffer.from(encoded, 'base64')
    const text = bytes.toString('utf8')
    if (Buffer.from(text, 'utf8').equals(bytes)) texts.set(key, text)
  }
  return texts
}

/** A Secret's data of texts. */
export function dataOf(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, encode(text)]))
}

export function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}

/** What the kubelet and docker clients read: the login of one registry. */
export function dockerConfig(registry: string, username: string, password: string): string {
  const auth = encode(`${username}:${password}`)
  return JSON.stringify({ auths: { [registry]: { username, password, auth } } })
}

/** Ties a stamp to a value: of this very Secret object, so that a copy or a new value is not stamped. */
export function digestOf(uid: string, key: string, value: string): string {
  return createHash('sha256').update(`${uid}\n${key}\n${value}`).digest('hex').slice(0, 32)
}
