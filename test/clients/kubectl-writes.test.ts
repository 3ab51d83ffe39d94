/** The real kubectl on an empty cluster: making things in each of its ways, asking about rights, and watching. */
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnv, type Ended, ended } from '../journeys/troupe.ts'
import { kubectl } from '../support/layer.ts'
import { openWorkbench, type Workbench } from './support/workbench.ts'

const program = kubectl()
if (program === undefined) console.warn('kubectl’s tests are skipped, for none runs on this machine')

let bench: Workbench
const k = (...args: string[]): Promise<Ended> => bench.run(program ?? 'kubectl', ['-n', 'shop', ...args])
const out = (...args: string[]): Promise<string> => bench.out(program ?? 'kubectl', ['-n', 'shop', ...args])
const json = async (...args: string[]): Promise<unknown> => JSON.parse(await out(...args, '-o', 'json'))
const yaml = (kind: string, name: string, more: string) =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop, labels: {part: of}}\n${more}\n`

beforeAll(async () => {
  bench = await openWorkbench()
  if (program !== undefined) await out('create', 'namespace', 'shop')
})
afterAll(() => bench.close())

describe.skipIf(program === undefined)('kubectl create', () => {
  it.each([
    ['secret generic s --from-literal=a=b', 'secret/s'],
    [
      'secret docker-registry d --docker-server=r.example --docker-username=u --docker-password=p',
      'secret/d',
    ],
    ['configmap c --from-literal=a=1', 'configmap/c'],
    ['serviceaccount bot', 'serviceaccount/bot'],
    ['role reader --verb=get,list,watch --resource=pods,configmaps', 'role.rbac.authorization.k8s.io/reader'],
    [
      'rolebinding bots --role=reader --serviceaccount=shop:bot',
      'rolebinding.rbac.authorization.k8s.io/bots',
    ],
    ['clusterrole seer --verb=get --resource=namespaces', 'clusterrole.rbac.authorization.k8s.io/seer'],
    [
      'clusterrolebinding seers --clusterrole=seer --user=dana',
      'clusterrolebinding.rbac.authorization.k8s.io/seers',
    ],
    ['quota few --hard=pods=2,secrets=9', 'resourcequota/few'],
    ['deployment web --image=web:1 --replicas=2', 'deployment.apps/web'],
    ['service clusterip web --tcp=80:8080', 'service/web'],
    ['job once --image=web:1 -- true', 'job.batch/once'],
    ['ingress door --rule=shop.example/*=web:80', 'ingress.networking.k8s.io/door'],
  ])('%s', async (line, made) => {
    expect(await out('create', ...line.split(' '))).toBe(`${made} created\n`)
    const [name = ''] = made.split(' ')
    expect(await json('get', name)).toMatchObject({ metadata: { name: name.split('/')[1] } })
  })

  it('fills in what the API defaults, and says who wrote which fields', async () => {
    expect(await json('get', 'deployment', 'web', '--show-managed-fields')).toMatchObject({
      metadata: { generation: 1, managedFields: [{ manager: 'kubectl-create', operation: 'Update' }] },
      spec: { replicas: 2, strategy: { type: 'RollingUpdate' }, progressDeadlineSeconds: 600 },
    })
    const secret = (await json('get', 'secret', 'd')) as { type: string; data: Record<string, string> }
    expect(secret.type).toBe('kubernetes.io/dockerconfigjson')
    expect(JSON.parse(Buffer.from(secret.data['.dockerconfigjson'] ?? '', 'base64').toString())).toEqual({
      auths: { 'r.example': { username: 'u', password: 'p', auth: 'dTpw' } },
    })
  })

  it('lists each kind of workload with its own columns', async () => {
    await out('create', 'cronjob', 'nightly', '--image=web:1', '--schedule=5 0 * * *')
    const all = await out('get', 'jobs,cronjobs,deployments')
    expect(all).toMatch(/^NAME +STATUS +COMPLETIONS +DURATION +AGE\njob\.batch\/once +Running +0\/1 /m)
    expect(all).toMatch(
      /^NAME +SCHEDULE +TIMEZONE +SUSPEND +ACTIVE +LAST SCHEDULE +AGE\ncronjob\.batch\/nightly +5 0 \* \* \* +<none> +False +0 /m,
    )
    expect(all).toMatch(/^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\ndeployment\.apps\/web +0\/2 +0 +0 /m)
  })

  it('tells why it cannot', async () => {
    expect((await k('create', 'configmap', 'c')).stderr).toBe(
      'error: failed to create configmap: configmaps "c" already exists\n',
    )
    expect((await k('create', 'namespace', 'Shop_1')).stderr).toContain(
      'metadata.name: Invalid value: "Shop_1": a lowercase RFC 1123 label must consist of',
    )
    expect((await k('create', 'configmap', 'c', '-n', 'nowhere')).stderr).toBe(
      'error: failed to create configmap: namespaces "nowhere" not found\n',
    )
    await out('run', 'one', '--image=web:1')
    await out('run', 'two', '--image=web:1')
    expect((await k('run', 'three', '--image=web:1')).stderr).toBe(
      'Error from server (Forbidden): pods "three" is forbidden: exceeded quota: few, requested: pods=1, used: pods=2, limited: pods=2\n',
    )
    await out('delete', 'pod', '--all', '--now')
    expect(await json('get', 'quota', 'few')).toMatchObject({ status: { used: { pods: '0' } } })
  })
})

describe.skipIf(program === undefined)('kubectl auth', () => {
  const bot = '--as=system:serviceaccount:shop:bot'

  it('says who one is, and what he may', async () => {
    expect(await json('auth', 'whoami')).toMatchObject({
      status: {
        userInfo: { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
      },
    })
    expect((await out('auth', 'can-i', 'list', 'configmaps', bot)).trim()).toBe('yes')
    expect((await k('auth', 'can-i', 'get', 'secrets', bot)).stdout.trim()).toBe('no')
    expect((await k('auth', 'can-i', 'get', '/metrics', bot)).stdout.trim()).toBe('no')
    expect((await out('auth', 'can-i', 'get', 'namespaces', '--as=dana')).trim()).toContain('yes')
    const list = await out('auth', 'can-i', '--list', bot)
    expect(list).toMatch(/^configmaps +\[] +\[] +\[get list watch]$/m)
    expect(list).toMatch(/^selfsubjectreviews\.authentication\.k8s\.io +\[] +\[] +\[create]$/m)
    expect(list).not.toContain('secrets')
  })

  it('makes a token with which the account works as itself', async () => {
    const token = (await out('create', 'token', 'bot', '--duration=20m')).trim()
    const { url, ca } = bench.sandbox.kubernetes
    const context = { cluster: 'c', user: 'bot', namespace: 'shop' }
    const cluster = { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') }
    bench.file(
      'bot-kubeconfig',
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'c',
        clusters: [{ name: 'c', cluster }],
        users: [{ name: 'bot', user: { token } }],
        contexts: [{ name: 'c', context }],
      }),
    )
    const own = ['--kubeconfig', 'bot-kubeconfig']
    expect(await json('auth', 'whoami', ...own)).toMatchObject({
      status: { userInfo: { username: 'system:serviceaccount:shop:bot' } },
    })
    expect(await out('get', 'cm', 'c', '-o', 'name', ...own)).toBe('configmap/c\n')
    expect((await k('get', 'secrets', ...own)).stderr).toBe(
      'Error from server (Forbidden): secrets is forbidden: User "system:serviceaccount:shop:bot" cannot list resource "secrets" in API group "" in the namespace "shop"\n',
    )
    expect((await k('create', 'token', 'ghost')).stderr).toContain('serviceaccounts "ghost" not found')
    await out('delete', 'sa', 'bot')
    expect((await k('get', 'cm', ...own)).stderr).toContain('You must be logged in to the server')
  })

  it('reconciles rules, and nobody gives more than he has', async () => {
    const role = (verbs: string) =>
      bench.file(
        'role.yaml',
        `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: more, namespace: shop}\nrules: [{apiGroups: [""], resources: [secrets], verbs: [${verbs}]}]\n`,
      )
    await out('auth', 'reconcile', '-f', role('get'))
    expect((await k('auth', 'reconcile', '-f', role('list'))).stderr).toContain('missing rules added')
    expect(await json('get', 'role', 'more')).toMatchObject({
      rules: [{ verbs: ['get'] }, { verbs: ['list'] }],
    })
    await out('create', 'rolebinding', 'editors', '--clusterrole=edit', '--user=erin')
    await out('create', 'role', 'roles', '--verb=create', '--resource=roles')
    await out('create', 'rolebinding', 'roles', '--role=roles', '--user=erin')
    const escalation = await k('create', 'role', 'x', '--verb=*', '--resource=roles', '--as=erin')
    expect(escalation.stderr).toMatch(/attempting to grant RBAC permissions not currently held/)
  })
})

describe.skipIf(program === undefined)('kubectl changes', () => {
  it('replaces under the version that was read, and by force', async () => {
    const file = bench.file('r.yaml', yaml('ConfigMap', 'r', 'data: {a: "1"}'))
    await out('create', '-f', file)
    const { metadata } = (await json('get', 'cm', 'r')) as {
      metadata: { resourceVersion: string; uid: string }
    }
    bench.file('r.yaml', yaml('ConfigMap', 'r', 'data: {b: "2"}'))
    expect(await out('replace', '-f', file)).toBe('configmap/r replaced\n')
    const stale = yaml('ConfigMap', 'r', 'data: {c: "3"}').replace(
      'metadata: {',
      `metadata: {resourceVersion: "${metadata.resourceVersion}", `,
    )
    expect((await k('replace', '-f', bench.file('stale.yaml', stale))).stderr).toMatch(
      /^Error from server \(Conflict\): .*the object has been modified; please apply your changes to the latest version/,
    )
    await out('replace', '--force', '-f', file)
    const fresh = (await json('get', 'cm', 'r')) as { metadata: { uid: string }; data: object }
    expect(fresh.data).toEqual({ b: '2' })
    expect(fresh.metadata.uid).not.toBe(metadata.uid)
  })

  it('edits: what the editor leaves is what counts', async () => {
    bench.file('editor', '#!/bin/sh\nsed -i "s/b: .*/b: \\"edited\\"/" "$1"\n', 0o755)
    const edit = (editor: string) =>
      bench.run('env', [`KUBE_EDITOR=${editor}`, program ?? '', '-n', 'shop', 'edit', 'cm', 'r'])
    expect(await edit(`${bench.folder}/editor`)).toMatchObject({ code: 0, stdout: 'configmap/r edited\n' })
    expect(await json('get', 'cm', 'r')).toMatchObject({ data: { b: 'edited' } })
    expect((await edit('true')).stderr).toContain('Edit cancelled, no changes made')
  })

  it('labels and annotates, and does not overwrite unless it is told to', async () => {
    expect(await out('label', 'cm', 'r', 'tier=one')).toBe('configmap/r labeled\n')
    expect((await k('label', 'cm', 'r', 'tier=two')).stderr).toContain("'tier' already has a value (one)")
    await out('label', 'cm', 'r', 'tier=two', '--overwrite')
    expect(await out('get', 'cm', '-l', 'tier in (two),part', '-o', 'name')).toBe('configmap/r\n')
    expect(await out('label', 'cm', 'r', 'tier-')).toBe('configmap/r unlabeled\n')
    await out('annotate', 'cm', 'r', 'note=hello world')
    expect(await out('annotate', 'cm', 'r', '--list')).toBe('note=hello world\n')
    expect((await k('label', 'cm', 'r', 'tier=not/a/value')).code).toBe(1)
  })

  it('sets images, environment and accounts of a deployment, restarts it, and exposes it', async () => {
    await out('set', 'image', 'deployment/web', 'web=web:2')
    await out('set', 'env', 'deployment/web', 'A=b')
    await out('set', 'serviceaccount', 'deployment/web', 'bot')
    expect(await out('rollout', 'restart', 'deployment/web')).toBe('deployment.apps/web restarted\n')
    await out('rollout', 'pause', 'deployment/web')
    expect(await json('get', 'deployment', 'web')).toMatchObject({
      metadata: { generation: 6 },
      spec: {
        paused: true,
        template: {
          metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': expect.any(String) } },
          spec: {
            serviceAccountName: 'bot',
            containers: [{ name: 'web', image: 'web:2', env: [{ name: 'A', value: 'b' }] }],
          },
        },
      },
    })
    expect(await out('expose', 'deployment', 'web', '--port=90', '--name=more')).toBe(
      'service/more exposed\n',
    )
    expect(await json('get', 'service', 'more')).toMatchObject({ spec: { selector: { app: 'web' } } })
  })

  it('scales by the door that is the same for all kinds', async () => {
    expect(await out('scale', 'deployment/web', '--replicas=3')).toBe('deployment.apps/web scaled\n')
    const stale = await k('scale', 'deployment/web', '--current-replicas=2', '--replicas=5')
    expect(stale.stderr).toContain('Expected replicas to be 2, was 3')
    expect(await json('get', 'deployment', 'web', '--subresource=scale')).toMatchObject({
      kind: 'Scale',
      spec: { replicas: 3 },
      status: { replicas: 0, selector: 'app=web' },
    })
    expect(await out('get', 'deployment', 'web', '--subresource=scale')).toMatch(
      /^NAME +DESIRED +AVAILABLE +AGE\nweb +3 +0 /,
    )
    const below = await k(
      'patch',
      'deployment',
      'web',
      '--subresource=scale',
      '-p',
      '{"spec":{"replicas":-1}}',
    )
    expect(below.stderr).toContain(
      'The Scale "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    )
    await out('scale', 'deployment/web', '--replicas=2')
  })

  it('waits for a rollout, which ends when a controller says that it is done', async () => {
    await out('rollout', 'resume', 'deployment/web')
    // Nothing runs in the sandbox: without a controller no rollout comes to its end.
    expect((await k('rollout', 'status', 'deployment/web', '--timeout=1s')).stderr).toContain('timed out')
    const waiting = out('rollout', 'status', 'deployment/web', '--timeout=10s')
    const { metadata } = (await json('get', 'deployment', 'web')) as { metadata: { generation: number } }
    const counts = { replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 }
    const status = JSON.stringify({ status: { observedGeneration: metadata.generation, ...counts } })
    await out('patch', 'deployment', 'web', '--subresource=status', '--type=merge', '-p', status)
    expect(await waiting).toContain('deployment "web" successfully rolled out')
  })
})

describe.skipIf(program === undefined)('kubectl with many objects', () => {
  it('applies a folder and prunes what has left it', async () => {
    const labelled = (name: string) => yaml('ConfigMap', name, '').replace('part: of', 'set: p')
    bench.file('all/a.yaml', labelled('pa'))
    bench.file('all/b.yaml', labelled('pb'))
    const apply = ['apply', '-f', 'all', '--prune', '-l', 'set=p', '--prune-allowlist=core/v1/ConfigMap']
    expect(await out(...apply)).toBe('configmap/pa created\nconfigmap/pb created\n')
    bench.file('all/b.yaml', labelled('pc'))
    expect(await out(...apply)).toBe('configmap/pa unchanged\nconfigmap/pc created\nconfigmap/pb pruned\n')
    expect(await out('delete', 'cm', '-l', 'set=p')).toMatch(
      /^configmap "pa" deleted.*\nconfigmap "pc" deleted/,
    )
  })

  it('applies as a set, whose parent remembers what belongs to it', async () => {
    bench.file('set/a.yaml', yaml('ConfigMap', 'sa', ''))
    bench.file('set/b.yaml', yaml('Secret', 'sb', ''))
    const applyset = [
      'KUBECTL_APPLYSET=true',
      program ?? '',
      '-n',
      'shop',
      'apply',
      '--prune',
      '--applyset=mine',
    ]
    await bench.out('env', [...applyset, '-f', 'set'])
    expect(await json('get', 'secret', 'mine')).toMatchObject({
      metadata: { annotations: { 'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap,Secret' } },
    })
    expect(await bench.out('env', [...applyset, '-f', 'set/a.yaml'])).toContain('secret/sb pruned')
  })

  it('builds with kustomize, applies, sees no difference, and deletes', async () => {
    bench.file(
      'base/kustomization.yaml',
      'resources: [d.yaml]\nnamespace: shop\nconfigMapGenerator: [{name: gen, literals: [x=1]}]\nlabels: [{pairs: {team: t}, includeSelectors: true}]\n',
    )
    bench.file(
      'base/d.yaml',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: k}\nspec:\n  selector: {matchLabels: {app: k}}\n  template:\n    metadata: {labels: {app: k}}\n    spec: {containers: [{name: c, image: img, envFrom: [{configMapRef: {name: gen}}]}]}\n',
    )
    bench.file(
      'over/kustomization.yaml',
      'resources: [../base]\nreplicas: [{name: k, count: 3}]\nimages: [{name: img, newName: r.example/img, newTag: "2"}]\n',
    )
    const built = await out('kustomize', 'over')
    expect(built).toContain('image: r.example/img:2')
    const [generated = ''] = /gen-\w+/.exec(built) ?? []
    expect(await out('apply', '-k', 'over')).toBe(
      `configmap/${generated} created\ndeployment.apps/k created\n`,
    )
    expect(await out('diff', '-k', 'over')).toBe('')
    expect(await json('get', 'deployment', 'k')).toMatchObject({
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'k', team: 't' } },
        template: { spec: { containers: [{ envFrom: [{ configMapRef: { name: generated } }] }] } },
      },
    })
    expect(await out('delete', '-k', 'over')).toMatch(/^configmap "gen-\w+" deleted[\s\S]*"k" deleted/)
  })
})

describe.skipIf(program === undefined)('kubectl get --watch', () => {
  it('sees what is made, changed and deleted, each once and in order', async () => {
    const watching = spawn(
      program ?? 'kubectl',
      ['-n', 'shop', 'get', 'cm', '-l', 'seen', '--watch', '--output-watch-events', '-o', 'json'],
      { cwd: bench.folder, env: cleanEnv(bench.env) },
    )
    let text = ''
    watching.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    const end = ended(watching)
    const types = () => [...text.matchAll(/^\{"type":"(\w+)"/gm)].map(([, type]) => type)
    const label = (more: string) =>
      bench.file('w.yaml', yaml('ConfigMap', 'w', more).replace('part: of', 'seen: "1"'))
    await out('create', '-f', label('data: {n: "1"}'))
    await expect.poll(types, { timeout: 5000 }).toEqual(['ADDED'])
    await out('apply', '-f', label('data: {n: "2"}'))
    await out('label', 'cm', 'w', 'seen-')
    await out('label', 'cm', 'w', 'seen=2')
    await out('delete', 'cm', 'w')
    // Without the label it is gone for this watch.
    const all = ['ADDED', 'MODIFIED', 'DELETED', 'ADDED', 'DELETED']
    await expect.poll(types, { timeout: 5000 }).toEqual(all)
    watching.kill()
    await end
    expect(await out('delete', 'namespace', 'shop')).toContain('deleted')
  })
})
