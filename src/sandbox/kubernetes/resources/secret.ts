/** Secrets and ConfigMaps: texts that become data, types that ask for keys, and what cannot change any more. */

import { goJsonError } from '../http/go-json.ts'
import { configKeyProblem } from '../names.ts'
import { asObject, asText, equal, type JsonObject, type JsonValue, type KubernetesObject } from '../object.ts'
import type { Problems } from '../problems.ts'
import { byPath } from '../selectors.ts'
import type { Behaviour } from './resource.ts'

const LIMIT = 1024 * 1024
const REDACTED = '<secret contents redacted>'
const IMMUTABLE = 'field is immutable when `immutable` is set'

function checkKeys(
  data: JsonObject,
  field: string,
  problems: Problems,
  other: { readonly field: string; readonly data: JsonObject } | undefined = undefined,
): void {
  for (const key of Object.keys(data).sort()) {
    const problem = configKeyProblem(key)
    if (problem !== undefined) problems.invalid(`${field}[${key}]`, key, problem)
    if (other && Object.hasOwn(other.data, key))
      problems.invalid(`${field}[${key}]`, key, `duplicate of key present in ${other.field}`)
  }
}

const bytesOf = (value: JsonValue | undefined): number =>
  Math.floor((asText(value).replace(/=+$/, '').length * 3) / 4)

function checkImmutable(
  object: KubernetesObject,
  before: KubernetesObject | undefined,
  fields: readonly string[],
  problems: Problems,
): void {
  if (before?.['immutable'] !== true) return
  if (object['immutable'] !== true) problems.forbidden('immutable', IMMUTABLE)
  for (const field of fields) {
    if (!equal(asObject(object[field]), asObject(before[field]))) problems.forbidden(field, IMMUTABLE)
  }
}

/** The keys that a type cannot do without, and which of them hold JSON. */
const TYPES: { readonly [type: string]: { readonly keys: readonly string[]; readonly json?: boolean } } = {
  'kubernetes.io/dockerconfigjson': { keys: ['.dockerconfigjson'], json: true },
  'kubernetes.io/dockercfg': { keys: ['.dockercfg'], json: true },
  'kubernetes.io/tls': { keys: ['tls.crt', 'tls.key'] },
  'kubernetes.io/ssh-auth': { keys: ['ssh-privatekey'] },
}

function checkType(object: KubernetesObject, data: JsonObject, problems: Problems): void {
  const type = asText(object['type'])
  if (type === 'kubernetes.io/basic-auth') {
    if (data['username'] !== undefined || data['password'] !== undefined) return
    problems.required('data[username]')
    problems.required('data[password]')
  }
  if (type === 'kubernetes.io/service-account-token') {
    const account = 'kubernetes.io/service-account.name'
    if (!object.metadata.annotations?.[account]) problems.required(`metadata.annotations[${account}]`)
  }
  const rule = TYPES[type]
  for (const key of rule?.keys ?? []) {
    const value = data[key]
    if (value === undefined) problems.required(`data[${key}]`)
    else if (rule?.json) {
      const error = goJsonError(Buffer.from(asText(value), 'base64').toString('utf8'))
      if (error !== undefined) problems.invalid(`data[${key}]`, REDACTED, error)
    }
  }
}

/** @see contracts 06-pull-secret, 07-secret-stringdata-and-immutable, 34-limits */
export const secret: Behaviour = {
  defaults: (draft) => {
    draft['type'] ??= 'Opaque'
    const texts = asObject(draft['stringData'])
    const data: JsonObject = { ...asObject(draft['data']) }
    for (const [key, text] of Object.entries(texts)) {
      data[key] = Buffer.from(asText(text), 'utf8').toString('base64')
    }
    delete draft['stringData']
    if (Object.keys(data).length > 0) draft['data'] = data
  },
  check: (object, before, problems) => {
    const data = asObject(object['data'])
    if (before && object['type'] !== before['type']) {
      problems.invalid('type', object['type'], 'field is immutable')
      return
    }
    checkImmutable(object, before, ['data'], problems)
    checkKeys(data, 'data', problems)
    let size = 0
    for (const value of Object.values(data)) size += bytesOf(value)
    if (size > LIMIT) problems.tooLong('data', LIMIT)
    checkType(object, data, problems)
  },
  selectable: byPath('type'),
  columns: [
    { name: 'Type', cell: (object) => asText(object['type']) },
    { name: 'Data', cell: (object) => Object.keys(asObject(object['data'])).length },
  ],
}

/** @see contracts 12-names-and-labels, 28-patches */
export const configMap: Behaviour = {
  check: (object, before, problems) => {
    const data = asObject(object['data'])
    const binary = asObject(object['binaryData'])
    checkImmutable(object, before, ['data', 'binaryData'], problems)
    checkKeys(data, 'data', problems, { field: 'binaryData', data: binary })
    checkKeys(binary, 'binaryData', problems, { field: 'data', data })
    let size = 0
    for (const value of Object.values(data)) size += Buffer.byteLength(asText(value))
    for (const value of Object.values(binary)) size += bytesOf(value)
    if (size > LIMIT) problems.tooLong('', LIMIT)
  },
  columns: [
    {
      name: 'Data',
      cell: (object) =>
        Object.keys(asObject(object['data'])).length + Object.keys(asObject(object['binaryData'])).length,
    },
  ],
}
