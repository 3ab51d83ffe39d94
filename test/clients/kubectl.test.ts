/** The real kubectl on the sandbox, after Troupe has been there: what people type all day. */

import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openStage, type Stage } from '../journeys/sandbox.ts'
import { cleanEnv, type Ended, ended, run, says } from '../journeys/troupe.ts'
import { kubectl } from '../support/layer.ts'

// Each step is a process or more; a machine that is busy otherwise takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const program = kubectl()
let stage: Stage
const k = (...args: string[]): Promise<Ended> => run(program ?? 'kubectl', args, stage)
/** Its output, where it must go well. */
const out = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await k(...args)
  expect(`${code} ${stderr}`, args.join(' ')).toMatch(/^0 (W(?:arning|ARNING): .*\n)*$/)
  return stdout
}

const configMap = (data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: demo}\ndata: {${data}}\n`
const file = (name: string, text: string): string => {
  writeFileSync(join(stage.cwd, name), text)
  return name
}

beforeAll(async () => {
  stage = await openStage()
  const { code, stderr } = await stage.troupe('apply', '--approve', 'destroys-data')
  expect(code, stderr).toBe(0)
})
afterAll(() => stage.close())

describe.skipIf(program === undefined)('kubectl reads', () => {
  it('lists as a table with the columns of the kind, wide, and with labels', async () => {
    const table = (await out('get', 'namespaces', '-L', 'troupe.dev/team')).split('\n')
    expect(table[0]).toMatch(/^NAME +STATUS +AGE +TEAM$/)
    expect(table).toContainEqual(expect.stringMatching(/^demo +Active +\d+s +demo$/))
    expect(await out('get', 'services', '-n', 'harbor', '-o', 'wide')).toMatch(
      /^NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\) +AGE +SELECTOR\n/,
    )
    expect(await out('get', 'resourcequotas', '-n', 'demo')).toMatch(/^NAME .*REQUEST/)
    expect(await out('get', 'secrets', '-n', 'demo')).toMatch(
      /registry-pull +kubernetes\.io\/dockerconfigjson +3 /,
    )
    expect(await out('get', 'authorizationpolicies', '-A')).toMatch(/demo +default-deny/)
  })

  it.each([
    ['name', /^namespace\/demo\n$/],
    ['json', /"kind": "Namespace"/],
    ['yaml', /^apiVersion: v1\nkind: Namespace\n/],
    ['jsonpath={.metadata.labels.istio-injection}', /^enabled$/],
    ['go-template={{.metadata.name}}', /^demo$/],
    ['custom-columns=N:.metadata.name,P:.status.phase', /^N +P\ndemo +Active\n$/],
  ])('writes %s', async (form, pattern) => {
    expect(await out('get', 'namespace', 'demo', '-o', form)).toMatch(pattern)
  })

  it('selects by label and field, sorts, and answers for absent things', async () => {
    expect(
      await out('get', 'ns', '-l', 'troupe.dev/team in (demo,dev)', '-o', 'name', '--sort-by=.metadata.name'),
    ).toBe('namespace/demo\nnamespace/dev\n')
    expect(await out('get', 'ns', '--field-selector', 'metadata.name=dev', '-o', 'name')).toBe(
      'namespace/dev\n',
    )
    expect(await k('get', 'cm', 'ghost', '-n', 'demo')).toMatchObject({
      code: 1,
      stderr: 'Error from server (NotFound): configmaps "ghost" not found\n',
    })
    expect(await out('get', 'cm', 'ghost', '-n', 'demo', '--ignore-not-found')).toBe('')
  })

  it('describes namespaces, secrets without their values, quotas and service accounts', async () => {
    expect(await out('describe', 'ns', 'demo')).toMatch(/^Name: +demo\n[\s\S]*Resource Quotas\n/)
    expect(await out('describe', 'secret', 'registry-pull', '-n', 'demo')).toMatch(
      /\.dockerconfigjson: +\d+ bytes/,
    )
    expect(await out('describe', 'quota', '-n', 'demo')).toMatch(/requests\.cpu +0 +8/)
    expect(await out('describe', 'sa', 'default', '-n', 'demo')).toMatch(/Image pull secrets: +registry-pull/)
    expect(await out('describe', 'virtualservice', 'harbor', '-n', 'harbor')).toContain(
      'harbor.otomi.localhost',
    )
  })

  it('knows the kinds and explains their fields, of built-in and of custom ones', async () => {
    const kinds = await out('api-resources', '--verbs=list', '-o', 'name')
    expect(kinds.split('\n')).toEqual(
      expect.arrayContaining([
        'namespaces',
        'networkpolicies.networking.k8s.io',
        'virtualservices.networking.istio.io',
      ]),
    )
    expect(await out('explain', 'networkpolicy.spec')).toMatch(/FIELDS:[\s\S]*podSelector/)
    expect(await out('explain', 'peerauthentication.spec')).toContain('security.istio.io')
    expect(await out('version', '-o', 'json')).toContain('serverVersion')
    expect(await out('cluster-info')).toContain('is running at')
  })
})

describe.skipIf(program === undefined)('kubectl writes', () => {
  it('applies, sees no change, shows a difference, and prunes what is left out', async () => {
    const path = file('cm.yaml', configMap('a: "1", b: "2"'))
    expect(await out('apply', '-f', path)).toBe('configmap/settings created\n')
    expect(await out('apply', '-f', path)).toBe('configmap/settings unchanged\n')
    file('cm.yaml', configMap('a: "9"'))
    const diff = await k('diff', '-f', path)
    expect(diff.code).toBe(1)
    expect(diff.stdout).toMatch(/^- {2}a: "1"\n- {2}b: "2"\n\+ {2}a: "9"$/m)
    expect(await out('apply', '-f', path)).toBe('configmap/settings configured\n')
    expect(await out('get', 'cm', 'settings', '-n', 'demo', '-o', 'jsonpath={.data}')).toBe('{"a":"9"}')
  })

  it('applies on the server, and is told of a conflict by the other manager’s name', async () => {
    const path = file('ssa.yaml', configMap('c: "1"').replace('settings', 'shared'))
    expect(await out('apply', '--server-side', '-f', path)).toBe('configmap/shared serverside-applied\n')
    file('ssa.yaml', configMap('c: "2"').replace('settings', 'shared'))
    const conflict = await k('apply', '--server-side', '--field-manager=other', '-f', path)
    expect(conflict.code).toBe(1)
    expect(conflict.stderr).toMatch(/conflict with "kubectl"[\s\S]*\.data\.c/)
    expect(
      await out('apply', '--server-side', '--field-manager=other', '--force-conflicts', '-f', path),
    ).toContain('serverside-applied')
    expect(await out('diff', '--server-side', '--field-manager=other', '-f', path)).toBe('')
  })

  it('patches in each of the three ways, labels, annotates, and deletes', async () => {
    await out('create', 'configmap', 'patched', '-n', 'demo', '--from-literal=k=v')
    const patch = (type: string, body: string) =>
      out('patch', 'cm', 'patched', '-n', 'demo', '--type', type, '-p', body)
    expect(await patch('merge', '{"data":{"m":"1"}}')).toBe('configmap/patched patched\n')
    expect(await patch('json', '[{"op":"replace","path":"/data/k","value":"w"}]')).toContain('patched')
    expect(await patch('strategic', '{"data":{"m":null}}')).toContain('patched')
    expect(await out('get', 'cm', 'patched', '-n', 'demo', '-o', 'jsonpath={.data}')).toBe('{"k":"w"}')
    await out('label', 'cm', 'patched', '-n', 'demo', 'x=y')
    await out('annotate', 'cm', 'patched', '-n', 'demo', 'x=y')
    expect(await out('delete', 'cm', '-n', 'demo', '-l', 'x=y')).toMatch(/^configmap "patched" deleted/)
  })

  it('takes all manifests that render prints, with a dry run on the server', async () => {
    const { stdout } = await stage.troupe('render')
    const path = file('rendered.yaml', stdout)
    const lines = (await out('apply', '--server-side', '--force-conflicts', '--dry-run=server', '-f', path))
      .trim()
      .split('\n')
    expect(lines.length).toBe(stdout.split('\n---\n').length)
    expect(lines.filter((line) => !line.endsWith(' serverside-applied (server dry run)'))).toEqual([])
    expect(
      (await k('diff', '--server-side', '--force-conflicts', '--field-manager=troupe', '-f', path)).stdout,
    ).toBe('')
    expect((await stage.troupe('plan')).code).toBe(0)
  })

  it('runs into the quota that Troupe wrote', async () => {
    const pod = (cpu: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: big, namespace: demo}\nspec:\n  securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}\n  containers:\n    - name: c\n      image: demo/hello:1\n      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}\n      resources: {requests: {cpu: "${cpu}", memory: 1Gi}, limits: {cpu: "${cpu}", memory: 1Gi}}\n`
    const refused = await k('apply', '-f', file('pod.yaml', pod('9')))
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(
      /exceeded quota: troupe-quota, requested: requests\.cpu=9, used: requests\.cpu=0, limited: requests\.cpu=8/,
    )
    const privileged = await k(
      'apply',
      '-f',
      file('pod.yaml', pod('1').replace('allowPrivilegeEscalation: false', 'privileged: true')),
    )
    expect(privileged.stderr).toMatch(/violates PodSecurity "restricted/)
  })
})

