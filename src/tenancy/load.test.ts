import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { load, platform, team, told, withFolder } from '../../test/tenancy/description.ts'
import { TenancyError } from './error.ts'
import { loadObjects, loadTenancy } from './load.ts'

it('loads documents of many files, several in one, with empty ones between', async () => {
  const { tenancy, documents, files, sources, warnings } = await load({
    'platform.yaml': `# the platform\n---\n${platform()}---\n---\n# nothing\n`,
    'teams/more.yml': `${team('demo')}---\n${team('apps')}`,
    'teams/b.yaml': team('b'),
    'README.md': 'not YAML: [',
    '.hidden/x.yaml': 'not YAML: [',
    'teams/.draft.yaml': 'not YAML: [',
  })
  expect({ documents, files, warnings }).toEqual({ documents: 4, files: 3, warnings: [] })
  expect(tenancy.platform.harbor.url).toBe('https://harbor.otomi.io')
  expect(tenancy.teams.map(({ name }) => name)).toEqual(['apps', 'b', 'demo'])
  expect(sources).toEqual([
    { kind: 'Platform', name: 'otomi', file: 'platform.yaml', line: 3, column: 1 },
    { kind: 'Team', name: 'apps', file: 'teams/more.yml', line: 6, column: 1 },
    { kind: 'Team', name: 'b', file: 'teams/b.yaml', line: 1, column: 1 },
    { kind: 'Team', name: 'demo', file: 'teams/more.yml', line: 1, column: 1 },
  ])
})

it('loads the smallest useful tenancy and warns where no team is', async () => {
  const smallest = (kind: string) =>
    `{apiVersion: troupe.dev/v1alpha1, kind: ${kind}, metadata: {name: demo}}`
  const { tenancy } = await load({ 'p.yaml': platform(), 't.yaml': smallest('Team') })
  expect(tenancy.teams[0]?.access).toEqual([{ group: 'team-demo', role: 'developer', from: {} }])
  expect(await told({ 'p.yaml': platform() })).toBe(
    'warning . | no Team is in there: only the platform itself is set up',
  )
})

it('reports everything at once, as people read it', async () => {
  const files = {
    'platform.yaml': platform({ harbor: '{credentials: {username: admin, password: hunter2}}' }),
    'teams/demo.yaml': team('demo', { access: '[{group: team-Dev}]', registry: '{storage: 20GB}' }),
    'teams/dev.yaml': team('dev'),
  }
  const error = await load(files).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(TenancyError)
  expect(error).toMatchObject({ exitCode: 3 })
  expect(error instanceof Error && error.message).toBe(
    [
      `platform.yaml:7:53    spec.harbor.credentials.password: a secret can't stand here: name where it is, e.g. {env: HARBOR_PASSWORD}, {file: /run/secrets/harbor} or {secretKeyRef: {namespace: troupe, name: harbor, key: password}}`,
      'teams/demo.yaml:6:23  spec.registry.storage: "20GB" is not a size: write 20G or 20Gi',
      'teams/dev.yaml:3:18   metadata.name: "team-dev" differs from team demo\'s "team-Dev" (teams/demo.yaml:5:20) only in case, and not every system tells them apart: spell them alike',
      '3 errors in 3 of 3 files. Nothing was contacted.',
    ].join('\n'),
  )
})

it('says what is wrong with a folder, a path or a file as a whole', async () => {
  expect(await told({ 'README.md': '' })).toMatch(
    / \| has no \*\.yaml or \*\.yml in it: name the folder of the description$/,
  )
  expect(await told({ 'a.yaml': '# nothing\n---\n' })).toMatchInlineSnapshot(
    `". | no document is in there: write a Platform with a domain and a Team with a name"`,
  )
  expect(await told({ 'a.yaml': team('demo') })).toMatchInlineSnapshot(
    `". | no Platform is in there: write one with a domain"`,
  )
  expect(
    await told({ 'a.yaml': 'a: b', 'sub/b.yaml': 'x'.repeat(200) }, { fileBytes: 100 }),
  ).toMatchInlineSnapshot(`
    "a.yaml:1:1 | apiVersion | is missing: write troupe.dev/v1alpha1; what may stand here is Platform and Team of troupe.dev/v1alpha1
    sub/b.yaml | has 200 bytes, and no more than 100 bytes are read from one file: split it"
  `)
  expect(await told({ 'a.yaml': '# x', 'b.yaml': '# yyyyyyyy' }, { totalBytes: 10 })).toMatchInlineSnapshot(
    `"b.yaml | with it there are more than 10 bytes, and no more are read: name the description's own folder"`,
  )
  const missing = loadTenancy(['nowhere'], { cwd: '/' })
  await expect(missing).rejects.toThrow('nowhere  does not exist\n1 error. Nothing was contacted.')
  await expect(loadTenancy(['dev/null'], { cwd: '/' })).rejects.toThrow(
    'dev/null  is neither a file nor a folder',
  )
  await expect(loadTenancy([])).rejects.toThrow('no document is in there')
})

