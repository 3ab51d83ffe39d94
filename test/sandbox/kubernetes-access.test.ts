import { expect, test } from 'vitest'
import { kubernetesForTests } from './kubernetes.ts'

const ask = kubernetesForTests()
const RBAC = '/apis/rbac.authorization.k8s.io/v1'
const TOKEN = '/api/v1/namespaces/default/serviceaccounts/default/token'

test('questions about rights that say too little or too much are refused', async () => {
  const review = (kind: string, body: object) => ask('POST', `/apis/authorization.k8s.io/v1/${kind}`, body)
  const resourceAttributes = { verb: 'get', resource: 'pods' }
  expect(await review('selfsubjectaccessreviews', { spec: {} })).toMatchObject({
    status: 422,
    fields: ['spec.resourceAttributes'],
  })
  const both = { user: 'jo', resourceAttributes, nonResourceAttributes: { path: '/', verb: 'get' } }
  expect(await review('subjectaccessreviews', { spec: both })).toMatchObject({
    fields: ['spec.nonResourceAttributes'],
  })
  const elsewhere = {
    spec: { user: 'jo', resourceAttributes: { ...resourceAttributes, namespace: 'other' } },
  }
  expect(await review('namespaces/default/localsubjectaccessreviews', elsewhere)).toMatchObject({
    fields: ['spec.resourceAttributes.namespace'],
  })
  expect(await review('selfsubjectrulesreviews', { spec: {} })).toMatchObject({
    status: 400,
    message: 'no namespace on request',
  })
  expect(await ask('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { spec: {} })).toMatchObject({
    status: 400,
  })
})

test('roles rule resources or paths, aggregate something, and bind what can have a name', async () => {
  const role = (name: string, rest: object) =>
    ask('POST', `${RBAC}/clusterroles`, { metadata: { name }, ...rest })
  const rules = [{ verbs: ['get'], apiGroups: [''], resources: ['pods'], nonResourceURLs: ['/x'] }]
  expect((await role('both', { rules })).message).toContain(
    'rules cannot apply to both regular resources and non-resource URLs',
  )
  expect(await role('none', { aggregationRule: { clusterRoleSelectors: [] } })).toMatchObject({
    fields: ['aggregationRule.clusterRoleSelectors'],
  })
  const matchExpressions = [
    { key: 'a', operator: 'In' },
    { key: 'b!', operator: 'Near' },
  ]
  expect(
    await role('odd', { aggregationRule: { clusterRoleSelectors: [{ matchExpressions }] } }),
  ).toMatchObject({
    fields: ['values', 'operator', 'key'].map(
      (part, at) => `aggregationRule.clusterRoleSelectors[0].matchExpressions[${Math.min(at, 1)}].${part}`,
    ),
  })
  const bound = await ask('POST', `${RBAC}/namespaces/default/rolebindings`, {
    metadata: { name: 'b' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a/b' },
    subjects: [{ kind: 'ServiceAccount', name: 'No_Name' }],
  })
  expect(bound.fields).toEqual(['roleRef.name', 'subjects[0].name'])
})

test('impersonation takes on extra values', async () => {
  const said = await ask(
    'POST',
    '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    {},
    {
      'impersonate-user': 'jo',
      'impersonate-extra-example.com%2fteam': 'demo',
    },
  )
  expect(said.json.status.userInfo).toEqual({
    username: 'jo',
    groups: ['system:authenticated'],
    extra: { 'example.com/team': ['demo'] },
  })
})

test('a token is bound to what there is, for a time that makes sense, and dies with it', async () => {
  const pods = '/api/v1/namespaces/default/pods'
  const made = await ask('POST', pods, {
    metadata: { name: 'bound' },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  })
  const token = (spec: object) => ask('POST', TOKEN, { spec })
  const ref = (kind: string, name: string, uid?: string) => ({
    boundObjectRef: { apiVersion: 'v1', kind, name, ...(uid && { uid }) },
  })
  expect(await token({ expirationSeconds: 2 ** 32 + 1 })).toMatchObject({ status: 422 })
  expect(await token(ref('ConfigMap', 'x'))).toMatchObject({
    status: 400,
    message: 'cannot bind token to object of type /v1, Kind=ConfigMap',
  })
  expect(await token(ref('Pod', 'absent'))).toMatchObject({ status: 404, message: 'pods "absent" not found' })
  expect(await token(ref('Pod', 'bound', 'other'))).toMatchObject({ status: 409 })
  const bound = (await token(ref('Pod', 'bound', made.json.metadata.uid))).json.status.token
  const review = () => ask('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token: bound } })
  expect((await review()).json.status.user.extra).toMatchObject({
    'authentication.kubernetes.io/credential-id': [expect.stringMatching(/^JTI=/)],
    'authentication.kubernetes.io/pod-name': ['bound'],
  })
  await ask('DELETE', `${pods}/bound`)
  expect((await review()).json.status.authenticated).toBeUndefined()
})
