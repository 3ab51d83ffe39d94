/** From an empty platform to a verified one and on: plan, apply, saved plans, drift, removal, adoption, protection. */
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { openStage, type Stage } from './sandbox.ts'
import { troupe } from './troupe.ts'

// Each step is a process or more; a machine that is busy otherwise takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

interface PlanData {
  readonly changes: readonly {
    readonly op: string
    readonly key: string
    readonly team: string | null
    readonly blocked?: { readonly reason: string; readonly remedy: string }
  }[]
  readonly digest: string
}
const planData = async (...args: string[]) => {
  const { code, stdout } = await stage.troupe('plan', '-o', 'json', ...args)
  return { code, plan: JSON.parse(stdout) as PlanData }
}

describe('a fresh platform', () => {
  it('is planned by team and system, one line an object, without colours off a terminal', async () => {
    const { code, stdout, stderr } = await stage.troupe('plan')
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^Read 2 teams from tenancy {2}Kubernetes \d+ · Keycloak \d+ · Harbor \d+ requests · [\d.]+ s\n\n$/,
    )
    const lines = stdout.trimEnd().split('\n')
    expect(lines.filter((line) => /^\S/.test(line)).slice(0, 3)).toEqual([
      'platform otomi',
      'team demo',
      'team dev',
    ])
    expect(stdout).not.toContain('\u001b')
    expect(stdout).toMatch(/^ {4}\+ create project demo +20 GiB · scan on push$/m)
    // A namespace stands before what is in it.
    expect(stdout.indexOf('create namespace demo')).toBeLessThan(
      stdout.indexOf('create secret demo/registry-pull'),
    )
    expect(lines.at(-2)).toMatch(
      /^\d+ to create, 2 to change, 1 blocked, \d+ as described\. {2}1 risk: destroys-data \(approve with --approve destroys-data\)$/,
    )
    expect(lines.at(-1)).toBe('Nothing has been changed.  troupe apply  does what is not blocked.')
  })

  it('comes in three forms that say the same, in columns of their own', async () => {
    const [text, json, yaml] = await Promise.all([
      stage.troupe('plan'),
      planData(),
      stage.troupe('plan', '-o', 'yaml'),
    ])
    expect(json.code).toBe(2)
    expect(parse(yaml.stdout)).toEqual(json.plan)
    const shown = text.stdout.split('\n').filter((line) => /^ {4}[+~!-] /.test(line))
    expect(shown).toHaveLength(json.plan.changes.length)
  })

  it('can be narrowed to teams and systems, and a path may follow', async () => {
    const { plan } = await planData('--team', 'demo', '--system', 'harbor', 'tenancy')
    expect(plan.changes.length).toBeGreaterThan(3)
    expect(plan.changes.every(({ team, key }) => team === 'demo' && key.startsWith('harbor.'))).toBe(true)
    const text = await stage.troupe('plan', '--team', 'demo', '--system', 'harbor')
    expect(text.stdout).toContain('troupe apply --team demo --system harbor  does')
    const stranger = await stage.troupe('plan', '--team', 'ghost')
    expect(stranger).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('there are demo, dev'),
    })
  })
})

describe('a platform of two hundred teams', () => {
  it('is planned on a few screens: what is the same is shown once, with every name', async () => {
    cpSync(join(stage.cwd, 'tenancy'), join(stage.cwd, 'many'), { recursive: true })
    const names = Array.from({ length: 200 }, (_, index) => `t${String(index).padStart(3, '0')}`)
    const odd = names[7] ?? ''
    for (const name of names) {
      const spec = name === odd ? '{registry: {storage: 7Gi}}' : '{}'
      const text = `apiVersion: troupe.dev/v1alpha1\nkind: Team\nmetadata: {name: ${name}}\nspec: ${spec}\n`
      writeFileSync(join(stage.cwd, 'many/teams', `${name}.yaml`), text)
    }
    const { stdout } = await stage.troupe('plan', 'many')
    const lines = stdout.split('\n')
    expect(lines.length).toBeLessThan(220)
    expect(lines.filter((line) => line.startsWith('team '))).toEqual([
      'team demo',
      'team dev',
      'team t000',
      `team ${odd}`,
    ])
    expect(stdout).toContain('and the same, each by its own name, for 198 more:')
    for (const name of names) expect(stdout).toContain(name)
    expect(stdout).toMatch(new RegExp(`create project ${odd} +7 GiB`))
  })
})

