/** Making and changing client scopes (contract 12-client-scopes). */
import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../rest/json.ts'
import { resourceRefusal, unknownError } from '../rest/refusal.ts'
import { isObject } from '../rest/shape.ts'
import { mapperFrom } from './protocol-mappers.ts'
import type { Realm } from './realm.ts'
import type { ScopeRow } from './rows.ts'

/** RFC 6749 §3.3: what a scope may be called. */
const NAME = /^[\x21\x23-\x5B\x5D-\x7E]+$/
const PROTOCOLS = ['openid-connect', 'saml', 'oid4vc']

const taken = (name: string) => resourceRefusal(409, `Client Scope ${name} already exists`)

function checkedName(sent: JsonObject): string {
  const { name } = sent
  if (typeof name !== 'string') throw unknownError()
  if (!NAME.test(name)) throw resourceRefusal(400, `Unexpected name "${name}" for ClientScope`)
  if (name.length > 255) throw unknownError()
  return name
}

function checkProtocol(protocol: unknown): void {
  if (typeof protocol !== 'string' || !PROTOCOLS.includes(protocol)) {
    throw resourceRefusal(400, 'Unexpected protocol')
  }
}

/** @throws Refusal */
export function createScope(realm: Realm, sent: JsonObject): ScopeRow {
  const name = checkedName(sent)
  checkProtocol(sent['protocol'])
  if (realm.scopes.one('name', name)) throw taken(name)
  const { description, id, protocolMappers } = sent
  return realm.scopes.put({
    id: typeof id === 'string' ? id : randomUUID(),
    name,
    ...(typeof description === 'string' ? { description } : {}),
    protocol: `${sent['protocol']}`,
    attributes: textsOf(sent['attributes']),
    protocolMappers: Array.isArray(protocolMappers)
      ? protocolMappers.filter(isObject).map((mapper) => mapperFrom(mapper))
      : [],
  })
}

/** What a PUT does: fields and attributes are merged, mappers ignored; a null attribute goes, an empty one stays. */
export function updateScope(realm: Realm, before: ScopeRow, sent: JsonObject): void {
  const name = checkedName(sent)
  const { protocol, description, attributes } = sent
  if (protocol !== undefined && protocol !== null) checkProtocol(protocol)
  if (name !== before.name && realm.scopes.one('name', name)) throw taken(name)
  realm.scopes.put({
    ...before,
    name,
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof protocol === 'string' ? { protocol } : {}),
    attributes: isObject(attributes) ? textsOf({ ...before.attributes, ...attributes }) : before.attributes,
  })
}

function textsOf(value: unknown): ScopeRow['attributes'] {
  if (!isObject(value)) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (typeof item === 'string' ? [[key, item]] : [])),
  )
}
