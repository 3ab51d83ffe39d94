/**
 * A rule that forbids to overwrite or delete tags. Its patterns are what it is, so a rule is made or removed, and only switched on
 * again where somebody disabled it. There is no room for our mark: the ledger
 * says which ones we made, and others in our project stay. Harbor takes the same patterns again with another priority, or where
 * the first rule is disabled: rules of the same patterns are one thing, which acts while one of them does.
 */
import { z } from 'zod'
import { groupBy } from '../../core/group.ts'
import { keyOf, segmentsOf } from '../../core/key.ts'
import type { Actual } from '../../core/kind.ts'
import { defineHarborKind } from '../define.ts'
import { RuleSelectors, selected, selecting } from './selectors.ts'

const Rule = z.object({ id: z.number().int(), disabled: z.boolean().default(false), ...RuleSelectors })

export const immutableRule = defineHarborKind<{ readonly disabled: boolean }>({
  name: 'harbor.immutable-rule',
  parent: 'harbor.project',
  byParent: true,
  needs: ['harbor.daily-robot'],
  mark: 'ledger',
  removalRisks: ['exposes'],

  *derive({ teams }) {
    for (const { name, registry } of teams) {
      for (const { repositories, tags } of registry.immutable) {
        yield {
          key: keyOf('harbor.immutable-rule', registry.project, repositories, tags),
          team: name,
          spec: { disabled: false },
          summary: `tags ${tags} of ${repositories} stay as they are`,
        }
      }
    }
  },

  async observe({ parents, desired }, { client, signal, noted, owner: us }) {
    const wanted = new Set<string>(desired.map(({ key }) => key))
    const perProject = parents.map(
      async ({ id: project, facts, team, owner }): Promise<Actual<{ disabled: boolean }>[]> => {
        const rules = await client.list('robot', `/projects/${project}/immutabletagrules`, {}, Rule, signal)
        const byKey = groupBy(rules, (rule) => {
          const { repositories, tags } = selected(rule)
          return keyOf('harbor.immutable-rule', facts?.['name'] ?? '', repositories, tags)
        })
        return [...byKey].map(([key, same]) => {
          const ours = owner === us && (wanted.has(key) || noted(key) !== undefined)
          return {
            key,
            team,
            spec: { disabled: same.every(({ disabled }) => disabled) },
            id: `${project}/${same.map(({ id }) => id).join(',')}`,
            owner: ours ? us : null,
          }
        })
      },
    )
    return (await Promise.all(perProject)).flat()
  },

  async create({ key }, { client, signal, idOf }) {
    const [name = '', repositories = '', tags = ''] = segmentsOf(key)
    const project = idOf(keyOf('harbor.project', name))
    const id = await client.post(
      'robot',
      `/projects/${project}/immutabletagrules`,
      rule(repositories, tags),
      signal,
    )
    return `${project}/${id}`
  },
  async update({ key }, { id }, { client, signal }) {
    const [, repositories = '', tags = ''] = segmentsOf(key)
    for (const { path, number } of placesOf(id)) {
      await client.put('robot', path, { ...rule(repositories, tags), id: number }, signal)
    }
  },
  async remove({ id }, { client, signal }) {
    for (const { path } of placesOf(id)) await client.delete('robot', path, signal)
  },
})

function rule(repositories: string, tags: string) {
  return {
    disabled: false,
    action: 'immutable',
    template: 'immutable_template',
    params: {},
    priority: 0,
    ...selecting(repositories, tags),
  }
}

/** `2/7,9`: the rules 7 and 9 of project 2. */
function placesOf(id: string): readonly { readonly path: string; readonly number: number }[] {
  const [project, numbers = ''] = id.split('/')
  return numbers
    .split(',')
    .map((number) => ({ path: `/projects/${project}/immutabletagrules/${number}`, number: Number(number) }))
}
