/** No secret's value in a plan, an event, an outcome, an error, a printed line, a URL, or anywhere in the cluster but in Secrets. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appliedData } from '../../src/cli/apply-once.ts'
import { applyAndPlanAgain } from '../../src/cli/applying.ts'
import { policy } from '../../src/cli/options.ts'
import { makePlan } from '../../src/cli/planning.ts'
import { planData, planText } from '../../src/cli/render/plan.ts'
import { messageOf } from '../../src/core/error.ts'
import type { Event } from '../../src/core/event.ts'
import { kubernetesObjects } from '../support/dump.ts'
import { isWrite } from '../support/faults.ts'
import { act, look, planNow, withPlayer } from '../support/run.ts'
import { reach } from '../support/servers.ts'
import { noFaults, openStage, type Stage } from '../support/stage.ts'

let stage: Stage
/** Everything that was said, by where. */
const said = new Map<string, string>()
const secrets = new Set<string>()

beforeAll(async () => {
  stage = await openStage()
  const add = (where: string, text: string) => said.set(where, `${said.get(where) ?? ''}\n${text}`)
  const events: Event[] = []
  // Every fourth write fails once or for good, so that errors speak as well.
  let writes = 0
  stage.faults.inject((asked) =>
    isWrite(asked) && ++writes % 4 === 0 ? { what: 'error', status: 500 } : undefined,
  )
  const { outcomes, plan } = await withPlayer(stage, async (player) => {
    const applied = await act(player, await look(stage, player), { emit: (event) => events.push(event) })
    for (const value of player.shell.redactor.values) secrets.add(value)
    return applied
  })
  stage.faults.inject(() => undefined)
  add('the plan as JSON', JSON.stringify(plan))
  add('the outcomes as JSON', JSON.stringify(outcomes))
  add('the events as JSON', JSON.stringify(events))
  for (const outcome of outcomes) {
    if (outcome.status === 'failed')
      add('errors', `${messageOf(outcome.error)}\n${outcome.error.stack ?? ''}`)
  }
  for (const event of events) {
    if (event.type === 'change-retried') add('errors', messageOf(event.error))
  }
  const choice = policy(
    { approve: ['destroys-data', 'cuts-access', 'rotates-credential', 'exposes'] },
    stage.tenancy,
  )
  await withPlayer(stage, async (player) => {
    const { shell } = player
    const { tenancy } = stage
    const made = await makePlan(tenancy, player, { narrowing: {}, policy: choice, shell })
    const applied = await applyAndPlanAgain(made, {
      tenancy,
      connected: player,
      narrowing: {},
      policy: choice,
      shell,
    })
    add('what the CLI reports', JSON.stringify(planData(made.plan, tenancy.platform.name)))
    add('what the CLI reports', planText(made.plan, tenancy.platform.name, 'troupe apply', shell.colours))
    add('what the CLI reports', JSON.stringify(appliedData(applied, tenancy.platform.name)))
    add('what the CLI writes', shell.written.join('\n'))
    for (const value of shell.redactor.values) secrets.add(value)
  })
  const { actual } = await planNow(stage)
  add('what was observed', JSON.stringify(actual))
  add('the URLs of requests', stage.faults.asked.map(({ url }) => decodeURIComponent(url)).join('\n'))
  const servers = await reach(stage)
  try {
    const objects = await kubernetesObjects(servers.kubernetes)
    for (const { path, object } of objects) {
      const { data, stringData, ...rest } = object
      const shown = path.startsWith('kubernetes secrets ') ? rest : { ...rest, data, stringData }
      add('the cluster, but for the data of Secrets', JSON.stringify(shown))
      if (!path.startsWith('kubernetes secrets ')) continue
      for (const [key, value] of Object.entries((data ?? {}) as Record<string, string>)) {
        if (/password|secret/i.test(key)) secrets.add(Buffer.from(value, 'base64').toString())
      }
    }
  } finally {
    await servers.close()
  }
}, 120_000)
afterAll(() => stage?.close())

/** A value as it is, in base64 of its own, and inside the base64 of `name:value`. */
function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value)
  const inside = [1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(4, -4),
  )
  return [value, encodeURIComponent(value), bytes.toString('base64').replace(/=+$/, ''), ...inside]
}

test('there are secrets to look for: minted ones, those of the description, and tokens', () => {
  const values = [...secrets].filter((value) => value.length >= 8)
  expect(values.filter((value) => /^[A-Za-z0-9]{40}$/.test(value)).length).toBeGreaterThan(8)
  expect(values).toContain('contoso-sandbox-secret')
  expect(values.some((value) => value.startsWith('ey'))).toBe(true)
})

describe('no secret', () => {
  test.for([
    'the plan as JSON',
    'the outcomes as JSON',
    'the events as JSON',
    'errors',
    'what the CLI reports',
    'what the CLI writes',
    'what was observed',
    'the URLs of requests',
    'the cluster, but for the data of Secrets',
  ])('in %s', (where, { skip }) => {
    skip(noFaults !== undefined && /^errors|^the URLs/.test(where), noFaults)
    const text = said.get(where) ?? ''
    expect(text.length).toBeGreaterThan(where === 'the outcomes as JSON' ? 1 : 10)
    const found = [...secrets]
      .filter((value) => value.length >= 8)
      .filter((value) => formsOf(value).some((form) => form.length >= 8 && text.includes(form)))
    // Only how many: a failing test must not print what it found.
    expect(found.length).toBe(0)
  })
})
