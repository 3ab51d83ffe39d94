import { expect, it } from 'vitest'
import { platform, team, told } from '../../../test/tenancy/description.ts'

it('wants each secret in one place', async () => {
  expect(
    await told({
      'p.yaml': platform({
        keycloak:
          '{credentials: {username: admin, password: {}}, identityProviders: [{alias: e, issuer: "https://e.org", clientId: x, clientSecret: {env: A, file: /b}}], users: [{username: joe, email: joe@example.org, firstName: A, lastName: B, password: {env: A, secretKeyRef: {namespace: a, name: b, key: c}}}]}',
        harbor: '{credentials: {password: {}}}',
        probes: '{accounts: [{username: eve, through: e, password: {}}]}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(`
    "p.yaml:6:55 | spec.keycloak.credentials.password | is empty: name where the secret is by one of env, file or secretKeyRef
    p.yaml:6:143 | spec.keycloak.identityProviders[0].clientSecret | names env and file: a secret is in one place, so keep one of env, file or secretKeyRef
    p.yaml:6:250 | spec.keycloak.users[0].password | names env and secretKeyRef: a secret is in one place, so keep one of env, file or secretKeyRef
    p.yaml:7:36 | spec.harbor.credentials.password | is empty: name where the secret is by one of env, file or secretKeyRef
    p.yaml:8:61 | spec.probes.accounts[0].password | is empty: name where the secret is by one of env, file or secretKeyRef"
  `)
})

it('refuses secrets of the platform in the namespace of a team', async () => {
  expect(
    await told({
      'p.yaml': platform({
        harbor: '{credentials: {password: {secretKeyRef: {namespace: demo, name: a, key: b}}}}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"p.yaml:7:63 | spec.harbor.credentials.password.secretKeyRef.namespace | "demo" is the namespace of team demo, who could read this secret: keep it in "troupe""`,
  )
})

it('wants one way to sign in to Keycloak: none', async () => {
  expect(
    await told({ 'p.yaml': platform({ keycloak: '{credentials: {}}' }), 'a.yaml': team('demo') }),
  ).toMatchInlineSnapshot(
    `"p.yaml:6:27 | spec.keycloak.credentials | is empty: write clientId and clientSecret, or username and password"`,
  )
})

it('wants one way to sign in to Keycloak: both', async () => {
  expect(
    await told({
      'p.yaml': platform({
        keycloak: '{credentials: {clientId: a, clientSecret: {env: A}, username: b, password: {env: B}}}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"p.yaml:6:27 | spec.keycloak.credentials | names two ways to sign in: write clientId and clientSecret, or username and password, not both"`,
  )
})

it('wants one way to sign in to Keycloak: half a client', async () => {
  expect(
    await told({ 'p.yaml': platform({ keycloak: '{credentials: {clientId: a}}' }), 'a.yaml': team('demo') }),
  ).toMatchInlineSnapshot(
    `"p.yaml:6:27 | spec.keycloak.credentials | lacks clientSecret: write clientId and clientSecret, or username and password"`,
  )
})

it('wants one way to sign in to Keycloak: half a user', async () => {
  expect(
    await told({
      'p.yaml': platform({ keycloak: '{credentials: {password: {env: A}}}' }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"p.yaml:6:27 | spec.keycloak.credentials | lacks username: write clientId and clientSecret, or username and password"`,
  )
})

it('refuses credentials of a realm without rights', async () => {
  expect(
    await told({
      'p.yaml': platform({
        keycloak: '{credentials: {username: admin, password: {env: A}}, loginRealm: other}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(
    `"p.yaml:6:78 | spec.keycloak.loginRealm | "other" has no rights over the realm "otomi": write "master" or "otomi""`,
  )
})

it('refuses literal secrets and does not repeat them', async () => {
  expect(
    await told({
      'p.yaml': platform({
        keycloak: '{credentials: {clientId: a, clientSecret: hunter2}}',
        harbor: '{credentials: {password: {hunter2: x}}}',
        probes:
          '{accounts: [{username: e, through: e, password: {env: "hunter2!"}}, {username: f, through: e, password: {secretKeyRef: hunter2}}, {username: g, through: e, password: {secretKeyRef: {namespace: "hunter 2", name: "hunter 2", key: "hunter 2"}}}, {username: g, through: e, password: {file: 2}}]}',
      }),
      'a.yaml': team('demo'),
    }),
  ).toMatchInlineSnapshot(`
    "p.yaml:6:55 | spec.keycloak.credentials.clientSecret | a secret can't stand here: name where it is, e.g. {env: HARBOR_PASSWORD}, {file: /run/secrets/harbor} or {secretKeyRef: {namespace: troupe, name: harbor, key: password}}
    p.yaml:7:36 | spec.harbor.credentials.password | a secret can't stand here: name where it is, e.g. {env: HARBOR_PASSWORD}, {file: /run/secrets/harbor} or {secretKeyRef: {namespace: troupe, name: harbor, key: password}}
    p.yaml:8:46 | spec.probes.accounts[0].through | no identity provider has the alias "e": the Platform names none
    p.yaml:8:65 | spec.probes.accounts[0].password.env | names no environment variable: write letters, digits and "_", e.g. HARBOR_PASSWORD
    p.yaml:8:102 | spec.probes.accounts[1].through | no identity provider has the alias "e": the Platform names none
    p.yaml:8:130 | spec.probes.accounts[1].password.secretKeyRef | names no key of a Secret: write {namespace: troupe, name: harbor, key: password}
    p.yaml:8:164 | spec.probes.accounts[2].through | no identity provider has the alias "e": the Platform names none
    p.yaml:8:204 | spec.probes.accounts[2].password.secretKeyRef.namespace | names no object of Kubernetes: write lower-case letters, digits, hyphens and dots
    p.yaml:8:222 | spec.probes.accounts[2].password.secretKeyRef.name | names no object of Kubernetes: write lower-case letters, digits, hyphens and dots
    p.yaml:8:239 | spec.probes.accounts[2].password.secretKeyRef.key | names no key of a Secret: write letters, digits, "-", "_" and "."
    p.yaml:8:265 | spec.probes.accounts[3].username | there is a probe account "g" of e already (p.yaml:8:152)
    p.yaml:8:277 | spec.probes.accounts[3].through | no identity provider has the alias "e": the Platform names none
    p.yaml:8:297 | spec.probes.accounts[3].password.file | names no file: write its path, e.g. /run/secrets/harbor"
  `)
})