it('refuses 50 MB with the size that is right', async () => {
  const large = Buffer.alloc(50 * 2 ** 20, '# a comment that goes on\n')
  expect(await told({ 'p.yaml': platform(), 'large.yaml': large })).toBe(
    'large.yaml | has 50 MiB, and no more than 16 MiB are read from one file: split it',
  )
})

it('reads CRLF and byte order marks, at the start and between joined files', async () => {
  const windows = `\uFEFF${platform()}---\n\uFEFF${team('demo', { protect: 'maybe' })}`.replaceAll(
    '\n',
    '\r\n',
  )
  expect(await told({ 'a.yaml': windows })).toMatchInlineSnapshot(
    `"a.yaml:13:12 | spec.protect | "maybe" can't stand here: write true or false"`,
  )
})

it('says where a file is not UTF-8', async () => {
  const latin = Buffer.from('# fine: é\n# broken: \xe9\n', 'latin1')
  const mixed = Buffer.concat([Buffer.from('# fine: é\n# broken: '), Buffer.from([0xe9, 0x0a])])
  expect(await told({ 'a.yaml': latin })).toMatchInlineSnapshot(
    `"a.yaml:1:10 | is not UTF-8 from here on: save it as UTF-8"`,
  )
  expect(await told({ 'a.yaml': mixed })).toMatchInlineSnapshot(
    `"a.yaml:2:12 | is not UTF-8 from here on: save it as UTF-8"`,
  )
  expect(await told({ 'a.yaml': Buffer.from('\uFEFFa: b', 'utf16le') })).toMatchInlineSnapshot(
    `"a.yaml | is UTF-16: save it as UTF-8"`,
  )
  expect(await told({ 'a.yaml': 'a: "b\u0000"' })).toMatchInlineSnapshot(
    `"a.yaml:1:6 | is a control character: take it out"`,
  )
})

it('reads a file once, whatever leads to it, and survives loops of links', async () => {
  await withFolder({ 'real/p.yaml': platform(), 'real/t.yaml': team('demo') }, async (cwd) => {
    await symlink('../real', join(cwd, 'real/loop'))
    await symlink('real', join(cwd, 'a-link'))
    await symlink('p.yaml', join(cwd, 'real/again.yaml'))
    const { files, sources } = await loadTenancy(['.', 'real/t.yaml', 'a-link'], { cwd })
    expect(files).toBe(2)
    expect(sources.map(({ file }) => file).sort()).toEqual(['real/again.yaml', 'real/t.yaml'])
  })
})

it('says that a link leads nowhere', async () => {
  await withFolder({ 'p.yaml': platform() }, async (cwd) => {
    await symlink('gone.yaml', join(cwd, 'dangling.yaml'))
    await expect(loadTenancy(['.'], { cwd })).rejects.toThrow('dangling.yaml  does not exist')
  })
})

it('reads an explicitly named file whatever its name', async () => {
  await withFolder({}, async (cwd) => {
    await mkdir(join(cwd, '.d'))
    await writeFile(join(cwd, '.d/all'), `${platform()}---\n${team('demo')}`)
    expect((await loadTenancy(['.d/all'], { cwd })).documents).toBe(2)
  })
})

it('loads objects of the cluster, with all that the API server adds', () => {
  const object = (kind: string, name: string, spec: object) => ({
    apiVersion: 'troupe.dev/v1alpha1',
    kind,
    metadata: { name, uid: 'x', resourceVersion: '1', generation: 1, managedFields: [], finalizers: ['a'] },
    spec,
    status: { conditions: [] },
  })
  const spec = {
    domain: 'otomi.io',
    keycloak: { credentials: { username: 'admin', password: { env: 'A' } } },
    harbor: { credentials: { password: { env: 'A' } } },
  }
  const loaded = loadObjects([object('Team', 'demo', {}), object('Platform', 'otomi', spec)])
  expect(loaded.tenancy.teams.map(({ name }) => name)).toEqual(['demo'])
  expect(() =>
    loadObjects([object('Platform', 'otomi', spec), object('Team', 'demo', { storage: 1 })]),
  ).toThrow(
    'Team/demo  spec.storage: is unknown here: it belongs to spec.registry.storage\n1 error. Nothing was contacted.',
  )
})