describe('what stands in the way', () => {
  it('is a system that nobody can reach: named with its address, exit code 4', async () => {
    const kubeconfig = join(stage.cwd, 'kubeconfig')
    const original = readFileSync(join(stage.cwd, 'tenancy/platform.yaml'), 'utf8')
    stage.edit('platform.yaml', (text) => text.replace(/(harbor:\n.*\n {4}api: ).*/, '$1http://127.0.0.1:9'))
    try {
      const { code, stdout, stderr } = await stage.troupe('plan', '--kubeconfig', kubeconfig)
      expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
      expect(stderr).toMatch(/^✗ Harbor at http:\/\/127\.0\.0\.1:9 cannot be reached: nothing listens there/)
      expect(stderr.trim().split('\n')).toHaveLength(1)
    } finally {
      stage.edit('platform.yaml', () => original)
    }
  })

  it.each([
    ['HARBOR_PASSWORD', /Harbor answered 401 .*user name and the password/],
    ['KEYCLOAK_PASSWORD', /Keycloak at \S+ refused to sign in user "admin"/],
  ])('is a wrong %s, which is not printed', async (name, words) => {
    const env = { ...stage.env, [name]: 'wrong-secret-4711' }
    const { code, stderr, stdout } = await troupe(['plan'], { cwd: stage.cwd, env })
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
    expect(stderr).toMatch(words)
    expect(stderr).not.toContain('4711')
  })

  it('is variables that are not set: all are told at once, and nobody is asked', async () => {
    const { HARBOR_PASSWORD: _, KEYCLOAK_PASSWORD: __, ...env } = stage.env
    expect(await troupe(['plan'], { cwd: stage.cwd, env })).toEqual({
      code: 3,
      stdout: '',
      stderr:
        'environment variables KEYCLOAK_PASSWORD and HARBOR_PASSWORD are not set, and the description refers to them\n',
    })
  })

  it.each(['plan', 'apply'])(
    'is a platform that is not there, for a %s that leaves it alone',
    async (command) => {
      const { code, stdout, stderr } = await stage.troupe(command, '--team', 'demo')
      expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
      expect(stderr).toMatch(/^✗ Keycloak has no realm "otomi" yet, .*: apply once without --team/)
    },
  )
})

describe('a saved plan', () => {
  it('is private, holds no secret, and is carried out as it was saved, whatever its name', async () => {
    // Somebody else's, which the apply waits for.
    const foreign = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'dev' } }
    expect((await stage.troupe('plan', '--out', 'early')).code).toBe(2)
    await stage.kubernetes('POST', '/api/v1/namespaces', foreign)
    expect((await stage.troupe('apply', 'early')).stderr).toContain(
      '  harbor project dev  was to create, now blocked, to create',
    )
    await stage.kubernetes('DELETE', '/api/v1/namespaces/dev')
    const made = await stage.troupe('plan', '--out', 'first', '--approve', 'destroys-data')
    expect(made.code).toBe(2)
    expect(made.stdout.trimEnd().split('\n').at(-1)).toBe(
      'Nothing has been changed.  troupe apply first  does it.',
    )
    const path = join(stage.cwd, 'first')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const text = readFileSync(path, 'utf8')
    for (const secret of [stage.env['EVE_PASSWORD'] ?? '', 'Harbor12345', stage.servers.kubernetes.token]) {
      expect(text).not.toContain(secret)
    }
    expect(await stage.troupe('plan', 'first')).toEqual({
      code: 3,
      stdout: '',
      stderr: 'first is a saved plan and no description: it is carried out by  troupe apply first\n',
    })
    expect((await stage.troupe('plan', '--out', 'lost/first')).stderr).toMatch(
      /lost\/first can't be written: its folder does not exist\n$/,
    )
    const refused = await stage.troupe('apply', 'first', '--prune')
    expect(refused).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('--prune has no place beside a saved plan'),
    })

    const applied = await stage.troupe('apply', 'first')
    expect(applied.code).toBe(0)
    const lines = applied.stderr.trimEnd().split('\n')
    expect(lines).toContain('  harbor project demo has been created')
    expect(lines.at(-2)).toMatch(
      /^✓ \d+ done \(Kubernetes \d+ · Keycloak \d+ · Harbor \d+ requests · [\d.]+ s\)$/,
    )
    expect(lines.at(-1)).toBe('✓ planned again: nothing left to do')
    expect(applied.stderr + applied.stdout).not.toContain('\u001b')
  })

  it('is refused when the world has moved, and says what moved', async () => {
    const { code, stderr } = await stage.troupe('apply', 'first')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^The world has moved since this plan \(digest [0-9a-f]+\)/)
    expect(stderr).toContain('  harbor project demo  was to create, now nothing to do')
    expect(stderr.trimEnd().split('\n').at(-1)).toBe('Make the plan again.')
  })
})

