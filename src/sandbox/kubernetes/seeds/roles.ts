/** The roles and bindings that every cluster has. */
import type { JsonObject } from '../object.ts'

const RBAC = 'rbac.authorization.k8s.io'
const rule = (apiGroups: string[], resources: string[], verbs: string[]): JsonObject => ({
  verbs,
  apiGroups,
  resources,
})
const paths = (verbs: string[], nonResourceURLs: string[]): JsonObject => ({ verbs, nonResourceURLs })

const READ = ['get', 'list', 'watch']
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update']
const HEALTH = ['/healthz', '/livez', '/readyz', '/version', '/version/']

const CORE = [
  'configmaps',
  'endpoints',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'serviceaccounts',
  'services',
]
const WORKLOADS = [
  'daemonsets',
  'deployments',
  'deployments/scale',
  'replicasets',
  'replicasets/scale',
  'statefulsets',
  'statefulsets/scale',
]

const viewRules: JsonObject[] = [
  rule(
    [''],
    [...CORE, 'persistentvolumeclaims/status', 'replicationcontrollers/scale', 'services/status'],
    READ,
  ),
  rule(
    [''],
    [
      'bindings',
      'events',
      'limitranges',
      'namespaces/status',
      'pods/log',
      'pods/status',
      'replicationcontrollers/status',
      'resourcequotas',
      'resourcequotas/status',
    ],
    READ,
  ),
  rule([''], ['namespaces'], READ),
  rule(['discovery.k8s.io'], ['endpointslices'], READ),
  rule(
    ['apps'],
    [
      'controllerrevisions',
      ...WORKLOADS,
      'daemonsets/status',
      'deployments/status',
      'replicasets/status',
      'statefulsets/status',
    ],
    READ,
  ),
  rule(['autoscaling'], ['horizontalpodautoscalers', 'horizontalpodautoscalers/status'], READ),
  rule(['batch'], ['cronjobs', 'cronjobs/status', 'jobs', 'jobs/status'], READ),
  rule(['policy'], ['poddisruptionbudgets', 'poddisruptionbudgets/status'], READ),
  rule(['networking.k8s.io'], ['ingresses', 'ingresses/status', 'networkpolicies'], READ),
]

const editRules: JsonObject[] = [
  rule(
    [''],
    ['pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy', 'secrets', 'services/proxy'],
    READ,
  ),
  rule([''], ['serviceaccounts'], ['impersonate']),
  rule([''], ['pods', 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy'], WRITE),
  rule([''], ['pods/eviction'], ['create']),
  rule(
    [''],
    [
      'configmaps',
      'events',
      'persistentvolumeclaims',
      'replicationcontrollers',
      'replicationcontrollers/scale',
      'secrets',
      'serviceaccounts',
      'services',
      'services/proxy',
    ],
    WRITE,
  ),
  rule([''], ['serviceaccounts/token'], ['create']),
  rule(['apps'], [...WORKLOADS, 'deployments/rollback'], WRITE),
  rule(['autoscaling'], ['horizontalpodautoscalers'], WRITE),
  rule(['batch'], ['cronjobs', 'jobs'], WRITE),
  rule(['policy'], ['poddisruptionbudgets'], WRITE),
  rule(['networking.k8s.io'], ['ingresses', 'networkpolicies'], WRITE),
  rule(['coordination.k8s.io'], ['leases'], [...WRITE, ...READ]),
]

const adminRules: JsonObject[] = [
  rule(['authorization.k8s.io'], ['localsubjectaccessreviews'], ['create']),
  rule([RBAC], ['rolebindings', 'roles'], [...WRITE, ...READ]),
]

interface RoleSeed {
  readonly name: string
  readonly rules?: readonly JsonObject[]
  /** Gathers the rules of the roles with these labels. */
  readonly gathers?: string
  readonly feeds?: string
}

const AGGREGATE = 'rbac.authorization.k8s.io/aggregate-to-'

const roles: readonly RoleSeed[] = [
  { name: 'cluster-admin', rules: [rule(['*'], ['*'], ['*']), paths(['*'], ['*'])] },
  { name: 'admin', gathers: 'admin' },
  { name: 'edit', gathers: 'edit', feeds: 'admin' },
  { name: 'view', gathers: 'view', feeds: 'edit' },
  { name: 'system:aggregate-to-admin', rules: adminRules, feeds: 'admin' },
  { name: 'system:aggregate-to-edit', rules: editRules, feeds: 'edit' },
  { name: 'system:aggregate-to-view', rules: viewRules, feeds: 'view' },
  {
    name: 'system:basic-user',
    rules: [
      rule(['authorization.k8s.io'], ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'], ['create']),
      rule(['authentication.k8s.io'], ['selfsubjectreviews'], ['create']),
    ],
  },
  {
    name: 'system:discovery',
    rules: [
      paths(
        ['get'],
        [
          '/api',
          '/api/*',
          '/apis',
          '/apis/*',
          '/healthz',
          '/livez',
          '/openapi',
          '/openapi/*',
          '/readyz',
          '/version',
          '/version/',
        ],
      ),
    ],
  },
  { name: 'system:public-info-viewer', rules: [paths(['get'], HEALTH)] },
  {
    name: 'system:auth-delegator',
    rules: [
      rule(['authentication.k8s.io'], ['tokenreviews'], ['create']),
      rule(['authorization.k8s.io'], ['subjectaccessreviews'], ['create']),
    ],
  },
  { name: 'system:kube-dns', rules: [rule([''], ['endpoints', 'services'], ['list', 'watch'])] },
]

const bindings: readonly (readonly [role: string, groups: readonly string[]])[] = [
  ['cluster-admin', ['system:masters']],
  ['system:basic-user', ['system:authenticated']],
  ['system:discovery', ['system:authenticated']],
  ['system:public-info-viewer', ['system:authenticated', 'system:unauthenticated']],
]

const BOOTSTRAP = { 'kubernetes.io/bootstrapping': 'rbac-defaults' }

const roleObject = ({ name, rules = [], gathers, feeds }: RoleSeed): JsonObject => ({
  apiVersion: `${RBAC}/v1`,
  kind: 'ClusterRole',
  metadata: { name, labels: { ...BOOTSTRAP, ...(feeds ? { [`${AGGREGATE}${feeds}`]: 'true' } : {}) } },
  ...(gathers
    ? { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [`${AGGREGATE}${gathers}`]: 'true' } }] } }
    : {}),
  rules,
})

const bindingObject = (name: string, groups: readonly string[]): JsonObject => ({
  apiVersion: `${RBAC}/v1`,
  kind: 'ClusterRoleBinding',
  metadata: { name, labels: BOOTSTRAP },
  roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
  subjects: groups.map((group) => ({ kind: 'Group', apiGroup: RBAC, name: group })),
})

/** ClusterRoles and ClusterRoleBindings of a fresh cluster. */
export const defaultRoles = (): JsonObject[] => [
  ...roles.map(roleObject),
  ...bindings.map(([role, groups]) => bindingObject(role, groups)),
]
