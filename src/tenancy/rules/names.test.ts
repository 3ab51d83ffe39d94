import { expect, it } from 'vitest'
import { platform, team, told } from '../../../test/tenancy/description.ts'

it('says where the other Team of a name is', async () => {
  expect(
    await told({ 'p.yaml': platform(), 'a.yaml': team('demo'), 'b.yaml': team('demo') }),
  ).toMatchInlineSnapshot(`"b.yaml:3:18 | metadata.name | there is a Team "demo" already (a.yaml:3:18)"`)
})

it('refuses a second Platform', async () => {
  expect(
    await told({ 'p.yaml': platform(), 'q.yaml': platform(), 'a.yaml': team('demo') }),
  ).toMatchInlineSnapshot(
    `"q.yaml:3:18 | metadata.name | "otomi" is a second Platform, and a description has one (the first: p.yaml:3:18)"`,
  )
})

it('refuses one namespace for two teams', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', { namespace: '{name: apps}' }),
      'b.yaml': team('dev', { namespace: '{name: apps}' }),
    }),
  ).toMatchInlineSnapshot(
    `"b.yaml:5:21 | spec.namespace.name | the namespace "apps" is team demo's already (a.yaml:5:21): name another one"`,
  )
})

it('refuses a namespace that another team has by its name', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo'),
      'b.yaml': team('dev', { namespace: '{name: demo}' }),
    }),
  ).toMatchInlineSnapshot(
    `"b.yaml:5:21 | spec.namespace.name | the namespace "demo" is team demo's already (a.yaml:3:18): name another one"`,
  )
})

it('refuses namespaces of Kubernetes, the mesh, the servers and the platform', async () => {
  expect(
    await told({
      'p.yaml': platform({ mesh: '{gateway: {namespace: edge}}' }),
      'a.yaml': team('default'),
      'b.yaml': team('kube-apps'),
      'c.yaml': team('istio-system'),
      'd.yaml': team('edge'),
      'e.yaml': team('harbor'),
      'f.yaml': team('keycloak'),
      'g.yaml': team('x', { namespace: '{name: troupe}' }),
    }),
  ).toMatchInlineSnapshot(`
    "a.yaml:3:18 | metadata.name | the namespace "default" belongs to Kubernetes itself: name another one in spec.namespace.name
    b.yaml:3:18 | metadata.name | the namespace "kube-apps" belongs to Kubernetes itself: name another one in spec.namespace.name
    c.yaml:3:18 | metadata.name | the namespace "istio-system" belongs to Istio: name another one in spec.namespace.name
    d.yaml:3:18 | metadata.name | the namespace "edge" belongs to the gateway: name another one in spec.namespace.name
    e.yaml:3:18 | metadata.name | the namespace "harbor" belongs to Harbor: name another one in spec.namespace.name
    f.yaml:3:18 | metadata.name | the namespace "keycloak" belongs to Keycloak: name another one in spec.namespace.name
    g.yaml:5:21 | spec.namespace.name | the namespace "troupe" belongs to the platform: name another one"
  `)
})

it('takes a reserved name for a team whose namespace is another', async () => {
  expect(
    await told({ 'p.yaml': platform(), 'a.yaml': team('harbor', { namespace: '{name: harbor-team}' }) }),
  ).toMatchInlineSnapshot(`""`)
})

it('refuses a platform namespace of Kubernetes', async () => {
  expect(
    await told({ 'p.yaml': platform({ namespace: 'kube-system' }), 'a.yaml': team('demo') }),
  ).toMatchInlineSnapshot(
    `"p.yaml:8:14 | spec.namespace | the namespace "kube-system" belongs to Kubernetes itself: the platform's secrets need one of their own"`,
  )
})

it('refuses one project for two teams', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', { registry: '{project: images}' }),
      'b.yaml': team('dev', { registry: '{project: images}' }),
    }),
  ).toMatchInlineSnapshot(
    `"b.yaml:5:23 | spec.registry.project | the Harbor project "images" is team demo's already (a.yaml:5:23): name another one"`,
  )
})

it("refuses Harbor's own project", async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('library'),
      'b.yaml': team('dev', { registry: '{project: library}' }),
    }),
  ).toMatchInlineSnapshot(`
    "a.yaml:3:18 | metadata.name | "library" is Harbor's own public project: name another one in spec.registry.project
    a.yaml:3:18 | metadata.name | the Harbor project "library" is team dev's already (b.yaml:5:23): name another one in spec.registry.project
    b.yaml:5:23 | spec.registry.project | "library" is Harbor's own public project: name another one"
  `)
})

it('refuses a default that would give every team one name', async () => {
  expect(
    await told({
      'p.yaml': platform({ teamDefaults: '{namespace: {name: apps}, registry: {project: images}}' }),
      'a.yaml': team('demo'),
      'b.yaml': team('dev'),
    }),
  ).toMatchInlineSnapshot(`
    "p.yaml:8:36 | spec.teamDefaults.namespace.name | is a name of one team and no default: every team would have the same
    p.yaml:8:63 | spec.teamDefaults.registry.project | is a name of one team and no default: every team would have the same"
  `)
})

it("refuses a robot prefix that can't begin a login", async () => {
  expect(
    await told({
      'p.yaml': platform({ harbor: `{credentials: {password: {env: C}}, robotPrefix: 'robot:'}` }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"p.yaml:7:60 | spec.harbor.robotPrefix | "robot:" can't begin a login: no ":" and no blank can stand in it"`,
  )
})

it("refuses robot logins that Harbor can't store", async () => {
  expect(
    await told({
      'p.yaml': platform({
        harbor: `{credentials: {password: {env: C}}, robotPrefix: '${'r'.repeat(250)}'}`,
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"p.yaml:7:60 | spec.harbor.robotPrefix | makes logins of 259 characters, and Harbor takes 255: write a shorter one"`,
  )
})

it('refuses our own marks as labels', async () => {
  const marked = team('demo').replace(
    '{name: demo}',
    '{name: demo, labels: {troupe.dev/team: dev, owner: x}}',
  )
  expect(await told({ 'p.yaml': platform(), 'a.yaml': marked })).toMatchInlineSnapshot(
    `"a.yaml:3:33 | metadata.labels["troupe.dev/team"] | is the mark of what Troupe has made: take it out"`,
  )
})