describe('afterwards', () => {
  it('there is nothing to do, for plan, apply and status', async () => {
    const [plan, apply, status] = await Promise.all([
      stage.troupe('plan'),
      stage.troupe('apply'),
      stage.troupe('status'),
    ])
    expect(plan).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Nothing to do: \d+ objects are as described\.\n$/),
    })
    expect(apply).toMatchObject({ code: 0, stdout: plan.stdout })
    // The same form as of an apply that had something to do.
    expect(JSON.parse((await stage.troupe('apply', '-o', 'json')).stdout)).toMatchObject({
      exitCode: 0,
      outcomes: [],
      remaining: { changes: [] },
    })
    expect(status.code).toBe(0)
    expect(status.stdout.match(/^✓ {2}(\(platform\)|demo|dev) +as described/gm)).toHaveLength(3)
  })

  it('verify tries everybody and ends with 0; as data it has every cell', async () => {
    const { code, stdout } = await stage.troupe('verify')
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^✓ (\d+) of \1 observed as promised$/)
    expect(code).toBe(0)
    const data = JSON.parse((await stage.troupe('verify', '--team', 'dev', '-o', 'json')).stdout) as {
      promised: number
      kept: number
      cells: readonly unknown[]
    }
    expect(data.kept).toBe(data.promised)
    expect(data.cells).toHaveLength(data.promised)
  })
})

describe('drift', () => {
  it('of a member is named by plan and verify, and repaired by apply', async () => {
    const members = (await stage.harbor('GET', '/projects/demo/members')) as {
      id: number
      entity_name: string
    }[]
    const id = members.find(({ entity_name }) => entity_name === 'team-demo')?.id
    await stage.harbor('DELETE', `/projects/demo/members/${id}`)
    const { code, stdout } = await stage.troupe('verify')
    expect(code).toBe(5)
    expect(stdout).toContain('✗ promised, refused: the token has the groups, and Harbor refuses it')
    expect(stdout).toMatch(/^ {4}joe\.doe {4}see demo, pull demo, push demo$/m)
    expect(stdout).toMatch(/^✗ \d+ of \d+ observed as promised$/m)
    expect((await planData()).plan.changes).toMatchObject([
      { op: 'create', key: 'harbor.member:demo/team-demo' },
    ])
    expect((await stage.troupe('apply')).code).toBe(0)
  })

  it('of the mapper of groups is told once, with whom it strikes', async () => {
    const scopes = (await stage.keycloak('GET', '/otomi/client-scopes')) as { id: string; name: string }[]
    const scope = scopes.find(({ name }) => name === 'groups')?.id
    const path = `/otomi/client-scopes/${scope}/protocol-mappers/models`
    for (const { id } of (await stage.keycloak('GET', path)) as { id: string }[])
      await stage.keycloak('DELETE', `${path}/${id}`)
    const { code, stdout, stderr } = await stage.troupe('verify')
    expect(code).toBe(5)
    expect(stderr).toContain('· 1 change pending: troupe plan  shows them')
    const said = stdout
      .split('\n')
      .filter((line) => line.includes('Keycloak puts no "groups" into the token of each'))
    expect(said).toHaveLength(1)
    expect(stdout).toMatch(/^ {4}ada\.admin +see demo, /m)
    expect((await stage.troupe('apply', '--system', 'keycloak')).code).toBe(0)
    expect((await stage.troupe('verify')).code).toBe(0)
  })
})