describe.skipIf(program === undefined)('kubectl waits', () => {
  it('watches what happens, and waits for what should', async () => {
    const watching = spawn(program ?? 'kubectl', ['get', 'cm', '-n', 'dev', '--watch', '-o', 'name'], {
      cwd: stage.cwd,
      env: cleanEnv(stage.env),
    })
    const end = ended(watching)
    const seen = says(watching, /configmap\/seen\n/)
    await out('create', 'configmap', 'seen', '-n', 'dev')
    await seen
    watching.kill()
    await end
    const waiting = k('wait', '--for=delete', 'cm/seen', '-n', 'dev', '--timeout=10s')
    await out('delete', 'cm', 'seen', '-n', 'dev')
    expect((await waiting).code).toBe(0)
    expect(await out('wait', '--for=jsonpath={.status.phase}=Active', 'ns/dev', '--timeout=5s')).toContain(
      'condition met',
    )
    expect((await k('wait', '--for=condition=Ready', 'ns/dev', '--timeout=1s')).code).toBe(1)
  })
})

describe.skipIf(program === undefined)('kubectl as somebody else', () => {
  const as = ['--as', 'dana', '--as-group', 'team-demo', '--as-group', 'system:authenticated']
  const can = async (...args: string[]) => (await k('auth', 'can-i', ...args, ...as)).stdout.trim()

  it('may do in his team’s namespace what edit allows, and nothing elsewhere', async () => {
    expect(await can('create', 'deployments.apps', '-n', 'demo')).toBe('yes')
    expect(await can('create', 'rolebindings.rbac.authorization.k8s.io', '-n', 'demo')).toBe('no')
    expect(await can('get', 'secrets', '-n', 'dev')).toBe('no')
    expect(await can('delete', 'namespaces')).toBe('no')
    const refused = await k('get', 'secrets', '-n', 'dev', ...as)
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/Forbidden.*User "dana" cannot list resource "secrets"/),
    })
    expect((await k('get', 'pods', '-n', 'demo', ...as)).code).toBe(0)
  })
})
