/** RequestAuthentication: Envoy's jwt_authn filter as istiod configures it. */
import { type Asked, pathOf } from './asked.ts'
import { audiencesOf, badSignature, type Jwt, type KeySet, outOfTime, parseJwt, type Refusal } from './jwt.ts'
import { type KeySource, type KeyStore, parseKeySet } from './keys.ts'
import { type KubernetesObject, specOf } from './object.ts'
import { cookiePlace, headerPlace, type Place, parameterPlace, USUAL_PLACES } from './token-place.ts'

interface JwtRuleSpec {
  readonly issuer?: string
  readonly audiences?: readonly string[]
  readonly jwks?: string
  readonly jwksUri?: string
  readonly fromHeaders?: readonly { readonly name: string; readonly prefix?: string }[]
  readonly fromParams?: readonly string[]
  readonly fromCookies?: readonly string[]
  readonly forwardOriginalToken?: boolean
  readonly outputPayloadToHeader?: string
  readonly outputClaimToHeaders?: readonly { readonly header: string; readonly claim: string }[]
  readonly spaceDelimitedClaims?: readonly string[]
}

/** A jwtRule, compiled. */
export interface JwtRule {
  readonly issuer: string
  readonly audiences: ReadonlySet<string>
  /** Inline keys, or where to get them. */
  readonly keys: KeySet | KeySource
  readonly places: readonly Place[]
  readonly forward: boolean
  readonly payloadHeader: string | undefined
  readonly claimHeaders: readonly { readonly header: string; readonly claim: string }[]
  readonly spaceDelimited: ReadonlySet<string>
}

/** The rules of all RequestAuthentications that concern a workload. */
export function rulesOf(objects: readonly KubernetesObject[]): readonly JwtRule[] {
  return objects.flatMap((object) =>
    (specOf<{ jwtRules: readonly JwtRuleSpec[] }>(object).jwtRules ?? []).map(ruleOf),
  )
}

/** Where the keys of RequestAuthentications are, as far as they are not inline. */
export function keySourcesOf(objects: readonly KubernetesObject[]): readonly KeySource[] {
  return rulesOf(objects).flatMap(({ keys }) => ('keys' in keys ? [] : [keys]))
}

function ruleOf(spec: JwtRuleSpec): JwtRule {
  const issuer = spec.issuer ?? ''
  const inline = spec.jwks ? (parseKeySet(spec.jwks) ?? { keys: [] }) : undefined
  const places = [
    ...(spec.fromHeaders ?? []).map(({ name, prefix = '' }) => headerPlace(name, prefix)),
    ...(spec.fromParams ?? []).map(parameterPlace),
    ...(spec.fromCookies ?? []).map(cookiePlace),
  ]
  return {
    issuer,
    audiences: new Set(spec.audiences?.map(bareAudience)),
    keys: inline ?? { issuer, jwksUri: spec.jwksUri || undefined },
    places: places.length > 0 ? places : USUAL_PLACES,
    forward: spec.forwardOriginalToken ?? false,
    payloadHeader: spec.outputPayloadToHeader || undefined,
    claimHeaders: spec.outputClaimToHeaders ?? [],
    spaceDelimited: new Set(['scope', 'permission', ...(spec.spaceDelimitedClaims ?? [])]),
  }
}

/** What a good token says; policies ask it. */
export interface Identity {
  readonly claims: Readonly<Record<string, unknown>>
  readonly spaceDelimited: ReadonlySet<string>
}

/** @returns who asks (undefined without a token), or why the request is refused */
export async function authenticate(
  asked: Asked,
  rules: readonly JwtRule[],
  store: KeyStore,
): Promise<{ identity: Identity | undefined } | { refusal: Refusal }> {
  if (rules.length === 0 || isPreflight(asked)) return { identity: undefined }
  for (const { payloadHeader, claimHeaders } of rules) {
    // A client's own copies of what the gateway says go first (mesh contract 14-jwt-forward).
    if (payloadHeader) asked.headers.delete(payloadHeader.toLowerCase())
    for (const { header } of claimHeaders) asked.headers.delete(header.toLowerCase())
  }
  const checked = new Checks(asked, store)
  const outcome = await requirement(rules, checked)
  if (outcome.refusal !== undefined) return { refusal: outcome.refusal }
  return { identity: handOver(asked, outcome.good) }
}

function isPreflight({ method, headers }: Asked): boolean {
  return method === 'OPTIONS' && headers.has('origin') && headers.has('access-control-request-method')
}

interface Good {
  readonly jwt: Jwt
  readonly rule: JwtRule
  readonly place: Place
}
interface Outcome {
  readonly refusal: Refusal | undefined
  readonly good: readonly Good[]
}