describe('a team that shrinks', () => {
  it('keeps its leftovers until they are pruned, and what takes access away until that is approved', async () => {
    stage.edit('teams/dev.yaml', (text) => text.replace(/ {2}apps:\n.*\n/, '').replace('10Gi', '20Gi'))
    const kept = await stage.troupe('plan')
    expect(kept.stdout).toMatch(
      /^ {4}· keep client dev-board +the document of team dev names it no more {3}--prune removes it {3}▲ cuts-access$/m,
    )
    expect(kept.stdout).toMatch(/^ {4}~ update project dev +storage {2}10 GiB → 20 GiB$/m)
    expect(kept.stdout).toMatch(/^\d leftovers that nobody names any more: --prune removes them\.$/m)
    const asked = await stage.troupe('plan', '--prune')
    expect(asked.stdout).toContain('troupe apply --prune  does what is not blocked.')
    expect(asked.stdout).toMatch(/! remove client dev-board .*needs {2}--approve cuts-access/)

    // The gateway would believe the tokens of the app that is left over no more.
    const half = await stage.troupe('apply')
    expect(half.code).toBe(5)
    expect(half.stdout).toMatch(/! update request authentication .*needs {2}--approve cuts-access/)
    expect((await stage.harbor('GET', '/projects/dev')) as object).toMatchObject({ name: 'dev' })
    const done = await stage.troupe('apply', '--prune', '--approve', 'cuts-access', '--approve', 'exposes')
    expect(done.code).toBe(0)
    expect(done.stderr).toContain('  keycloak client dev-board has been removed')
    expect((await planData()).plan.changes).toEqual([])
  })
})

describe('what is not ours', () => {
  it('is blocked until it is adopted by its key, as the plan prints it', async () => {
    await stage.keycloak('POST', '/otomi/groups', { name: 'team-new' })
    stage.edit('teams/dev.yaml', (text) =>
      text.replace('  access:\n', '  access:\n    - {group: team-new, role: guest}\n'),
    )
    const { stdout } = await stage.troupe('plan')
    expect(stdout).toMatch(
      /! update group team-new .*exists and is not ours: adopt it with {2}--adopt keycloak\.group:team-new/,
    )
    const { plan } = await planData()
    const group = plan.changes.find(({ key }) => key === 'keycloak.group:team-new')
    expect(group?.blocked).toMatchObject({ reason: 'unowned', remedy: expect.stringContaining('--adopt') })
    const wrong = await stage.troupe('apply', '--adopt', 'team-new')
    expect(wrong).toMatchObject({ code: 3, stderr: expect.stringContaining('not a key') })
    const adopted = await stage.troupe('apply', '--adopt', 'keycloak.group:team-new')
    expect(adopted.stderr).toContain('keycloak group team-new has been updated')
    expect((await planData()).plan.changes).toEqual([])
  })
})

describe('a team under protect', () => {
  it('loses nothing, whatever is approved', async () => {
    stage.edit('teams/dev.yaml', (text) =>
      text
        .replace('    - {group: team-new, role: guest}\n', '')
        .replace('spec:\n', 'spec:\n  protect: true\n'),
    )
    const { code, stdout } = await stage.troupe(
      'apply',
      '--prune',
      '--approve',
      'cuts-access,exposes,destroys-data',
    )
    expect(code).toBe(5)
    expect(stdout).toMatch(/! remove member dev\/team-new .*its team is protected/)
    const members = (await stage.harbor('GET', '/projects/dev/members')) as { entity_name: string }[]
    expect(members.map(({ entity_name }) => entity_name)).toContain('team-new')
  })
})

describe('status', () => {
  it('says which team is not as described, where, and ends with 2', async () => {
    const { code, stdout } = await stage.troupe('status')
    expect(code).toBe(2)
    expect(stdout).toMatch(/^✓ {2}demo +as described/m)
    expect(stdout).toMatch(/^! {2}dev +blocked .*Harbor/m)
    const { rows } = JSON.parse((await stage.troupe('status', '--team', 'demo', '-o', 'json')).stdout) as {
      rows: object[]
    }
    expect(rows).toMatchObject([
      { team: 'demo', state: 'as described', pending: 0, blocked: 0, leftovers: 0, systems: [] },
    ])
    rmSync(join(stage.cwd, 'tenancy/teams/demo.yaml'))
    stage.edit('platform.yaml', (text) => text.replaceAll(/\[?team-demo(, team-dev)?\]?/g, '[team-dev]'))
    expect((await stage.troupe('status')).stdout).toMatch(
      /^· {2}demo +not described +· +· +· +\d+ +Kubernetes, Keycloak, Harbor, Istio$/m,
    )
  })
})
