/** The system's configuration: `/configurations`, and the ping of an issuer. */
import type { Settings, SettingValue } from '../state/settings.ts'
import { SETTINGS, type SettingType } from '../state/settings-keys.ts'
import { body, bool, int, struct, syntaxProblem, text } from '../wire/body.ts'
import type { Call } from '../wire/call.ts'
import { badRequest } from '../wire/refusal.ts'
import { done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireSystem } from './access.ts'
import { quotaProblem } from './quota-limits.ts'

const AUTH_MODES = ['db_auth', 'ldap_auth', 'uaa_auth', 'http_auth', 'oidc_auth'] as const

const goType = (type: SettingType) => (type === 'flag' ? bool : type === 'number' ? int : text)

const CONFIGURATIONS = struct(
  'Configurations',
  Object.fromEntries(Object.entries(SETTINGS).map(([key, [type]]) => [key, goType(type)])),
)

/** `/configurations`, `/system/oidc/ping`. */
export const configurationRoutes: readonly Route[] = [
  route('GET /configurations', readConfiguration),
  route('PUT /configurations', writeConfiguration),
  route('POST /system/oidc/ping', pingIssuer),
]

/** Secrets are left out. */
function readConfiguration(call: Call): Reply {
  requireSystem(call, 'configuration', 'read')
  const { settings, tables } = call.harbor
  const shown = Object.entries(SETTINGS)
    .filter(([, [type]]) => type !== 'secret')
    .map(([key, [type]]) => {
      const value =
        type === 'flag' ? settings.flag(key) : type === 'number' ? settings.number(key) : settings.text(key)
      return [key, { editable: key !== 'auth_mode' || !hasPeople(tables), value }]
    })
  return json(Object.fromEntries(shown))
}

/** The sign-on mode stays as it is from the first person on. */
const hasPeople = (tables: Call['harbor']['tables']) => tables.users.all().some(({ id }) => id > 1)

/** All or nothing; keys that are not there stay as they are. */
async function writeConfiguration(call: Call): Promise<Reply> {
  const wanted: Readonly<Record<string, unknown>> = await body(call, 'configurations', CONFIGURATIONS)
  requireSystem(call, 'configuration', 'update')
  const { settings, tables, audit } = call.harbor
  const values = Object.fromEntries(
    Object.entries(wanted).filter((entry): entry is [string, SettingValue] => entry[1] !== undefined),
  )
  const mode = values['auth_mode']
  if (mode !== undefined && mode !== settings.text('auth_mode') && hasPeople(tables)) {
    throw badRequest('the auth mode cannot be modified as new users have been inserted into database')
  }
  refuseFirst(values, itemRefusal)
  requireLogSomewhere(settings, values)
  refuseFirst(values, durationRefusal)
  const prefix = values['robot_name_prefix']
  settings.write(prefix === undefined ? values : { ...values, robot_name_prefix: String(prefix).trim() })
  const changed = Object.keys(values).join(',')
  audit.record(call, { operation: 'update', type: 'configuration', resource: changed })
  return done
}

type Values = Readonly<Record<string, SettingValue>>

/** @throws `Refusal` 400 for the first value that is refused */
function refuseFirst(
  values: Values,
  refusalOf: (key: string, value: SettingValue) => string | undefined,
): void {
  for (const [key, value] of Object.entries(values)) {
    const problem = refusalOf(key, value)
    if (problem !== undefined) throw badRequest(problem)
  }
}

/** @throws `Refusal` 400 when the database is no longer to hold the audit log, and nothing else does */
function requireLogSomewhere(settings: Settings, values: Values): void {
  const changed = ['skip_audit_log_database', 'audit_log_forward_endpoint'].some((key) => key in values)
  const skips = values['skip_audit_log_database'] ?? settings.flag('skip_audit_log_database')
  const endpoint = values['audit_log_forward_endpoint'] ?? settings.text('audit_log_forward_endpoint')
  if (!changed || skips !== true || endpoint !== '') return
  throw badRequest(
    'bad request: audit log forward endpoint should be configured before enable skip audit log in database',
  )
}

/** Ten digits, which is what the portal's field holds. */
const LONGEST = 9_999_999_999

function durationRefusal(key: string, value: SettingValue): string | undefined {
  if (!['token_expiration', 'robot_token_duration', 'session_timeout'].includes(key)) return undefined
  if (Number(value) <= 0) return `the ${key} value must be positive`
  return Number(value) > LONGEST ? `the ${key} value is over the limit value: ${LONGEST}` : undefined
}

/** What the real server refuses; much else it takes as it is (harbor contract 04-configuration). */
function itemRefusal(key: string, value: SettingValue): string | undefined {
  const item = (why: string) => `bad request: item name ${key}: ${why}`
  switch (key) {
    case 'auth_mode':
      if (AUTH_MODES.some((mode) => mode === value)) return undefined
      return item(`invalid auth_mode, shoud be one of ${AUTH_MODES.join(', ')}`)
    case 'project_creation_restriction':
      if (value === 'everyone' || value === 'adminonly') return undefined
      return item('invalid project_creation_restriction, should be adminonly or everyone')
    case 'ldap_url':
    case 'ldap_base_dn':
    case 'ldap_uid':
      return String(value).trim() === '' ? item('the configure value can not be empty') : undefined
    case 'ldap_scope':
    case 'ldap_group_search_scope':
      return [0, 1, 2].includes(Number(value)) ? undefined : item('invalid scope, should be 0, 1 or 2')
    case 'storage_per_project': {
      const problem = quotaProblem(Number(value))
      return problem === undefined ? undefined : `bad request: ${problem}`
    }
    case 'robot_name_prefix':
      if (String(value).trim() !== '') return undefined
      return 'bad request: robot_name_prefix cannot be empty or contain only spaces'
    case 'oidc_extra_redirect_parms': {
      const problem = mapProblem(String(value))
      return problem === undefined ? undefined : item(problem)
    }
    default:
      return undefined
  }
}

function mapProblem(source: string): string | undefined {
  const broken = syntaxProblem(source)
  if (broken === 'unexpected EOF') return 'unexpected end of JSON input'
  if (broken !== '') return broken
  const value: unknown = JSON.parse(source)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const odd = Object.values(value).find((one) => typeof one !== 'string')
    if (odd === undefined) return undefined
  }
  return 'json: cannot unmarshal value into Go value of type map[string]string'
}

const PING = struct('PingOIDCBody', { url: text, verify_cert: bool })

/** Only the discovery document is fetched; its issuer must be the address itself. */
async function pingIssuer(call: Call): Promise<Reply> {
  const { url = '', verify_cert = true } = await body(call, 'endpoint', PING)
  requireSystem(call, 'configuration', 'update')
  const answers = await call.harbor.provider.answers(url, verify_cert)
  if (!answers) throw badRequest('failed to verify connection')
  return done
}
