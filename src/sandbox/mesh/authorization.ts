/** AuthorizationPolicy: Envoy's RBAC filters as istiod configures them. */
import { BlockList, isIP, isIPv6 } from 'node:net'
import { type Asked, pathOf } from './asked.ts'
import { type Identity, nested } from './authentication.ts'
import { headerText } from './headers.ts'
import { audiencesOf } from './jwt.ts'
import { type KubernetesObject, perVersion, specOf } from './object.ts'
import { pathPattern, type TextTest, wildcard } from './pattern.ts'

type Values = readonly string[] | undefined
interface Source {
  readonly [field: string]: Values
}
interface Operation {
  readonly [field: string]: Values
}
interface Rule {
  readonly from?: readonly { readonly source?: Source }[]
  readonly to?: readonly { readonly operation?: Operation }[]
  readonly when?: readonly { readonly key: string; readonly values?: Values; readonly notValues?: Values }[]
}

/** AuthorizationPolicy's spec. */
export interface AuthorizationSpec {
  readonly action?: 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM'
  readonly provider?: { readonly name?: string }
  readonly rules?: readonly Rule[]
}

/** A request with who sent it. */
export interface Judged {
  readonly asked: Asked
  readonly identity: Identity | undefined
}
type Test = (judged: Judged) => boolean

/** One policy, compiled. */
export interface Policy {
  readonly matches: Test
  readonly provider: string
}

/** All policies of a workload, by what they do. AUDIT only logs, and a dry run judges nothing. */
export interface Policies {
  readonly custom: readonly Policy[]
  readonly deny: readonly Policy[]
  readonly allow: readonly Policy[]
}

const compiled = perVersion((object) => policyOf(specOf<AuthorizationSpec>(object)))

/** Sorts and compiles policies. What was compiled before is taken again. */
export function policiesOf(objects: readonly KubernetesObject[]): Policies {
  const judging = objects.filter(({ metadata }) => metadata.annotations?.['istio.io/dry-run'] !== 'true')
  const of = (action: string) =>
    judging.filter((object) => (specOf<AuthorizationSpec>(object).action ?? 'ALLOW') === action).map(compiled)
  return { custom: of('CUSTOM'), deny: of('DENY'), allow: of('ALLOW') }
}

/** Whether a request may pass: no DENY matches, and an ALLOW does where there are any. */
export function isAllowed(judged: Judged, { deny, allow }: Policies): boolean {
  if (deny.some(({ matches }) => matches(judged))) return false
  return allow.length === 0 || allow.some(({ matches }) => matches(judged))
}

function policyOf({ rules = [], provider }: Partial<AuthorizationSpec>): Policy {
  return { matches: any(rules.map(ruleOf)), provider: provider?.name ?? '' }
}

const any =
  (tests: readonly Test[]): Test =>
  (judged) =>
    tests.some((test) => test(judged))
const all =
  (tests: readonly Test[]): Test =>
  (judged) =>
    tests.every((test) => test(judged))

function ruleOf({ from = [], to = [], when = [] }: Rule): Test {
  const tests = when.map(({ key, values, notValues }) => field(conditionAttribute(key), values, notValues))
  if (from.length > 0) tests.push(any(from.map(({ source }) => fieldsOf(source, SOURCE))))
  if (to.length > 0) tests.push(any(to.map(({ operation }) => fieldsOf(operation, OPERATION))))
  return all(tests)
}

/** How a value asks about a request. */
type Attribute = (value: string) => Test

