/** Reading a realm's settings, and changing some of them (contracts 03-realm-lifecycle and 04-realm-put-maps). */
import type { Json, JsonObject } from '../rest/json.ts'
import { resourceRefusal } from '../rest/refusal.ts'
import { isObject } from '../rest/shape.ts'
import { groupByPath, pathOf } from './groups.ts'
import { checkPolicy } from './password-policy.ts'
import { textsIn } from './protocol-mappers.ts'
import type { Realm } from './realm.ts'
import { FLOW_FIELDS, REALM_ATTRIBUTES, REALM_FIELDS } from './realm-fields.ts'
import { roleRepresentation } from './role-representation.ts'
import type { RealmRow, Texts } from './rows.ts'
import type { World } from './world.ts'

/** What stands in the place of a secret that can be written and not read. */
export const MASK = '**********'

/** All settings, as GET shows them to who may view the realm. */
export function realmRepresentation(realm: Realm): JsonObject {
  const { id, realm: name, enabled, fields, attributes, smtpServer, defaultGroups, defaultRole } = realm.row
  const role = realm.roles.get(defaultRole)
  const groups = defaultGroups.flatMap((group) => {
    const row = realm.groups.get(group)
    return row ? [pathOf(realm, row)] : []
  })
  return {
    id,
    realm: name,
    ...fields,
    enabled,
    ...(role ? { defaultRole: roleRepresentation(realm, role, { brief: true }) } : {}),
    ...(groups.length > 0 ? { defaultGroups: groups } : {}),
    smtpServer: smtpServer['password'] === undefined ? smtpServer : { ...smtpServer, password: MASK },
    attributes,
  }
}

/** Applies whatever is sent and not null. @throws Refusal */
export function changeRealm(world: World, realm: Realm, sent: JsonObject): void {
  const { realm: name, enabled } = sent
  if (typeof name === 'string' && name !== realm.name) {
    if (realm === world.master) throw resourceRefusal(400, "Can't rename master realm")
    const illegal = illegalIn(name)
    if (illegal) throw resourceRefusal(400, `Character '${illegal}' not allowed.`)
    if (world.find(name)) throw resourceRefusal(409, 'Realm with same name exists')
  }
  checkLifespans(sent)
  const fields = mergedFields(realm.row.fields, fieldsIn(sent))
  checkSettings(realm, fieldsIn(sent))
  const row: RealmRow = {
    ...realm.row,
    fields,
    ...(typeof enabled === 'boolean' ? { enabled } : {}),
    attributes: attributesAfter(realm.row.attributes, sent['attributes'], fields),
    smtpServer: mailAfter(realm.row.smtpServer, sent['smtpServer']),
    defaultGroups: groupsAfter(realm, sent['defaultGroups']),
  }
  realm.row = row
  if (typeof name === 'string' && name !== realm.name) world.rename(realm, name)
}

/** Fields that count together only, by how their names begin: nothing of a block changes where its first field is not sent. */
const BLOCKS: readonly (readonly [prefix: string, first: string])[] = [
  ['otpPolicy', 'otpPolicyType'],
  ['webAuthnPolicyPasswordless', 'webAuthnPolicyPasswordlessRpEntityName'],
  ['webAuthnPolicy', 'webAuthnPolicyRpEntityName'],
]

/** The plain fields among what was sent that take effect. */
function fieldsIn(sent: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(sent).filter(([key, value]) => {
      if (value === null || !Object.hasOwn(REALM_FIELDS, key)) return false
      const block = BLOCKS.find(([prefix]) => key.startsWith(prefix))
      return !block || Boolean(sent[block[1]])
    }),
  )
}

/** The fields after a change: all are replaced, but headers are merged one by one. */
function mergedFields(before: JsonObject, changed: JsonObject): JsonObject {
  const [old, sent] = [before['browserSecurityHeaders'], changed['browserSecurityHeaders']]
  const headers = isObject(old) && isObject(sent) ? { browserSecurityHeaders: { ...old, ...sent } } : {}
  return { ...before, ...changed, ...headers }
}

/** A character that no realm may have in its name. */
export const illegalIn = (name: string) => /[/?#%\\]/.exec(name)?.[0]

function checkLifespans(sent: JsonObject): void {
  const [login, action] = [sent['accessCodeLifespanLogin'], sent['accessCodeLifespanUserAction']]
  if (typeof login !== 'number' || typeof action !== 'number' || (login >= 1 && action >= 1)) return
  throw resourceRefusal(400, 'AccessCodeLifespanLogin or AccessCodeLifespanUserAction cannot be 0')
}

function checkSettings(realm: Realm, fields: JsonObject): void {
  const policy = fields['passwordPolicy']
  if (typeof policy === 'string') checkPolicy(policy)
  for (const name of FLOW_FIELDS) {
    const flow = fields[name]
    if (typeof flow === 'string' && !realm.flows.one('alias', flow)) {
      throw resourceRefusal(500, 'Failed to update realm')
    }
  }
}

/** What is not sent is removed, but for attributes that back a field. */
function attributesAfter(before: Texts, sent: Json | undefined, fields: JsonObject): Texts {
  const backing = Object.fromEntries(
    Object.keys(REALM_ATTRIBUTES).map((key) => [
      key,
      `${fields[key] ?? before[key] ?? REALM_ATTRIBUTES[key]}`,
    ]),
  )
  return isObject(sent) ? { ...backing, ...textsIn(sent) } : { ...before, ...backing }
}

/** Replaced as a whole; the mask keeps the password, and without `auth` there are no credentials. */
function mailAfter(before: Texts, sent: Json | undefined): Texts {
  if (!isObject(sent)) return before
  const { password, user, ...mail } = textsIn(sent)
  if (mail['auth'] !== 'true') return mail
  const kept = password === MASK ? before['password'] : password
  return {
    ...mail,
    ...(user === undefined ? {} : { user }),
    ...(kept === undefined ? {} : { password: kept }),
  }
}

function groupsAfter(realm: Realm, sent: Json | undefined): readonly string[] {
  if (!Array.isArray(sent)) return realm.row.defaultGroups
  return sent.flatMap((path: Json) => groupByPath(realm, `${path}`)?.id ?? [])
}
