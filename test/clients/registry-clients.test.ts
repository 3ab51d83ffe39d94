/**
 * oras, regctl and skopeo on the sandbox's Harbor: logins, pushes, copies, indexes, referrers, deletions, refusals.
 *
 * Each is used where it is found: on the PATH, or in node_modules/.cache/troupe, where Go puts the first two by
 * `GOBIN=$PWD/node_modules/.cache/troupe go install oras.land/oras/cmd/oras@v1.2.3` and
 * `GOBIN=$PWD/node_modules/.cache/troupe go install github.com/regclient/regclient/cmd/regctl@v0.8.3`.
 */
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../journeys/troupe.ts'
import { good } from '../support/servers.ts'
import { writeLayout } from './oci.ts'
import { bindSingleSignOn, makePerson } from './support/person.ts'
import { type Login, makeRobot } from './support/robots.ts'
import { openWorkbench, type Workbench } from './support/workbench.ts'

/** @returns its path; undefined, and a warning, where there is none */
function find(program: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), join(root, 'node_modules/.cache/troupe')]
  const found = folders.map((folder) => join(folder, program)).find(existsSync)
  if (found === undefined)
    console.warn(`${program}’s tests are skipped, for there is none: see the head of ${import.meta.filename}`)
  return found
}
const [oras, regctl, skopeo] = [find('oras'), find('regctl'), find('skopeo')]

const pulls = ['repository:pull']
const pushes = ['repository:pull', 'repository:push']
const nobody: Login = { username: '', password: '' }

let bench: Workbench
let registry = ''
let digests: readonly string[] = []
const logins: Record<string, Login> = {}
const login = (name: string): Login => logins[name] ?? nobody

beforeAll(async () => {
  bench = await openWorkbench()
  registry = bench.registry
  const { harbor } = bench.servers
  await bindSingleSignOn(bench, 'shop')
  for (const name of ['shop', 'other', 'fixed'])
    await good(harbor('POST', '/projects', { project_name: name }))
  await good(harbor('POST', '/projects', { project_name: 'open', public: true }))
  await good(harbor('POST', '/projects', { project_name: 'small', storage_limit: 100 }))
  logins['push'] = await makeRobot(bench, 'push', ['shop', 'small', 'fixed'], pushes)
  logins['pull'] = await makeRobot(bench, 'pull', ['shop'], pulls)
  logins['clean'] = await makeRobot(bench, 'clean', ['shop'], [...pulls, 'repository:delete'])
  logins['both'] = await makeRobot(bench, 'both', ['shop', 'other'], pushes)
  logins['mia'] = await makePerson(bench, 'shop', 'mia')
  await good(harbor('POST', '/projects/shop/members', { role_id: 2, member_user: { username: 'mia' } }))
  const all = { kind: 'doublestar', decoration: 'matches', pattern: 'v*' }
  await good(
    harbor('POST', '/projects/fixed/immutabletagrules', {
      action: 'immutable',
      template: 'immutable_template',
      tag_selectors: [all],
      scope_selectors: { repository: [{ ...all, decoration: 'repoMatches', pattern: '**' }] },
    }),
  )
  digests = ['one', 'two'].map((label) => writeLayout(join(bench.folder, label), '1', label))
  bench.file('a.txt', 'hello\n')
  bench.file('b.txt', 'world\n')
})
afterAll(() => bench.close())

interface Artifact {
  readonly digest: string
  readonly type: string
  readonly tags: readonly { readonly name: string }[] | null
  readonly references: readonly { readonly child_digest: string }[] | null
  readonly accessories: readonly { readonly digest: string; readonly type: string }[] | null
}
/** What Harbor knows of a repository. */
const artifacts = async (project: string, repository: string): Promise<readonly Artifact[]> => {
  const path = `/projects/${project}/repositories/${repository}/artifacts?with_accessory=true`
  return (await good(bench.servers.harbor('GET', path))) as Artifact[]
}
const tagsOf = async (project: string, repository: string): Promise<string[]> =>
  (await artifacts(project, repository)).flatMap(({ tags }) => (tags ?? []).map(({ name }) => name)).sort()

