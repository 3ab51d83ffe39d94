/** Users and groups as the Admin API shows them. */
import { childCount, pathOf } from '../model/groups.ts'
import type { Realm } from '../model/realm.ts'
import { namesOfRoles } from '../model/roles.ts'
import type { GroupRow, UserRow } from '../model/rows.ts'
import type { JsonObject } from '../rest/json.ts'
import type { Rights } from './rights.ts'

/** A user without what the caller may do with them. @param brief without attributes */
export function userRepresentation(user: UserRow, { brief = false } = {}): JsonObject {
  const { firstName, lastName, email, attributes } = user
  return {
    id: user.id,
    username: user.username,
    ...(firstName === undefined ? {} : { firstName }),
    ...(lastName === undefined ? {} : { lastName }),
    ...(email === undefined ? {} : { email }),
    emailVerified: user.emailVerified,
    ...(brief || Object.keys(attributes).length === 0 ? {} : { attributes }),
    enabled: user.enabled,
    createdTimestamp: user.createdTimestamp,
    totp: false,
    disableableCredentialTypes: [],
    requiredActions: user.requiredActions,
    notBefore: user.notBefore,
  }
}

/** What the caller may do with a user. */
export function userAccess(rights: Rights): JsonObject {
  const manage = rights.has('manage-users')
  return {
    manageGroupMembership: manage,
    resetPassword: manage,
    view: true,
    mapRoles: manage,
    impersonate: rights.has('impersonation'),
    manage,
  }
}

/** How much of a group to show. */
export interface GroupDetail {
  readonly brief: boolean
  readonly count?: boolean
  readonly access?: Rights
  /** Matching groups within, already represented. */
  readonly within?: readonly JsonObject[]
}

/** A group; brief ones lack attributes and roles. */
export function groupRepresentation(realm: Realm, group: GroupRow, detail: GroupDetail): JsonObject {
  const { ofRealm, ofClients } = detail.brief
    ? { ofRealm: [], ofClients: {} }
    : namesOfRoles(realm, group.roles)
  return {
    id: group.id,
    name: group.name,
    ...(group.description === undefined ? {} : { description: group.description }),
    path: pathOf(realm, group),
    ...(group.parentId === undefined ? {} : { parentId: group.parentId }),
    ...(detail.count ? { subGroupCount: childCount(realm, group) } : {}),
    subGroups: detail.within ?? [],
    ...(detail.brief ? {} : { attributes: group.attributes, realmRoles: ofRealm, clientRoles: ofClients }),
    ...(detail.access ? { access: groupAccess(detail.access) } : {}),
  }
}

function groupAccess(rights: Rights): JsonObject {
  const manage = rights.has('manage-users')
  return { view: true, viewMembers: true, manageMembers: manage, manage, manageMembership: manage }
}
