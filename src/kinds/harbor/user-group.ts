/**
 * A user group of type OIDC: the name under which a group of the token can be a member of projects.
 *
 * It holds nothing but its name and has no room for a mark; Harbor makes the same group by itself when somebody who is in it
 * signs in. So one that is there is used whoever made it, and none is ever removed: that would take its memberships of
 * other projects along.
 */
import { z } from 'zod'
import { keyOf, nameOf } from '../../core/key.ts'
import { defineHarborKind } from '../define.ts'

const Group = z.object({ id: z.number().int(), group_name: z.string(), group_type: z.number() })
const oidc = 3

export const userGroup = defineHarborKind<{ readonly type: number }>({
  name: 'harbor.user-group',
  needs: ['harbor.daily-robot', 'harbor.configuration'],
  mark: 'parent',
  removable: false,

  *derive({ platform, teams }) {
    const after = platform.harbor.dailyRobot ? { after: [robotKey(platform.name)] } : {}
    const seen = new Set<string>()
    for (const team of teams) {
      for (const { group } of team.access) {
        if (seen.has(group)) continue
        seen.add(group)
        yield { key: keyOf('harbor.user-group', group), team: team.name, spec: { type: oidc }, ...after }
      }
    }
  },

  async observe({ desired, teams }, { client, signal }) {
    const [only] = desired
    if (!only) return []
    const narrowed = teams && desired.length === 1 ? { group_name: nameOf(only.key) } : {}
    const groups = await client.list('robot', '/usergroups', narrowed, Group, signal)
    const byKey = new Map(
      groups.map((group) => [keyOf('harbor.user-group', group.group_name) as string, group]),
    )
    return desired.flatMap(({ key, team }) => {
      const found = byKey.get(key)
      return found ? [{ key, team, spec: { type: found.group_type }, id: String(found.id), owner: null }] : []
    })
  },

  create: ({ key, spec }, { client, signal }) =>
    client.post('robot', '/usergroups', { group_name: nameOf(key), group_type: spec.type }, signal),
  // A group of another type stands there; its type cannot be changed, and it is not ours: the plan blocks it.
  update: () => Promise.resolve(),
  remove: () => Promise.resolve(),
})

function robotKey(platform: string) {
  return keyOf('harbor.daily-robot', `troupe-${platform}`)
}