const unauthorized = (repository: string, action: string) =>
  `unauthorized: unauthorized to access repository: ${repository}, action: ${action}: unauthorized to access repository: ${repository}, action: ${action}`

describe.skipIf(oras === undefined)('oras', () => {
  const o = (...args: string[]) => bench.run(oras ?? '', args)
  const out = (...args: string[]) => bench.out(oras ?? '', args)
  const plain = '--plain-http'
  const signIn = (name: string, password = login(name).password) =>
    bench.run(
      oras ?? '',
      ['login', registry, plain, '-u', login(name).username, '--password-stdin'],
      password,
    )
  const at = (reference: string) => `${registry}/${reference}`

  it('signs in a robot and a person with the secret for the command line, and nobody by guessing', async () => {
    expect((await signIn('push', 'guessed')).stderr).toContain('401')
    expect(await signIn('mia')).toMatchObject({ code: 0 })
    expect(await signIn('push')).toMatchObject({ code: 0 })
  })

  it('pushes files, pulls them by tag and by digest, tags, and lists tags by page', async () => {
    const type = 'application/vnd.example.thing'
    await out('push', plain, at('shop/files:1'), '--artifact-type', type, 'a.txt:text/plain', 'b.txt')
    const digest = (await out('resolve', plain, at('shop/files:1'))).trim()
    expect(await artifacts('shop', 'files')).toMatchObject([{ digest, tags: [{ name: '1' }] }])
    await out('tag', plain, at('shop/files:1'), '2', 'latest')
    expect(await out('repo', 'tags', plain, at('shop/files'))).toBe('1\n2\nlatest\n')
    expect(await out('repo', 'tags', plain, at('shop/files'), '--last', '1')).toBe('2\nlatest\n')
    expect(await signIn('pull')).toMatchObject({ code: 0 })
    await out('pull', plain, at(`shop/files@${digest}`), '-o', 'pulled')
    expect(readFileSync(join(bench.folder, 'pulled/a.txt'), 'utf8')).toBe('hello\n')
  })

  it('attaches to an artifact; what refers to it is found by its type, and is Harbor’s accessory', async () => {
    await signIn('push')
    const sbom = 'application/vnd.example.sbom'
    await out('attach', plain, at('shop/files:1'), '--artifact-type', sbom, 'b.txt')
    const discover = async (...args: string[]) =>
      JSON.parse(await out('discover', plain, at('shop/files:1'), '--format', 'json', ...args)) as object
    expect(await discover()).toMatchObject({ manifests: [{ artifactType: sbom }] })
    expect(await discover('--artifact-type', 'other/type')).toMatchObject({ manifests: [] })
    expect(await artifacts('shop', 'files')).toMatchObject([
      { tags: expect.any(Array), accessories: [{ type: 'subject.accessory' }] },
    ])
  })

  it('copies between projects with all that refers to it, and mounts blobs instead of moving them', async () => {
    await signIn('both')
    const copied = await out(
      ...['cp', '--from-plain-http', '--to-plain-http', '-r', at('shop/files:1'), at('other/files:1')],
    )
    expect(copied).toContain('Mounted')
    expect(await artifacts('other', 'files')).toMatchObject([
      { tags: [{ name: '1' }], accessories: [{ type: 'subject.accessory' }] },
    ])
  })

  it('deletes by digest with the right to, and never a blob', async () => {
    const digest = (await out('resolve', plain, at('shop/files:1'))).trim()
    const remove = () => o('manifest', 'delete', plain, '--force', at(`shop/files@${digest}`))
    expect((await remove()).stderr).toContain(unauthorized('shop/files', 'delete'))
    await signIn('clean')
    expect(await remove()).toMatchObject({ code: 0 })
    expect(await artifacts('shop', 'files')).toEqual([])
    const blob = at(`shop/files@sha256:${'0'.repeat(64)}`)
    expect((await o('manifest', 'delete', plain, '--force', blob)).stdout).toContain('Missing')
  })

  it('is refused in Harbor’s words', async () => {
    await signIn('push')
    const push = (reference: string) => o('push', plain, at(reference), 'a.txt')
    expect((await push('open/files:1')).stderr).toContain(unauthorized('open/files', 'push'))
    expect((await push('nowhere/files:1')).stderr).toContain('401')
    expect((await o('pull', plain, at('shop/nothing:1'))).stderr).toContain('not found')
    expect((await o('repo', 'ls', plain, registry)).stderr).toContain('unauthorized to list catalog')
    expect(await push('fixed/files:v1')).toMatchObject({ code: 0 })
    expect((await push('fixed/files:v1')).stderr).toContain(
      "Failed to process request due to 'files:v1' configured as immutable.",
    )
    expect((await push('small/files:1')).stderr).toMatch(/denied: adding .* of storage resource/)
    await out('logout', registry)
    expect((await o('pull', plain, at('shop/files:1'))).stderr).toContain(unauthorized('shop/files', 'pull'))
  })
})