/** Every field with its `not` form; all that are given must hold. */
function fieldsOf(given: Source | Operation | undefined, known: Readonly<Record<string, Attribute>>): Test {
  return all(
    Object.entries(known).map(([name, attribute]) => {
      const negative = `not${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
      return field(attribute, given?.[name], given?.[negative])
    }),
  )
}

function field(attribute: Attribute, values: Values, notValues: Values): Test {
  const tests: Test[] = []
  if (values?.length) tests.push(any(values.map(attribute)))
  if (notValues?.length) {
    const excluded = any(notValues.map(attribute))
    tests.push((judged) => !excluded(judged))
  }
  return all(tests)
}

/** A client of the gateway has no certificate of the mesh, so nothing about a peer ever matches. */
const ofPeer: Attribute = () => () => false

const byRemote: Attribute = (value) => {
  const [address = '', length] = value.split('/')
  const family = isIPv6(address) ? 'ipv6' : 'ipv4'
  const block = new BlockList()
  if (isIP(address) === 0) return () => false
  block.addSubnet(address, length === undefined ? (family === 'ipv6' ? 128 : 32) : Number(length), family)
  return ({ asked }) => block.check(asked.remote, isIPv6(asked.remote) ? 'ipv6' : 'ipv4')
}

const byPort: Attribute = (value) => {
  const port = Number(value)
  return ({ asked }) => asked.connectionPort === port
}

const byText =
  (of: (asked: Asked) => string | undefined, test: (value: string) => TextTest): Attribute =>
  (value) => {
    const compare = test(value)
    return ({ asked }) => {
      const text = of(asked)
      return text !== undefined && compare(text)
    }
  }

const byPrincipal: Attribute = (value) => {
  const test = wildcard(value)
  return ({ identity }) => {
    const { iss, sub } = identity?.claims ?? {}
    if (typeof iss !== 'string' || typeof sub !== 'string' || iss === '' || sub === '') return false
    return test(`${iss}/${sub}`)
  }
}

const SOURCE: Readonly<Record<string, Attribute>> = {
  principals: ofPeer,
  namespaces: ofPeer,
  serviceAccounts: ofPeer,
  trustDomains: ofPeer,
  requestPrincipals: byPrincipal,
  ipBlocks: byRemote,
  remoteIpBlocks: byRemote,
}

const OPERATION: Readonly<Record<string, Attribute>> = {
  hosts: byText(
    ({ authority }) => authority,
    (value) => wildcard(value, true),
  ),
  ports: byPort,
  methods: byText(({ method }) => method, wildcard),
  paths: byText(pathOf, pathPattern),
}

/** A condition's key. One that is unknown never matches; admission refuses it. */
function conditionAttribute(key: string): Attribute {
  const header = /^request\.headers\[(.+)\]$/.exec(key)?.[1]
  if (header) return byText(({ headers }) => headerText(headers, header), wildcard)
  const claim = /^request\.auth\.claims((?:\[[^\]]+\])+)$/.exec(key)?.[1]
  if (claim) return byClaim([...claim.matchAll(/\[([^\]]+)\]/g)].map(([, name = '']) => name))
  return CONDITIONS[key] ?? (() => () => false)
}

const CONDITIONS: Readonly<Record<string, Attribute>> = {
  'source.ip': byRemote,
  'remote.ip': byRemote,
  'source.namespace': ofPeer,
  'source.principal': ofPeer,
  'source.serviceAccount': ofPeer,
  'destination.port': byPort,
  'request.auth.principal': byPrincipal,
  'request.auth.audiences': (value) => {
    const test = wildcard(value)
    return ({ identity }) => audiencesOf({ claims: identity?.claims ?? {} }).some(test)
  },
  'request.auth.presenter': byClaim(['azp']),
}

/** A text, or one text of a list; some claims are lists written with spaces. */
function byClaim(path: readonly string[]): Attribute {
  return (value) => {
    const test = wildcard(value)
    return ({ identity }) => {
      if (!identity) return false
      const claim = nested(identity.claims, path)
      const split = path.length === 1 && identity.spaceDelimited.has(path[0] ?? '')
      const texts = typeof claim === 'string' && split ? claim.split(' ') : [claim].flat()
      return texts.some((text) => typeof text === 'string' && test(text))
    }
  }
}
