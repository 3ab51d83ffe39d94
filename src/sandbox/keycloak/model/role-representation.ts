/** A role as the Admin API shows it. */
import type { JsonObject } from '../rest/json.ts'
import type { Realm } from './realm.ts'
import type { RoleRow } from './rows.ts'

/** @param brief without attributes, as in lists */
export function roleRepresentation(realm: Realm, role: RoleRow, { brief }: { brief: boolean }): JsonObject {
  return {
    id: role.id,
    name: role.name,
    ...(role.description === undefined ? {} : { description: role.description }),
    composite: role.composites.length > 0,
    clientRole: role.clientId !== undefined,
    containerId: role.clientId ?? realm.id,
    ...(brief ? {} : { attributes: role.attributes }),
  }
}