describe.skipIf(regctl === undefined)('regctl', () => {
  const r = (...args: string[]) => bench.run(regctl ?? '', args)
  const out = (...args: string[]) => bench.out(regctl ?? '', args)
  const at = (reference: string) => `${registry}/${reference}`
  const signIn = (name: string, password = login(name).password) =>
    bench.run(
      regctl ?? '',
      ['registry', 'login', registry, '-u', login(name).username, '--pass-stdin'],
      password,
    )

  beforeAll(async () => {
    // It asks whether it is let in at once, and is not, before it has signed in.
    await r('registry', 'set', registry, '--tls', 'disabled')
  })

  it('signs in, and says as whom', async () => {
    expect((await signIn('mia', 'guessed')).code).not.toBe(0)
    expect(await signIn('mia')).toMatchObject({ code: 0 })
    expect(await out('registry', 'whoami', registry)).toBe('mia\n')
  })

  it('pushes two images and an index of them, which Harbor shows with its children', async () => {
    await signIn('both')
    for (const [index, label] of ['one', 'two'].entries())
      await out('image', 'copy', `ocidir://${label}:1`, at(`shop/multi:${index}`))
    const platforms = ['linux/amd64', 'linux/arm64']
    const [first = '', second = ''] = platforms
    await out('index', 'create', at('shop/multi:all'), '--ref', at('shop/multi:0'), '--desc-platform', first)
    await out('index', 'add', at('shop/multi:all'), '--ref', at('shop/multi:1'), '--desc-platform', second)
    const index = (await artifacts('shop', 'multi')).find(({ tags }) => tags?.[0]?.name === 'all')
    expect(index).toMatchObject({
      type: 'IMAGE',
      references: digests.map((child_digest) => ({ child_digest })),
    })
    const arm = await out('image', 'digest', at('shop/multi:all'), '--platform', second)
    expect(arm.trim()).toBe(digests[1])
    expect(await out('tag', 'ls', at('shop/multi'))).toBe('0\n1\nall\n')
  })

  it('attaches, changes, copies with referrers, exports and imports', async () => {
    const sbom = 'application/vnd.example.sbom'
    await bench.out(
      regctl ?? '',
      ['artifact', 'put', '--artifact-type', sbom, '--subject', at('shop/multi:0')],
      '{}',
    )
    expect(await out('artifact', 'tree', at('shop/multi:0'))).toContain(sbom)
    await out('image', 'mod', at('shop/multi:0'), '--create', at('shop/multi:labelled'), '--label', 'a=b')
    expect(JSON.parse(await out('image', 'inspect', at('shop/multi:labelled')))).toMatchObject({
      config: { Labels: { a: 'b', label: 'one' } },
    })
    await out('image', 'copy', '--referrers', at('shop/multi:all'), at('other/multi:all'))
    expect((await artifacts('other', 'multi')).map(({ references }) => references?.length)).toEqual([2])
    await out('image', 'export', at('shop/multi:all'), 'all.tar')
    await out('image', 'import', at('shop/imported:all'), 'all.tar')
    expect(await out('image', 'digest', at('shop/imported:all'))).toBe(
      await out('image', 'digest', at('shop/multi:all')),
    )
  })

  it('deletes a tag’s manifest with the right to, but none that an index holds', async () => {
    const remove = (tag: string) =>
      r('manifest', 'delete', at(`shop/multi:${tag}`), '--force-tag-dereference')
    expect((await remove('labelled')).code).not.toBe(0)
    await signIn('clean')
    expect((await remove('1')).code).not.toBe(0)
    expect(await remove('labelled')).toMatchObject({ code: 0 })
    expect(await remove('all')).toMatchObject({ code: 0 })
    expect(await remove('1')).toMatchObject({ code: 0 })
    // The index had but one child at first, and that one is still there, without a tag.
    expect((await remove('0')).code).not.toBe(0)
    expect(await tagsOf('shop', 'multi')).toEqual(['0'])
  })

  it('is refused what it may not', async () => {
    const push = (reference: string) => r('image', 'copy', 'ocidir://one:1', at(reference))
    expect((await push('shop/refused:1')).stderr).toContain('unauthorized')
    expect((await r('repo', 'ls', registry)).stderr).toContain('unauthorized')
    const blob = await r('blob', 'get', at('shop/multi'), `sha256:${'0'.repeat(64)}`)
    expect(blob.stderr).toContain(
      'not found [http 404]: {"errors":[{"code":"NOT_FOUND","message":"blob sha256:',
    )
  })
})