const MISSED = 'Jwt is missing'
const UNKNOWN_ISSUER = 'Jwt issuer is not configured'

/** Verifies tokens one by one, each against a rule at most once. */
class Checks {
  readonly #asked: Asked
  readonly #store: KeyStore
  readonly #verdicts = new Map<string, Promise<Refusal | undefined>>()

  constructor(asked: Asked, store: KeyStore) {
    this.#asked = asked
    this.#store = store
  }

  /** All tokens in a rule's places must be good for it, the last one first (Envoy's `startVerify`). */
  async rule(rule: JwtRule): Promise<Outcome> {
    const tokens = rule.places.flatMap((place) => {
      const text = place.find(this.#asked)
      return text === undefined ? [] : [{ place, text }]
    })
    if (tokens.length === 0) return { refusal: MISSED, good: [] }
    const good: Good[] = []
    for (const { place, text } of tokens.reverse()) {
      const jwt = parseJwt(text)
      if (typeof jwt === 'string') return { refusal: jwt, good: [] }
      const refusal = await this.#verdict(jwt, rule)
      if (refusal !== undefined) return { refusal, good: [] }
      good.push({ jwt, rule, place })
    }
    return { refusal: undefined, good }
  }

  #verdict(jwt: Jwt, rule: JwtRule): Promise<Refusal | undefined> {
    const key = `${rule.issuer}\n${[...rule.audiences].join(' ')}\n${jwt.text}`
    const known = this.#verdicts.get(key) ?? verify(jwt, rule, this.#store)
    this.#verdicts.set(key, known)
    return known
  }
}

async function verify(jwt: Jwt, rule: JwtRule, store: KeyStore): Promise<Refusal | undefined> {
  // A rule without an issuer takes any.
  if (rule.issuer !== '' && jwt.claims['iss'] !== rule.issuer) return UNKNOWN_ISSUER
  const late = outOfTime(jwt)
  if (late) return late
  if (
    rule.audiences.size > 0 &&
    !audiencesOf(jwt).some((audience) => rule.audiences.has(bareAudience(audience)))
  ) {
    return AUDIENCE
  }
  return badSignature(jwt, 'keys' in rule.keys ? rule.keys : await store.keysOf(rule.keys))
}

/** Envoy compares audiences without scheme and trailing slash. */
function bareAudience(audience: string): string {
  return audience.replace(/^https?:\/\//, '').replace(/\/$/, '')
}

/** The one refusal that is 403. */
export const AUDIENCE = 'Audiences in Jwt are not allowed'

/**
 * With one rule: good or missing. With several: good for one of them whatever the others say, else each good or missing
 * (istio `convertToEnvoyJwtConfig`). The most telling refusal is answered (Envoy's `AnyVerifierImpl`).
 */
async function requirement(rules: readonly JwtRule[], checks: Checks): Promise<Outcome> {
  const outcomes = await Promise.all(rules.map((rule) => checks.rule(rule)))
  const firstGood = outcomes.find(({ refusal }) => refusal === undefined)
  if (firstGood) return firstGood
  const failed = outcomes.filter(({ refusal }) => refusal !== MISSED)
  if (failed.length === 0) return { refusal: undefined, good: [] }
  const [first] = failed
  return failed.find(({ refusal }) => refusal !== UNKNOWN_ISSUER) ?? first ?? { refusal: MISSED, good: [] }
}

/** Removes tokens that are not to be forwarded, and writes down what they say. */
function handOver(asked: Asked, good: readonly Good[]): Identity | undefined {
  for (const { jwt, rule, place } of good) {
    if (!rule.forward) place.remove(asked)
    if (rule.payloadHeader) asked.headers.set(rule.payloadHeader.toLowerCase(), [jwt.payload])
    for (const { header, claim } of rule.claimHeaders) {
      const text = claimText(nested(jwt.claims, claim.split('.')))
      if (text !== undefined) asked.headers.set(header.toLowerCase(), [text])
    }
  }
  const last = good.at(-1)
  return last && { claims: last.jwt.claims, spaceDelimited: last.rule.spaceDelimited }
}

/** A claim below others; undefined when it is not there. */
export function nested(claims: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  let value: unknown = claims
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[key]
  }
  return value
}

/** Lists and objects are sent as padded base64 of their JSON. */
function claimText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'object') return Buffer.from(JSON.stringify(value)).toString('base64')
  return String(value)
}

/** How much of a path is repeated in a refusal's realm. */
const REALM_PATH = 256

/** The `www-authenticate` of a refusal: it names the address that was asked for. */
export function challenge(asked: Asked): string {
  const path = asked.path.slice(0, REALM_PATH) || pathOf(asked)
  return `Bearer realm="${asked.scheme}://${asked.authority}${path}", error="invalid_token"`
}
