/** The real skopeo with the robots that Troupe made: who pushes, who pulls, who is refused, straight and through the gateway. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openStage, type Stage } from '../journeys/sandbox.ts'
import { type Ended, isInstalled, run } from '../journeys/troupe.ts'
import { kubectl } from '../support/layer.ts'
import { writeLayout } from './oci.ts'
import { type Proxying, proxyTo } from './proxy.ts'

// Each step is a process or more; a machine that is busy otherwise takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const missing = [
  ...(isInstalled('skopeo') ? [] : ['skopeo (Debian: apt-get install skopeo)']),
  ...(kubectl() === undefined ? ['kubectl'] : []),
]
if (missing.length > 0)
  console.warn(`skopeo's tests are skipped, for there is no ${missing.join(' and no ')}`)

let stage: Stage
let proxy: Proxying
let digest = ''
let registry = ''

/** The robot's docker login as Troupe keeps it, with the registry's address instead of the gateway's. */
async function authfile(team: string, robot: 'pull' | 'push', where?: string): Promise<string> {
  const args = [
    'get',
    'secret',
    `registry-${robot}`,
    '-n',
    team,
    '-o',
    'jsonpath={.data.\\.dockerconfigjson}',
  ]
  const { stdout } = await run(kubectl() ?? '', args, stage)
  const text = Buffer.from(stdout, 'base64').toString('utf8')
  const { auths } = JSON.parse(text) as { auths: Record<string, unknown> }
  const [host = ''] = Object.keys(auths)
  const path = join(stage.cwd, `${team}-${robot}-${where ? 'direct' : 'gateway'}.json`)
  writeFileSync(path, where ? text.replace(host, where) : text, { mode: 0o600 })
  return path
}

const skopeo = (...args: string[]): Promise<Ended> =>
  run('skopeo', ['--insecure-policy', '--command-timeout=20s', ...args], {
    cwd: stage.cwd,
    env: { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, TMPDIR: stage.cwd, XDG_RUNTIME_DIR: stage.cwd },
  })
const push = async (team: string, robot: 'pull' | 'push', target: string) =>
  skopeo(
    'copy',
    '--dest-tls-verify=false',
    '--authfile',
    await authfile(team, robot, registry),
    'oci:image:1',
    `docker://${registry}/${target}`,
  )
const inspect = (reference: string, ...auth: string[]) =>
  skopeo('inspect', '--tls-verify=false', ...auth, `docker://${reference}`)

describe.skipIf(missing.length > 0)('skopeo', () => {
  beforeAll(async () => {
    stage = await openStage()
    expect((await stage.troupe('apply', '--approve', 'destroys-data')).code).toBe(0)
    registry = new URL(stage.servers.harbor.url).host
    proxy = await proxyTo(Number(new URL(stage.servers.gateway.url).port))
    digest = writeLayout(join(stage.cwd, 'image'), '1', 'first')
  })
  afterAll(async () => {
    await proxy.close()
    await stage.close()
  })

  it('pushes as the team’s push robot, and Harbor knows the artifact by its digest', async () => {
    expect(await push('demo', 'push', 'demo/hello:1')).toMatchObject({ code: 0, stderr: '' })
    const artifacts = (await stage.harbor('GET', '/projects/demo/repositories/hello/artifacts')) as object[]
    expect(artifacts).toMatchObject([{ digest, tags: [{ name: '1' }] }])
  })

  it('pulls the same as the pull robot, lists tags, and pulls by digest', async () => {
    const auth = ['--authfile', await authfile('demo', 'pull', registry)]
    const { code, stdout } = await inspect(`${registry}/demo/hello:1`, ...auth)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ Digest: digest, RepoTags: ['1'], Labels: { label: 'first' } })
    const copied = await skopeo(
      'copy',
      '--src-tls-verify=false',
      ...auth,
      `docker://${registry}/demo/hello@${digest}`,
      'dir:pulled',
    )
    expect(copied.code).toBe(0)
  })

  it('is refused: a push by the pull robot, another team’s robot, anybody without a login', async () => {
    const byPuller = await push('demo', 'pull', 'demo/hello:2')
    expect(byPuller.code).not.toBe(0)
    expect(byPuller.stderr).toMatch(/unauthorized|denied/)
    const byStranger = await push('dev', 'push', 'demo/hello:3')
    expect(byStranger.stderr).toMatch(/unauthorized|denied/)
    const strange = await inspect(
      `${registry}/demo/hello:1`,
      '--authfile',
      await authfile('dev', 'pull', registry),
    )
    expect(strange.stderr).toMatch(/unauthorized|denied/)
    const anonymous = await inspect(`${registry}/demo/hello:1`, '--no-creds')
    expect(anonymous.stderr).toMatch(/unauthorized|denied/)
    const tags = (await stage.harbor('GET', '/projects/demo/repositories/hello/artifacts')) as {
      tags: object[]
    }[]
    expect(tags.flatMap((artifact) => artifact.tags)).toHaveLength(1)
  })

  it('may not move a tag that is immutable', async () => {
    expect((await push('demo', 'push', 'demo/hello:v1')).code).toBe(0)
    writeLayout(join(stage.cwd, 'image'), '1', 'second')
    const again = await push('demo', 'push', 'demo/hello:v1')
    expect(again.code).not.toBe(0)
    expect(again.stderr).toMatch(/immutable/)
    expect((await push('demo', 'push', 'demo/hello:1')).code).toBe(0)
  })

  it('goes through the gateway with the pull secret as it is', async () => {
    const host = `harbor.otomi.localhost:${new URL(stage.servers.gateway.url).port}`
    const { code, stderr } = await inspect(
      `${host}/demo/hello:1`,
      '--authfile',
      await authfile('demo', 'pull'),
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const login = await skopeo(
      'login',
      '--tls-verify=false',
      '--authfile',
      'fresh.json',
      '-u',
      'robot$demo+pull',
      '-p',
      'wrong',
      host,
    )
    expect(login.stderr).toMatch(/unauthorized|invalid username\/password/)
  })

  it('deletes as nobody but who may', async () => {
    const auth = await authfile('demo', 'push', registry)
    const { code } = await skopeo(
      'delete',
      '--tls-verify=false',
      '--authfile',
      auth,
      `docker://${registry}/demo/hello:1`,
    )
    expect(code).not.toBe(0)
  })
})
