/**
 * What moves from one team to another, or to another place, is neither lost nor taken for a leftover; and what leaves, leaves
 * whole, however narrow the run is that takes it away.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { approval, troupe } from '../support/program.ts'
import { good, reach, type Servers } from '../support/servers.ts'
import { openStage, type Stage } from '../support/stage.ts'

let stage: Stage
let hands: Servers
beforeEach(async () => {
  stage = await openStage()
  hands = await reach(stage)
  await apply()
}, 60_000)
afterEach(async () => {
  await hands?.close()
  await stage?.close()
})

async function apply(...words: readonly string[]): Promise<void> {
  const { code, stderr, stdout } = await troupe(stage, 'apply', ...words, ...approval).ended
  expect(code, stderr + stdout).toBe(0)
}

/** What would be done, as `remove keycloak.group:a`, and why not. */
async function planned(...words: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await troupe(stage, 'plan', '-o', 'json', ...words).ended
  const { changes } = JSON.parse(stdout) as {
    changes: readonly { op: string; key: string; blocked?: { reason: string; on?: string } }[]
  }
  return changes.map(({ op, key, blocked }) =>
    [op, key, blocked && `(${blocked.reason}${blocked.on ? ` ${blocked.on}` : ''})`]
      .filter(Boolean)
      .join(' '),
  )
}

function edit(file: string, change: (text: string) => string): void {
  const path = join(stage.folder, 'tenancy', file)
  const text = readFileSync(path, 'utf8')
  const changed = change(text)
  if (changed === text) throw new Error(`nothing to change in ${file}`)
  writeFileSync(path, changed)
}

const giveGuests = () =>
  edit('teams/beta.yaml', (text) =>
    text.replace('  access:\n', '  access:\n    - {group: alpha-guests, role: guest}\n'),
  )

function forgetBeta(): void {
  edit('teams/beta.yaml', () => '')
  edit('platform.yaml', (text) => text.replaceAll(/, team-beta|team-beta, /g, ''))
}

async function projects(): Promise<readonly string[]> {
  const list = (await good(hands.harbor('GET', '/projects?page_size=100'))) as readonly { name: string }[]
  return list.map(({ name }) => name)
}

test('a group that a second team shares is no leftover of the first', async () => {
  giveGuests()
  await apply()
  expect(await planned('--team', 'alpha', '--prune')).toEqual([])
})

test('a group that goes over to another team is found there, and is no leftover of the one before', async () => {
  edit('teams/alpha.yaml', (text) => text.replace(/.*alpha-guests.*\n/, ''))
  giveGuests()
  await apply('--prune')
  expect(await planned('--team', 'beta')).toEqual([])
  expect(await planned('--team', 'alpha', '--prune')).toEqual([])
})

test('a team that is called otherwise keeps all that keeps its name, also from who takes the old one away', async () => {
  edit('teams/beta.yaml', (text) =>
    text
      .replace('name: beta}', 'name: gamma}')
      .replace('namespace: {', 'namespace: {name: beta, ')
      .replace('  registry:\n', '  registry:\n    project: beta\n'),
  )
  await apply()
  expect(await planned('--team', 'gamma')).toEqual([])
  await apply('--team', 'beta', '--prune')
  expect(await planned('--prune')).toEqual([])
  expect(await projects()).toContain('beta')
})

test('a namespace of another name takes over what the old one held in notes', async () => {
  edit('teams/alpha.yaml', (text) => text.replace('name: alpha-apps', 'name: alpha-new'))
  await apply('--prune')
  expect(await planned('--prune')).toEqual([])
  edit('teams/alpha.yaml', (text) => text.replace(/.*alpha-guests.*\n/, ''))
  expect(await planned('--prune')).toContainEqual(expect.stringMatching(/^remove harbor.member:.*guests/))
})

test('a membership from before its project was handed to us goes when no document names it any more', async () => {
  const { '0': project } = (await good(hands.harbor('GET', '/projects?name=alpha-images'))) as readonly {
    project_id: number
  }[]
  await good(hands.harbor('DELETE', `/projects/${project?.project_id}`))
  await good(hands.harbor('POST', '/projects', { project_name: 'alpha-images', metadata: {} }))
  const body = { role_id: 3, member_group: { group_name: 'alpha-guests', group_type: 3 } }
  await good(hands.harbor('POST', '/projects/alpha-images/members', body))
  await forgetNotes('alpha-apps')
  await apply('--adopt', 'harbor.project:alpha-images')
  edit('teams/alpha.yaml', (text) => text.replace(/.*alpha-guests.*\n/, ''))
  expect(await planned('--prune')).toContainEqual(expect.stringMatching(/^remove harbor.member:.*guests/))
})

/** As if all that is noted on a namespace had never been. */
async function forgetNotes(namespace: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}`
  const { metadata } = (await good(hands.kubernetes('GET', path))) as {
    metadata: { annotations: Readonly<Record<string, string>> }
  }
  const ours = Object.keys(metadata.annotations).filter((name) => name.startsWith('ledger.'))
  const annotations = Object.fromEntries(ours.map((name) => [name, null]))
  await good(hands.kubernetes('PATCH', path, { metadata: { annotations } }, 'application/merge-patch+json'))
}

test('a team that is named and described no more loses its project, too', async () => {
  forgetBeta()
  await apply('--team', 'beta', '--prune')
  expect(await projects()).not.toContain('beta')
})

test('a project of another name is a leftover also for who looks at its team only', async () => {
  edit('teams/alpha.yaml', (text) => text.replace('project: alpha-images', 'project: alpha-other'))
  await apply()
  expect(await planned('--team', 'alpha', '--prune')).toContainEqual(
    expect.stringMatching(/^remove harbor.project:alpha-images/),
  )
})

test('a namespace stays while its notes are about what a run does not look at', async () => {
  forgetBeta()
  const words = ['--team', 'beta', '--prune', ...approval]
  expect(await planned('--system', 'kubernetes', ...words)).toContain(
    'remove kubernetes.namespace:beta (depends harbor.project:beta)',
  )
  const { code } = await troupe(stage, 'apply', '--system', 'kubernetes', ...words).ended
  expect(code).toBe(5)
  await apply('--team', 'beta', '--prune')
  expect(await projects()).not.toContain('beta')
  expect((await hands.kubernetes('GET', '/api/v1/namespaces/beta')).status).toBe(404)
})