describe.skipIf(skopeo === undefined)('skopeo', () => {
  const s = (...args: string[]) => bench.run(skopeo ?? '', ['--insecure-policy', ...args])
  const creds = (name: string, option: string) => [option, `${login(name).username}:${login(name).password}`]
  const at = (reference: string) => `docker://${registry}/${reference}`
  const push = (name: string, reference: string, from = 'oci:one:1') =>
    s('copy', '--dest-tls-verify=false', ...creds(name, '--dest-creds'), from, at(reference))
  const seen = async (name: string, reference: string) =>
    JSON.parse(
      await bench.out(skopeo ?? '', [
        'inspect',
        '--tls-verify=false',
        ...creds(name, '--creds'),
        at(reference),
      ]),
    ) as object

  it('pushes as a person with the secret for the command line, pulls by tag and digest, lists tags', async () => {
    expect(await push('mia', 'shop/sk:1')).toMatchObject({ code: 0 })
    expect(await push('mia', 'shop/sk:2', 'oci:two:1')).toMatchObject({ code: 0 })
    expect(await seen('pull', 'shop/sk:2')).toMatchObject({ Digest: digests[1], RepoTags: ['1', '2'] })
    expect(await seen('pull', `shop/sk@${digests[0]}`)).toMatchObject({ Labels: { label: 'one' } })
  })

  it('copies an index whole to another project', async () => {
    const manifests = digests.map((digest, index) => ({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest,
      size: readFileSync(join(bench.folder, index === 0 ? 'one' : 'two', 'blobs', digest.replace(':', '/')))
        .length,
      platform: { os: 'linux', architecture: index === 0 ? 'amd64' : 'arm64' },
    }))
    const mediaType = 'application/vnd.oci.image.index.v1+json'
    const body = JSON.stringify({ schemaVersion: 2, mediaType, manifests })
    const made = await ask('both', 'PUT', 'shop/sk/manifests/all', { type: mediaType, body })
    expect(made.status).toBe(201)
    const tls = ['--src-tls-verify=false', '--dest-tls-verify=false']
    const both = [...creds('both', '--src-creds'), ...creds('both', '--dest-creds')]
    const copied = await s('copy', '--all', ...tls, ...both, at('shop/sk:all'), at('other/sk:all'))
    expect(copied).toMatchObject({ code: 0 })
    const [index] = (await artifacts('other', 'sk')).filter(({ tags }) => tags?.[0]?.name === 'all')
    expect(index?.references?.map(({ child_digest }) => child_digest)).toEqual(digests)
  })

  it('deletes with the right to, and is refused in Harbor’s words', async () => {
    expect(await push('mia', 'shop/gone:1')).toMatchObject({ code: 0 })
    const remove = (name: string) =>
      s('delete', '--tls-verify=false', ...creds(name, '--creds'), at('shop/gone:1'))
    expect((await remove('pull')).code).not.toBe(0)
    expect(await remove('clean')).toMatchObject({ code: 0 })
    expect(await artifacts('shop', 'gone')).toEqual([])
    expect((await push('pull', 'shop/x:1')).stderr).toContain('unauthorized to access repository: shop/x')
    expect((await push('push', 'small/x:1')).stderr).toMatch(/denied: adding .* of storage resource/)
  })
})

