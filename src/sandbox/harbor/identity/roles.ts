/** What a member of a project may do by role (goharbor/harbor src/common/rbac/project/rbac_role.go). */

/** `resource action action…` per line; `.` is the project itself. */
const PROJECT_ADMIN = `
. read update delete
member create read update delete list
metadata create read update delete
log list
label create read update delete list
quota read
repository create read update delete list pull push
tag-retention create read update delete list operate
immutable-tag create update delete list
configuration read update
robot create read update delete list
notification-policy create update delete list read
scan create read stop
sbom create stop read
scanner read create
artifact create read delete list
artifact-addition read
tag list create delete
accessory list
artifact-label create delete
preheat-policy create read update delete list
export-cve create read list`
const MAINTAINER = `
. read
member read list
metadata create read update delete
quota read
label create read update delete list
repository create read update delete list push pull
tag-retention create read update delete list operate
accessory list
immutable-tag create update delete list
configuration read
robot read list
notification-policy list
scan create read stop
sbom create stop read
scanner read
artifact create read delete list
artifact-addition read
tag list create delete
artifact-label create delete
export-cve create read list`
const DEVELOPER = `
. read
member read list
label read list
quota read
repository create read update list pull push
tag-retention create read update delete list operate
configuration read
robot read list
scan read
sbom read
scanner read
artifact create read list
artifact-addition read
tag list create
accessory list
artifact-label create delete
export-cve create read list`
const GUEST = `
. read
member read list
label read list
quota read
repository read list pull
configuration read
robot read list
scan read
sbom read
scanner read
tag list
accessory list
artifact read list
artifact-addition read`
const LIMITED_GUEST = `
. read
quota read
repository list pull
configuration read
scan read
sbom read
scanner read
tag list
accessory list
artifact read list
artifact-addition read`
/** What anyone may in a public project (rbac_util.go). */
const PUBLIC = `
. read
label read list
repository list pull
scan read
scanner read
tag list
accessory list
artifact read list
artifact-addition read`

const parse = (lines: string): ReadonlySet<string> =>
  new Set(
    lines
      .trim()
      .split('\n')
      .flatMap((line) => {
        const [resource, ...actions] = line.split(' ')
        return actions.map((action) => `${resource} ${action}`)
      }),
  )

/** A role: its name, and its rights as `resource action`. */
export interface Role {
  readonly name: string
  readonly rights: ReadonlySet<string>
}

/** Roles by number. */
export const ROLES: ReadonlyMap<number, Role> = new Map([
  [1, { name: 'projectAdmin', rights: parse(PROJECT_ADMIN) }],
  [2, { name: 'developer', rights: parse(DEVELOPER) }],
  [3, { name: 'guest', rights: parse(GUEST) }],
  [4, { name: 'maintainer', rights: parse(MAINTAINER) }],
  [5, { name: 'limitedGuest', rights: parse(LIMITED_GUEST) }],
])

/** Rights of anyone in a public project. */
export const PUBLIC_RIGHTS: ReadonlySet<string> = parse(PUBLIC)

/** From the most to the least. */
export const ROLES_BY_RANK: readonly number[] = [1, 4, 2, 3, 5]
