/**
 * A project's retention policy, run daily. Harbor has one for each project, and no room for our mark: the ledger holds it, and
 * where a document wants one in a project of ours, the one that is there is ours to change. Its number stands in the project's metadata; a policy that is gone answers 500 (Harbor contract 24),
 * so it is never asked for without that number. A schedule needs a live jobservice.
 */
import { z } from 'zod'
import { same } from '../../core/compare.ts'
import { SystemError } from '../../core/error.ts'
import { keyOf, segmentsOf } from '../../core/key.ts'
import type { Actual, Hands } from '../../core/kind.ts'
import type { HarborClient } from '../../systems/harbor/types.ts'
import { defineHarborKind } from '../define.ts'
import { RuleSelectors, selected, selecting } from './selectors.ts'

const Policy = z.object({
  trigger: z
    .object({
      settings: z
        .object({ cron: z.string().default('') })
        .loose()
        .nullish(),
    })
    .nullish(),
  rules: z
    .array(
      z.object({
        ...RuleSelectors,
        template: z.string().default(''),
        params: z.record(z.string(), z.number()).nullish(),
        disabled: z.boolean().default(false),
      }),
    )
    .nullish(),
})

interface Spec {
  /** Harbor's six-field form, seconds first. */
  readonly cron: string
  readonly rules: readonly { readonly repositories: string; readonly tags: string; readonly keep: string }[]
}

const template = 'latestPushedK'
const daily = '0 0 0 * * *'

export const retention = defineHarborKind<Spec>({
  name: 'harbor.retention',
  parent: 'harbor.project',
  byParent: true,
  needs: ['harbor.daily-robot'],
  mark: 'ledger',

  *derive({ teams }) {
    for (const { name, registry } of teams) {
      if (registry.retention.length === 0) continue
      const rules = registry.retention.map(({ repositories, tags, keepMostRecent }) => ({
        repositories,
        tags,
        keep: `${template} ${keepMostRecent}`,
      }))
      const summary = registry.retention
        .map((rule) => `keeps the ${rule.keepMostRecent} most recent of ${rule.repositories}`)
        .join(', ')
      yield {
        key: keyOf('harbor.retention', registry.project),
        team: name,
        spec: { cron: daily, rules },
        after: [keyOf('harbor.project', registry.project)],
        summary,
      }
    }
  },

  async observe({ parents, desired }, { client, signal, noted, owner: us }) {
    const wanted = new Set<string>(desired.map(({ key }) => key))
    const perProject = parents.map(async ({ id: project, facts, team, owner }): Promise<Actual<Spec>[]> => {
      const id = facts?.['retention']
      if (!id) return []
      const spec = await read(id, { client, signal })
      if (!spec) return []
      const key = keyOf('harbor.retention', facts['name'] ?? '')
      const ours = owner === us && (wanted.has(key) || noted(key) !== undefined)
      return [{ key, team, spec, id, owner: ours ? us : null, facts: { project } }]
    })
    return (await Promise.all(perProject)).flat()
  },

  async create({ key, spec }, { client, signal, idOf }) {
    const project = idOf(projectOf(key))
    try {
      return await client.post('robot', '/retentions', policy(spec, project), signal)
    } catch (error) {
      // A project that has a policy already is a 400 like any other mistake: an answer of ours may have been lost.
      if (!(error instanceof SystemError && error.status === 400)) throw error
      const id = await policyOf(project, { client, signal })
      if (id === undefined || !same(await read(id, { client, signal }), spec)) throw error
      return id
    }
  },
  update: ({ key, spec }, { id }, { client, signal, idOf }) =>
    client.put('robot', `/retentions/${id}`, policy(spec, idOf(projectOf(key))), signal),
  /** Removing one that is gone is a 400 (Harbor contract 24), so the project is asked first. */
  async remove({ id, facts }, { client, signal }) {
    if ((await policyOf(facts?.['project'] ?? '', { client, signal })) !== id) return
    await client.delete('robot', `/retentions/${id}`, signal)
  },

  creationRisks: () => ['destroys-data'],
  risks: ({ spec }, { spec: was }) => (keepsAll(spec, was) ? [] : ['destroys-data']),
})

/**
 * Whether what one policy keeps is kept by the other, too. In repositories that some rule names, Harbor deletes whatever no
 * rule keeps: neither may a rule go or keep less, nor may repositories come in.
 */
function keepsAll({ cron, rules }: Spec, was: Spec): boolean {
  const number = (keep: string) => Number(/^latestPushedK (\d+)$/.exec(keep)?.[1])
  return (
    cron === was.cron &&
    rules.every(({ repositories }) => was.rules.some((rule) => rule.repositories === repositories)) &&
    was.rules.every(({ repositories, tags, keep }) =>
      rules.some(
        (rule) =>
          rule.repositories === repositories && rule.tags === tags && number(rule.keep) >= number(keep),
      ),
    )
  )
}

type Asking = Pick<Hands<HarborClient>, 'client' | 'signal'>

const Project = z.object({ metadata: z.object({ retention_id: z.string().optional() }).nullish() })

/** The number of a project's policy; undefined without one, or without the project. */
async function policyOf(project: string, { client, signal }: Asking): Promise<string | undefined> {
  const found = await client.get('robot', `/projects/${project}`, {}, Project, signal)
  return found?.metadata?.retention_id
}

async function read(id: string, { client, signal }: Asking): Promise<Spec | undefined> {
  const found = await client.get('robot', `/retentions/${id}`, {}, Policy, signal)
  const rules = (found?.rules ?? []).map((rule) => ({
    ...selected(rule),
    keep: `${rule.disabled ? 'disabled ' : ''}${rule.template} ${Object.values(rule.params ?? {}).join(' ')}`.trim(),
  }))
  return found && { cron: found.trigger?.settings?.cron ?? '', rules }
}

function projectOf(key: Parameters<typeof segmentsOf>[0]) {
  return keyOf('harbor.project', segmentsOf(key)[0] ?? '')
}

function policy({ cron, rules }: Spec, project: string) {
  return {
    algorithm: 'or',
    scope: { level: 'project', ref: Number(project) },
    trigger: { kind: 'Schedule', settings: { cron } },
    rules: rules.map(({ repositories, tags, keep }) => ({
      disabled: false,
      action: 'retain',
      template,
      params: { [template]: Number(keep.split(' ').at(-1)) },
      ...selecting(repositories, tags, '{"untagged":true}'),
    })),
  }
}
