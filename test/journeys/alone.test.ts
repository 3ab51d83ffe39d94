/** What the command line does without any server: help, mistakes on the line, description, schema, manifests, completion. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { root, run, troupe } from './troupe.ts'

// Each step is a process or more; a machine that is busy otherwise takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const cwd = mkdtempSync(join(tmpdir(), 'troupe-alone-'))
const here = { cwd }
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const helpOf = async (...args: string[]) => (await troupe([...args, '--help'], here)).stdout
const commandsOf = (help: string) =>
  [...(help.split('Commands:\n')[1]?.split('\n\n')[0] ?? '').matchAll(/^ {2}(\w+)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'help')

describe('help', () => {
  it('is what troupe without arguments says, and names the exit codes', async () => {
    const bare = await troupe([], here)
    expect(bare.code).toBe(0)
    expect(bare.stdout).toBe(await helpOf())
    expect(bare.stdout).toContain('Exit codes: 0 as desired')
  })

  it('of every command has examples, and their options exist', async () => {
    const names = commandsOf(await helpOf())
    expect(names).toEqual(expect.arrayContaining(['init', 'validate', 'plan', 'apply', 'verify', 'sandbox']))
    const helps = new Map(await Promise.all(names.map(async (name) => [name, await helpOf(name)] as const)))
    for (const [name, help] of helps) {
      const examples = help.split('Examples:\n')[1] ?? ''
      const lines = [...examples.matchAll(/^ {2}\$ (.*?)(?: {3}|$)/gm)].map(([, line = '']) => line)
      expect(lines, `examples of ${name}`).not.toHaveLength(0)
      for (const line of lines) {
        const [, used = '', rest = ''] = /(?:troupe|npm start --) (\w+|(?=--))(.*)/.exec(line) ?? []
        const known = helps.get(used === '' ? 'demo' : used) ?? ''
        if (line.includes('troupe ')) expect(names, line).toContain(used)
        for (const [flag] of rest.replace(/\|.*/, '').matchAll(/(?<= )--?[a-z-]+/g)) {
          expect(known, `${line}: ${flag}`).toMatch(new RegExp(`(?:^|[ ,])${flag}\\b`, 'm'))
        }
      }
      expect(Math.max(...help.split('\n').map((line) => line.length)), `width of ${name}`).toBeLessThan(150)
    }
  })

  it('comes for `help COMMAND` too', async () => {
    expect((await troupe(['help', 'plan'], here)).stdout).toBe(await helpOf('plan'))
  })
})

describe('mistakes on the line', () => {
  const cases = [
    [['plann'], "unknown command 'plann'\n(Did you mean plan?)"],
    [['plan', '--tem', 'x'], "unknown option '--tem'\n(Did you mean --team?)"],
    [['plan', '--system', 'istio,foo'], 'Allowed choices are kubernetes, keycloak, harbor, istio.'],
    [['help', 'plann'], "unknown command 'plann'\ntroupe --help  lists the commands."],
    [['schema', 'team'], 'Expected 0 arguments but got 1.\ntroupe schema --help  says what it takes.'],
    [['plan', '-o', 'xml'], 'Allowed choices are text, json, yaml.'],
    [['apply', '--approve', 'everything'], 'Allowed choices are destroys-data, cuts-access'],
    [['plan'], 'there is no folder tenancy/ here'],
    [['apply', 'lost.plan'], 'lost.plan  does not exist: make it with  troupe plan --out lost.plan'],
    [['sandbox', '--ports', '1,2'], 'four numbers such as'],
    [['sandbox', '--realm', '/lost.json'], '/lost.json  does not exist'],
    [['completion', 'ksh'], 'Allowed choices are bash, zsh, fish.'],
    [['render', '--team', 'nobody', `${root}examples/otomi`], '--team nobody: no document describes it'],
    [
      ['render', '--team', 'demo', '--what', 'istio-values', `${root}examples/otomi`],
      '--team has no meaning',
    ],
    [['demo', 'lost'], 'lost  does not exist'],
  ] as const
  it.each(cases)('%j is told in one or two lines with exit code 3', async (args, words) => {
    const { code, stderr, stdout } = await troupe([...args], here)
    expect(stderr).toContain(words)
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2)
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  })
})

describe('init', () => {
  it('writes what validate accepts, says what is next, and never overwrites', async () => {
    const made = await troupe(['init', 'mine', '--domain', 'acme.example', '--team', 'shop'], here)
    expect(made.code).toBe(0)
    expect(made.stderr).toContain('mine/platform.yaml, mine/teams/shop.yaml')
    expect(made.stderr).toContain('troupe validate mine')
    expect(existsSync(join(cwd, 'mine/.troupe.schema.json'))).toBe(true)
    const valid = await troupe(['validate', 'mine'], here)
    expect(valid).toEqual({ code: 0, stdout: '1 team in 2 files: valid.\n', stderr: '' })
    expect((await troupe(['init', join(cwd, 'absolute')], here)).code).toBe(0)
    expect(existsSync(join(cwd, 'absolute/platform.yaml'))).toBe(true)
    const again = await troupe(['init', 'mine'], here)
    expect(again.code).toBe(3)
    expect(again.stderr).toContain('there already')
    expect(readFileSync(join(cwd, 'mine/platform.yaml'), 'utf8')).toContain('acme.example')
  })

  it('refuses names that the language refuses, and writes nothing', async () => {
    const { code, stderr } = await troupe(['init', 'never', '--team', 'Shop!'], here)
    expect(code).toBe(3)
    expect(stderr).toContain('--team')
    expect(existsSync(join(cwd, 'never'))).toBe(false)
  })
})

