/**
 * What the groups of a team may do in its namespace: one binding for each of Kubernetes' own roles.
 *
 * Whoever binds a role must hold its rights or the verb `bind` on it, or the server answers 403
 * "attempting to grant RBAC permissions not currently held" (kubernetes contract 17-rbac-escalation).
 */
import { keyOf } from '../../core/key.ts'
import type { Actual, Desired, Risk } from '../../core/kind.ts'
import type { Access, Team, Tenancy } from '../../tenancy/tenancy.ts'
import { defineClusterKind } from '../define.ts'
import { manifestKind } from '../manifest/kind.ts'
import { isRecord, type ManifestSpec } from '../manifest/projection.ts'

const apiGroup = 'rbac.authorization.k8s.io'
const clusterRoles = { guest: 'view', developer: 'edit', maintainer: 'edit', admin: 'admin' } as const

export const roleBinding = defineClusterKind(
  manifestKind({
    name: 'kubernetes.role-binding',
    parent: 'kubernetes.namespace',
    // Rights come last, when what keeps a team in its bounds stands.
    needs: ['kubernetes.network-policy', 'kubernetes.resource-quota', 'kubernetes.limit-range'],
    type: { apiVersion: `${apiGroup}/v1`, plural: 'rolebindings', kind: 'RoleBinding' },
    whole: ['roleRef', 'subjects'],
    immutable: ['roleRef'],
    removalRisks: ['cuts-access'],
    risks,
    derive,
  }),
)

function* derive({ platform, teams }: Tenancy): Iterable<Desired<ManifestSpec>> {
  for (const team of teams) {
    for (const role of ['view', 'edit', 'admin'] as const) {
      const groups = groupsOf(team, role)
      if (groups.length === 0) continue
      yield {
        key: keyOf('kubernetes.role-binding', team.namespace.name, `troupe-${role}`),
        team: team.name,
        after: [keyOf('kubernetes.network-policy', team.namespace.name, 'troupe-isolation')],
        spec: {
          roleRef: { apiGroup, kind: 'ClusterRole', name: role },
          subjects: groups.map((group) => ({
            apiGroup,
            kind: 'Group',
            name: `${platform.groupsPrefix}${group}`,
          })),
        },
        summary: groups.join(', '),
      }
    }
  }
}

function groupsOf({ access }: Team, role: string): readonly string[] {
  const groups = access.filter((one: Access) => clusterRoles[one.role] === role).map(({ group }) => group)
  return [...new Set(groups)].sort()
}

/** We bind groups only: a user or service account that goes was put in by somebody else, and is repaired quietly. */
function risks(desired: Desired<ManifestSpec>, actual: Actual<ManifestSpec>): readonly Risk[] {
  const kept = new Set(groupSubjects(desired.spec))
  return groupSubjects(actual.spec).some((name) => !kept.has(name)) ? ['cuts-access'] : []
}

function groupSubjects({ subjects }: ManifestSpec): readonly string[] {
  const list: readonly unknown[] = Array.isArray(subjects) ? subjects : []
  return list.flatMap((one) => (isRecord(one) && one['kind'] === 'Group' ? [String(one['name'])] : []))
}
