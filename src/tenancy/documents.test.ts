import fc from 'fast-check'
import { expect, it } from 'vitest'
import { load, platform, team, told } from '../../test/tenancy/description.ts'

const head = (apiVersion: string, kind: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n`

it('says what may stand in a description', async () => {
  const files = {
    'a.yaml': head('v1', 'ConfigMap'),
    'b.yaml': head('v1', 'List'),
    'c.yaml': head('troupe.dev/v1beta1', 'Team'),
    'd.yaml': head('troupe.dev/v1alpha1', 'team'),
    'e.yaml': head('troupe.dev/v1alpha1', 'Project'),
    'f.yaml': 'kind: Team\nmetadata: {name: x}\n',
    'g.yaml': 'apiVersion: troupe.dev/v1alpha1\n',
    'h.yaml': 'just text\n',
    'i.yaml': head('troup.dev/v1alpha1', 'Team'),
    'j.yaml': '[]',
  }
  expect(await told(files)).toMatchInlineSnapshot(`
    "a.yaml:1:13 | apiVersion | "v1" (ConfigMap) is not ours: what may stand here is Platform and Team of troupe.dev/v1alpha1; keep other objects in a folder of their own
    b.yaml:1:13 | apiVersion | a List can't stand here: write each of its items as a document of its own; what may stand here is Platform and Team of troupe.dev/v1alpha1
    c.yaml:1:13 | apiVersion | "troupe.dev/v1beta1" is not a version that we know: write troupe.dev/v1alpha1
    d.yaml:2:7 | kind | "team" is no kind of ours: did you mean "Team"?
    e.yaml:2:7 | kind | "Project" is no kind of ours: what may stand here is Platform and Team of troupe.dev/v1alpha1
    f.yaml:1:1 | apiVersion | is missing: write troupe.dev/v1alpha1; what may stand here is Platform and Team of troupe.dev/v1alpha1
    g.yaml:1:1 | kind | is missing: write Platform or Team
    h.yaml:1:1 | this document is no map: what may stand here is Platform and Team of troupe.dev/v1alpha1
    i.yaml:1:13 | apiVersion | "troup.dev/v1alpha1" (Team) is not ours: did you mean "troupe.dev/v1alpha1"?
    j.yaml:1:1 | this document is no map: what may stand here is Platform and Team of troupe.dev/v1alpha1"
  `)
})

it('says what is unknown, missing, of another type or out of bounds', async () => {
  const files = {
    'p.yaml':
      'apiVersion: troupe.dev/v1alpha1\nkind: Platform\nmetadata: {}\nspec:\n  kubernetes: [1]\n  keycloak:\n    realm:\n    users: [{username: JOE, email: joe}]\n',
    'q.yaml': team('a--b', { acess: '[]', quota: '{}', whatever: '1' }),
    'r.yaml': team('r', {
      displayName: '12',
      protect: 'yes',
      access: '{}',
      registry:
        '{storage: 5, scan: {blockFrom: hihg}, signatures: gpg, retention: [{keepMostRecent: 1.5}, {keepMostRecent: 0}, {keepMostRecent: 100000}], robots: {pull: {rotateAfter: 3w}}}',
      namespace:
        '{quota: {pods: -1, requests.memory: 16GB, requests.cpu: 1.5, limits.memory: 5g}, serviceAccounts: [""], name: 5}',
      apps: '[{host: Shop}, {name: a, service: {port: 70000}, open: [healthz, 5]}, text]',
    }),
    's.yaml': team('s', {
      access: '[{group: a/b, role: owner, from: {entra: []}}, {role: devloper}, {role: 5}]',
    }),
  }
  expect(await told(files)).toMatchInlineSnapshot(`
    "p.yaml:3:11 | metadata.name | is missing: write a text (Its name, in every system)
    p.yaml:4:1 | spec.domain | is missing: write a text (Everything is under it unless said otherwise: harbor.<domain>, *.<team>.<domain>)
    p.yaml:4:1 | spec.harbor | is missing: write a map (The registry)
    p.yaml:5:15 | spec.kubernetes | a list can't stand here: write a map
    p.yaml:6:3 | spec.keycloak.credentials | is missing: write a map (How Troupe signs in: as a client, or as a user)
    p.yaml:8:13 | spec.keycloak.users[0].firstName | is missing: write a text (Asked for at the first sign-in, if Keycloak lacked it)
    p.yaml:8:13 | spec.keycloak.users[0].lastName | is missing: write a text (Asked for at the first sign-in, if Keycloak lacked it)
    p.yaml:8:24 | spec.keycloak.users[0].username | "JOE" is not a user name: write lower-case letters and digits, with ".", "_", "-" and "@" inside
    p.yaml:8:36 | spec.keycloak.users[0].email | "joe" is not an e-mail address
    q.yaml:3:18 | metadata.name | "a--b" is not a name: write at most 40 lower-case letters, digits and single hyphens, beginning with a letter, e.g. "shop-web"
    q.yaml:5:3 | spec.acess | is unknown here: did you mean "access"?
    q.yaml:6:3 | spec.quota | is unknown here: it belongs to spec.namespace.quota
    q.yaml:7:3 | spec.whatever | is unknown here: what may stand here is displayName, protect, access, namespace, registry, apps
    r.yaml:5:16 | spec.displayName | 12 is no text to YAML: write "12", with the quotes
    r.yaml:6:12 | spec.protect | "yes" can't stand here: write true or false
    r.yaml:7:11 | spec.access | a map can't stand here: write a list
    r.yaml:8:23 | spec.registry.storage | 5 is no text to YAML: write "5", with the quotes
    r.yaml:8:44 | spec.registry.scan.blockFrom | "hihg" is not one of "low", "medium", "high" or "critical": did you mean "high"?
    r.yaml:8:63 | spec.registry.signatures | "gpg" can't stand here: write "none", "cosign" or "notation"
    r.yaml:8:97 | spec.registry.retention[0].keepMostRecent | 1.5 can't stand here: write a whole number
    r.yaml:8:120 | spec.registry.retention[1].keepMostRecent | 0 is too small: write at least 1
    r.yaml:8:141 | spec.registry.retention[2].keepMostRecent | 100000 is too large: write at most 10000
    r.yaml:8:180 | spec.registry.robots.pull.rotateAfter | "3w" is not a duration: write e.g. "30d" or "12h"
    r.yaml:9:29 | spec.namespace.quota.pods | -1 is too small: write at least 0
    r.yaml:9:50 | spec.namespace.quota["requests.memory"] | "16GB" is not a quantity: write 16G or 16Gi
    r.yaml:9:70 | spec.namespace.quota["requests.cpu"] | 1.5 is not a quantity: write "1.5"
    r.yaml:9:90 | spec.namespace.quota["limits.memory"] | "5g" is not a quantity: write 5G or 5Gi
    r.yaml:9:113 | spec.namespace.serviceAccounts[0] | "" is not a name of Kubernetes: write lower-case letters, digits, hyphens and dots, e.g. "wildcard-tls"
    r.yaml:9:124 | spec.namespace.name | 5 is not a name: write at most 40 lower-case letters, digits and single hyphens, beginning with a letter, e.g. "shop-web"
    r.yaml:10:10 | spec.apps[0].name | is missing: write a text (Its name, and its Service's)
    r.yaml:10:17 | spec.apps[0].host | "Shop" is not a host name: write e.g. "shop.demo.example.org"
    r.yaml:10:50 | spec.apps[1].service.port | 70000 is too large: write at most 65535
    r.yaml:10:65 | spec.apps[1].open[0] | "healthz" is not a path: write e.g. "/healthz"
    r.yaml:10:74 | spec.apps[1].open[1] | 5 is not a path: write e.g. "/healthz"
    r.yaml:10:79 | spec.apps[2] | a text can't stand here: write a map
    s.yaml:5:20 | spec.access[0].group | "a/b" is not a group name: write letters, digits, ".", "_", "-" and blanks inside, no "/", e.g. "team-demo"
    s.yaml:5:31 | spec.access[0].role | "owner" is a role that not every system has: write "admin"
    s.yaml:5:52 | spec.access[0].from.entra | holds too few: at least 1 must stand here
    s.yaml:5:65 | spec.access[1].role | "devloper" is not one of "guest", "developer", "maintainer" or "admin": did you mean "developer"?
    s.yaml:5:83 | spec.access[2].role | 5 can't stand here: write "guest", "developer", "maintainer" or "admin""
  `)
})

it('goes on with the sound parts of a broken document', async () => {
  const files = {
    'p.yaml': platform({ domain: '5', harbor: '{credentials: {password: secret}, adminGroup: team-demo}' }),
    'a.yaml': team('demo', { registry: '{storage: 5GB, project: library}' }),
  }
  expect(await told(files)).toMatchInlineSnapshot(`
    "a.yaml:3:18 | metadata.name | "team-demo" is the group of the platform's administrators (p.yaml:7:57): who is in it may do everything anyway
    a.yaml:5:23 | spec.registry.storage | "5GB" is not a size: write 5G or 5Gi
    a.yaml:5:37 | spec.registry.project | "library" is Harbor's own public project: name another one
    p.yaml:5:11 | spec.domain | 5 is not a host name: write e.g. "shop.demo.example.org"
    p.yaml:7:36 | spec.harbor.credentials.password | a secret can't stand here: name where it is, e.g. {env: HARBOR_PASSWORD}, {file: /run/secrets/harbor} or {secretKeyRef: {namespace: troupe, name: harbor, key: password}}"
  `)
})

it('does not complain of what is missing because it was broken', async () => {
  const broken = platform({
    keycloak: '{credentials: {username: admin, password: {env: A}}, identityProviders: [{alias: entra}]}',
  })
  expect(
    await told({ 'p.yaml': broken, 'a.yaml': team('demo', { access: '[{from: {entra: [a]}}]' }) }),
  ).toMatchInlineSnapshot(`
    "p.yaml:6:86 | spec.keycloak.identityProviders[0].clientId | is missing: write a text (The client that it knows Keycloak by)
    p.yaml:6:86 | spec.keycloak.identityProviders[0].clientSecret | is missing: name where the secret is, e.g. {env: HARBOR_PASSWORD}
    p.yaml:6:86 | spec.keycloak.identityProviders[0].issuer | is missing: write a text (Its issuer; the end points are found by discovery)"
  `)
})

it('lays teams over the defaults: maps merge, lists and scalars replace, null takes away', async () => {
  const defaults =
    '{protect: true, registry: {scan: {blockFrom: high}, immutable: [{tags: "v*"}], storage: 5Gi}, namespace: {quota: {pods: 10, services: 5}}}'
  const { tenancy } = await load({
    'p.yaml': platform({ teamDefaults: defaults }),
    'a.yaml': team('a', {
      registry: '{storage: 7Gi, immutable: [], scan: {blockFrom: null, onPush: false}}',
      namespace: '{quota: {pods: 3}}',
    }),
    'b.yaml': team('b', { registry: '' }),
  })
  const [a, b] = tenancy.teams
  expect(a?.registry).toMatchObject({ storage: '7Gi', immutable: [], scan: { onPush: false } })
  expect(a?.registry.scan.blockFrom).toBeUndefined()
  expect(a?.namespace.quota).toEqual({ pods: 3, services: 5 })
  expect([a?.protect, b?.protect]).toEqual([true, true])
})

it('takes a whole part of the defaults away with null, and none of the schema’s own', async () => {
  const { tenancy } = await load({
    'p.yaml': platform({ teamDefaults: '{registry: {storage: 5Gi}}' }),
    'a.yaml': team('a', { registry: 'null' }),
  })
  expect(tenancy.teams[0]?.registry.storage).toBe('20Gi')
})

it('says once, and where it stands, what is wrong with the defaults', async () => {
  const files = {
    'p.yaml': platform({
      teamDefaults:
        '{registry: {storage: 5GB}, namespace: {limits: {defaultRequest: {cpu: 3}}}, regstry: {}}',
    }),
    'a.yaml': team('a'),
    'b.yaml': team('b', { registry: '{storage: 6GB}' }),
  }
  expect(await told(files)).toMatchInlineSnapshot(`
    "b.yaml:5:23 | spec.registry.storage | "6GB" is not a size: write 6G or 6Gi
    p.yaml:8:38 | spec.teamDefaults.registry.storage | "5GB" is not a size: write 5G or 5Gi
    p.yaml:8:87 | spec.teamDefaults.namespace.limits.defaultRequest.cpu | a container would request 3 of cpu by default, more than its limit of 500m: Kubernetes refuses that
    p.yaml:8:93 | spec.teamDefaults.regstry | is unknown here: did you mean "registry"?"
  `)
})

it('reads `__proto__` as a key like any other', async () => {
  expect(
    await told({
      'p.yaml': platform({ teamDefaults: '{__proto__: {protect: true}}' }),
      'a.yaml': team('a', { __proto__x: '1' }),
    }),
  ).toMatchInlineSnapshot(`
    "a.yaml:5:3 | spec.__proto__x | is unknown here: what may stand here is displayName, protect, access, namespace, registry, apps
    p.yaml:8:18 | spec.teamDefaults.__proto__ | is unknown here: what may stand here is displayName, protect, access, namespace, registry, apps"
  `)
  expect(Object.getPrototypeOf({})).toBe(Object.prototype)
  expect('protect' in {}).toBe(false)
})

it('gives the same tenancy however its documents are spread over files and named', async () => {
  const documents = [
    platform({ teamDefaults: '{protect: true}' }),
    ...['a', 'b', 'c', 'ab', 'z-1'].map((name) => team(name, { apps: '[{name: x}]' })),
  ]
  const { tenancy } = await load({ 'all.yaml': documents.join('---\n') })
  const spread = fc.shuffledSubarray(documents, { minLength: documents.length }).chain((shuffled) =>
    fc.tuple(
      fc.constant(shuffled),
      fc.array(fc.constantFrom('a.yaml', 'Z.yml', 'ä/b.yaml', 'sub/deep/c.yaml'), {
        minLength: shuffled.length,
        maxLength: shuffled.length,
      }),
    ),
  )
  await fc.assert(
    fc.asyncProperty(spread, async ([shuffled, names]) => {
      const files: Record<string, string> = {}
      for (const [index, text] of shuffled.entries()) {
        const name = names[index] ?? 'a.yaml'
        files[name] = files[name] === undefined ? text : `${files[name]}---\n${text}`
      }
      expect((await load(files)).tenancy).toEqual(tenancy)
    }),
    { numRuns: 30 },
  )
})

it('reports the same problems in whatever order the paths are given', async () => {
  const files = { 'a.yaml': team('demo'), 'b.yaml': team('demo', { storage: '1' }), 'c.yaml': platform() }
  const reversed = Object.fromEntries(Object.entries(files).reverse())
  expect(await told(reversed)).toBe(await told(files))
})