interface Body {
  readonly type: string
  readonly body: string
}
interface Refusal {
  readonly status: number
  readonly code?: string
  readonly message?: string
}

/** One request below `/v2` with a login of its own. */
async function ask(
  name: string,
  method: string,
  path: string,
  { type, body }: Partial<Body> = {},
): Promise<Refusal> {
  const { username, password } = login(name)
  const basic = Buffer.from(`${username}:${password}`).toString('base64')
  const answer = await fetch(`${bench.sandbox.harbor.url}/v2/${path}`, {
    method,
    headers: {
      ...(username !== '' && { authorization: `Basic ${basic}` }),
      ...(type !== undefined && { 'content-type': type }),
    },
    ...(body !== undefined && { body }),
  })
  const text = await answer.text()
  const { errors = [] } = (text.startsWith('{"errors"') ? JSON.parse(text) : {}) as { errors?: Refusal[] }
  const [first] = errors
  return { status: answer.status, ...(first && { code: first.code ?? '', message: first.message ?? '' }) }
}

describe('what the clients’ refusals are made of', () => {
  const manifest = { type: 'application/vnd.oci.image.manifest.v1+json' }
  const twice = (text: string) => `${text}: ${text}`
  const zero = `sha256:${'0'.repeat(64)}`

  it.each<[string, string, string, Refusal, Partial<Body>?]>([
    ['', 'GET', '', { status: 401, code: 'UNAUTHORIZED', message: twice('unauthorized') }],
    [
      'pull',
      'POST',
      'shop/x/blobs/uploads/',
      {
        status: 401,
        code: 'UNAUTHORIZED',
        message: twice('unauthorized to access repository: shop/x, action: push'),
      },
    ],
    [
      'push',
      'DELETE',
      `shop/x/manifests/${zero}`,
      {
        status: 401,
        code: 'UNAUTHORIZED',
        message: twice('unauthorized to access repository: shop/x, action: delete'),
      },
    ],
    [
      'push',
      'POST',
      'nowhere/x/blobs/uploads/',
      { status: 401, code: 'UNAUTHORIZED', message: twice('project nowhere not found') },
    ],
    [
      'push',
      'GET',
      '_catalog',
      { status: 401, code: 'UNAUTHORIZED', message: twice('unauthorized to list catalog') },
    ],
    [
      'pull',
      'GET',
      'shop/x/tags/list',
      { status: 404, code: 'NOT_FOUND', message: 'repository shop/x not found' },
    ],
    [
      'pull',
      'GET',
      `shop/x/blobs/${zero}`,
      { status: 404, code: 'NOT_FOUND', message: `blob ${zero} not found` },
    ],
    [
      'clean',
      'DELETE',
      'shop/x/manifests/tag',
      {
        status: 400,
        code: 'UNSUPPORTED',
        message: 'unsupported digest tag: invalid checksum digest format',
      },
    ],
    [
      'push',
      'PUT',
      'shop/x/manifests/1',
      { status: 400, code: 'MANIFEST_INVALID', message: 'manifest invalid' },
      { ...manifest, body: '{}' },
    ],
    [
      'push',
      'PUT',
      'shop/x/manifests/1',
      { status: 400, code: 'MANIFEST_BLOB_UNKNOWN', message: 'blob unknown to registry' },
      {
        ...manifest,
        body: JSON.stringify({ schemaVersion: 2, config: { digest: zero, size: 2 }, layers: [] }),
      },
    ],
    [
      'both',
      'POST',
      `shop/x/blobs/uploads/?mount=${zero}&from=fixed/x`,
      {
        status: 401,
        code: 'UNAUTHORIZED',
        message: twice('unauthorized to access repository: fixed/x, action: pull'),
      },
    ],
  ])('%s %s %s', async (name, method, path, refusal, body = {}) => {
    expect(await ask(name, method, path, body)).toEqual(refusal)
  })
})