describe('validate', () => {
  it('tells all mistakes with their places, and that nothing was contacted', async () => {
    mkdirSync(join(cwd, 'bad'))
    writeFileSync(
      join(cwd, 'bad/team.yaml'),
      'apiVersion: troupe.dev/v1alpha1\nkind: Team\nmetadata: {name: Demo}\nspec:\n  registry: {storage: 20GB, storge: 3}\n',
    )
    const { code, stdout, stderr } = await troupe(['validate', 'bad'], here)
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    const lines = stderr.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^bad\/team\.yaml:3:18 {2}metadata\.name: "Demo" is not a name: write /)
    expect(lines[1]).toBe(
      'bad/team.yaml:5:23  spec.registry.storage: "20GB" is not a size: write 20G or 20Gi',
    )
    expect(lines[2]).toBe(
      'bad/team.yaml:5:29  spec.registry.storge: is unknown here: did you mean "storage"?',
    )
    expect(lines.at(-1)).toMatch(/^3 errors in .*1 file\. Nothing was contacted\.$/)
  })

  it('gives the same as data, with the same exit code', async () => {
    const { code, stdout } = await troupe(['validate', 'bad', '-o', 'json'], here)
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      problems: [
        { file: 'bad/team.yaml', line: 3, column: 18, path: 'metadata.name' },
        { line: 5 },
        { line: 5 },
      ],
    })
    const good = await troupe(['validate', 'mine', '-o', 'json'], here)
    expect(JSON.parse(good.stdout)).toMatchObject({ valid: true, problems: [], teams: ['shop'] })
  })
})

describe('render', () => {
  it('prints manifests as YAML or one JSON list, for all teams or some', async () => {
    const example = `${root}examples/otomi`
    const [all, one, json] = await Promise.all([
      troupe(['render', example], here),
      troupe(['render', '--team', 'demo', example], here),
      troupe(['render', '-o', 'json', example], here),
    ])
    const documents = parseAllDocuments(all.stdout).map((document): unknown => document.toJS())
    // Manifests as people write them: what it is first, and everything in its place.
    for (const document of documents) expect(Object.keys(document as object)[0]).toBe('apiVersion')
    expect(all.stdout).not.toMatch(/[&*]a\d/)
    expect(JSON.parse(json.stdout)).toEqual({ apiVersion: 'v1', kind: 'List', items: documents })
    expect(documents).toContainEqual(expect.objectContaining({ kind: 'NetworkPolicy' }))
    expect(documents).not.toContainEqual(expect.objectContaining({ kind: 'Secret' }))
    expect(one.stdout).toContain('name: demo')
    expect(one.stdout).not.toMatch(/namespace: dev\b/)
  })

  it.each([
    ['harbor-values', 'externalURL: https://harbor.acme.example'],
    ['keycloak-values', 'hostname: https://keycloak.acme.example'],
    ['istio-values', 'pathNormalization:'],
  ])('prints %s', async (what, line) => {
    const { code, stdout } = await troupe(['render', 'mine', '--what', what], here)
    expect(code).toBe(0)
    expect(stdout).toContain(line)
  })
})

it('schema prints a JSON Schema that knows both kinds', async () => {
  const { stdout } = await troupe(['schema'], here)
  expect(JSON.parse(stdout)).toMatchObject({
    title: 'Troupe',
    $schema: expect.stringContaining('json-schema'),
  })
  expect(stdout).toContain('"Platform"')
})

it('a reader that has seen enough is no error', async () => {
  const command = `set -o pipefail; "${process.execPath}" "${process.env['TROUPE_CLI'] ?? `${root}dist/main.js`}" schema | head -1`
  expect(await run('bash', ['-c', command], here)).toEqual({ code: 0, stdout: '{\n', stderr: '' })
})

describe('completion', () => {
  it('completes commands, options and their values in bash', async () => {
    const script = (await troupe(['completion', 'bash'], here)).stdout
    const complete = async (...words: string[]) => {
      const line = words.map((word) => `'${word}'`).join(' ')
      const ask = `${script}\nCOMP_WORDS=(${line}) COMP_CWORD=${words.length - 1}\n_troupe\necho "\${COMPREPLY[@]}"`
      return (await run('bash', ['-c', ask], here)).stdout.trim()
    }
    expect(await complete('troupe', 'val')).toBe('validate')
    expect(await complete('troupe', 'plan', '--adop')).toBe('--adopt')
    expect(await complete('troupe', 'plan', '--system', 'k')).toBe('kubernetes keycloak')
    expect(await complete('troupe', 'completion', 'f')).toBe('fish')
    expect(await complete('troupe', 'plan', '-o', 'y')).toBe('yaml')
  })

  it('is made for zsh and fish as well', async () => {
    const [zsh, fish] = await Promise.all([
      troupe(['completion', 'zsh'], here),
      troupe(['completion', 'fish'], here),
    ])
    expect(zsh.stdout).toMatch(/^autoload -U \+X bashcompinit/)
    expect(fish.stdout).toContain(
      "complete -c troupe -n '__fish_seen_subcommand_from plan' -l approve -x -a 'destroys-data",
    )
  })
})
