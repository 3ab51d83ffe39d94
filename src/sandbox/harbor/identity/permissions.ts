/** The rights that a robot may be given (goharbor/harbor src/common/rbac/const.go); anything else is refused. */
import type { Access } from '../state/rows.ts'

const SYSTEM = `
audit-log list
preheat-instance read create delete list update
project list create
replication-policy read create delete list update
replication read create list
replication-adapter list
registry read create delete list update
scan-all read update stop create
system-volumes read
garbage-collection read create list update stop
purge-audit read create list update stop
jobservice-monitor list stop
scanner read create delete list update
label read create delete update
security-hub read list
catalog read
quota read list
robot create read list delete
user create read update list delete
ldap-user create list
quota update
user-group create read update list delete`
const PROJECT = `
log list
project read delete update
metadata read create delete list update
repository read update delete list pull push
artifact read create list delete
scan create read stop
sbom create stop read
tag create list delete
accessory list
artifact-addition read
artifact-label create delete
scanner create read
preheat-policy read create delete list update
immutable-tag create delete list update
notification-policy read create delete list update
tag-retention read create delete list update
label read create delete list update
quota read
robot create read list delete
export-cve create read
member create read update list delete`

const parse = (lines: string) =>
  lines
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [resource = '', ...actions] = line.split(' ')
      return actions.map((action) => ({ resource, action }))
    })

/** All rights by kind, as `GET /permissions` lists them. */
export const PERMISSIONS = { project: parse(PROJECT), system: parse(SYSTEM) } as const

const GRANTABLE = {
  project: new Set(PERMISSIONS.project.map(({ resource, action }) => `${resource}:${action}`)),
  system: new Set(PERMISSIONS.system.map(({ resource, action }) => `${resource}:${action}`)),
}

/** May a robot be given this right over a project, or over the system? */
export function grantable(kind: 'project' | 'system', { resource, action }: Omit<Access, 'effect'>): boolean {
  return GRANTABLE[kind].has(`${resource}:${action}`)
}
