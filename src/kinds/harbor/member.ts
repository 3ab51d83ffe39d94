/**
 * A group's membership of a team's project.
 *
 * Harbor has no room for our mark on a membership; the ledger says which ones we made. Other groups and people in our project
 * stay, and are told: each of them may do there what no document says.
 */
import { z } from 'zod'
import { keyOf, segmentsOf } from '../../core/key.ts'
import type { Actual } from '../../core/kind.ts'
import type { Role } from '../../tenancy/values.ts'
import { defineHarborKind } from '../define.ts'

const Member = z.object({
  id: z.number().int(),
  entity_name: z.string(),
  entity_type: z.string(),
  role_id: z.number().int(),
})

/** Harbor's numbers: 1 projectAdmin, 2 developer, 3 guest, 4 maintainer, 5 limitedGuest. Our guest may see members, as theirs. */
const roleIds: Readonly<Record<Role, number>> = { guest: 3, developer: 2, maintainer: 4, admin: 1 }
const roleNames = ['?', 'admin', 'developer', 'guest', 'maintainer', 'limited guest']
const powers = ['limited guest', 'guest', 'developer', 'maintainer', 'admin']

export const member = defineHarborKind<{ readonly role: string }>({
  name: 'harbor.member',
  parent: 'harbor.project',
  byParent: true,
  needs: ['harbor.user-group', 'harbor.daily-robot'],
  mark: 'ledger',
  removalRisks: ['cuts-access'],

  *derive({ teams }) {
    for (const team of teams) {
      for (const { group, role } of team.access) {
        yield {
          key: keyOf('harbor.member', team.registry.project, group),
          team: team.name,
          spec: { role },
          after: [keyOf('harbor.user-group', group)],
          summary: role,
        }
      }
    }
  },

  async observe({ parents, desired }, { client, signal, noted, owner }) {
    const wanted = new Set<string>(desired.map(({ key }) => key))
    const perProject = parents.map(async (project): Promise<Actual<{ role: string }>[]> => {
      const name = project.facts?.['name'] ?? ''
      const members = await client.list('robot', `/projects/${project.id}/members`, {}, Member, signal)
      return members.flatMap(({ id, entity_name, entity_type, role_id }) => {
        const role = roleNames[role_id] ?? `role ${role_id}`
        const group = entity_type === 'g'
        // A person and a group may share a name: people get keys that no group can have.
        const key = keyOf('harbor.member', name, group ? entity_name : `person ${entity_name}`)
        const ours = group && (noted(key) !== undefined || (wanted.has(key) && project.owner === owner))
        const base = { key, team: project.team, spec: { role }, id: `${project.id}/${id}` }
        if (ours) return [{ ...base, owner: project.owner }]
        if (!group && entity_name === 'admin') return []
        if (project.owner !== owner && !wanted.has(key)) return []
        const who = `${group ? 'group' : 'account'} ${entity_name}`
        return [
          { ...base, owner: null, notes: [`${who} is ${role} of project ${name}, and no document says so`] },
        ]
      })
    })
    return (await Promise.all(perProject)).flat()
  },

  async create({ key, spec }, { client, signal, idOf }) {
    const [project = '', group = ''] = segmentsOf(key)
    const projectId = idOf(keyOf('harbor.project', project))
    const groupId = Number(idOf(keyOf('harbor.user-group', group)))
    const body = { role_id: roleIds[spec.role as Role], member_group: { id: groupId } }
    return `${projectId}/${await client.post('robot', `/projects/${projectId}/members`, body, signal)}`
  },
  // Harbor checks neither the role nor the number here (Harbor contract 14); both come from us.
  async update({ spec }, { id }, { client, signal }) {
    await client.put('robot', pathOf(id), { role_id: roleIds[spec.role as Role] }, signal)
  },
  remove: ({ id }, { client, signal }) => client.delete('robot', pathOf(id), signal),

  risks(desired, actual) {
    return powers.indexOf(desired.spec.role) < powers.indexOf(actual.spec.role)
      ? ['cuts-access']
      : ['exposes']
  },
})

function pathOf(id: string): string {
  const [project, member] = id.split('/')
  return `/projects/${project}/members/${member}`
}
