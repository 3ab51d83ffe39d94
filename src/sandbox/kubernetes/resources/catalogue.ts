/** Every built-in kind that is served. One line each; what is special about a kind is its behaviour. */
import { asList, asObject, asText, at, fieldOf, type JsonObject } from '../object.ts'
import { resourceKey } from '../storage.ts'
import { builtinType } from '../types/builtin.ts'
import { admissionPolicy, admissionPolicyBinding } from './admission-policy.ts'
import * as columns from './columns.ts'
import { customDefinition } from './custom-definition.ts'
import { event, eventConversion } from './event.ts'
import { cronJob, job } from './job.ts'
import { limitRange } from './limit-range.ts'
import { namespace } from './namespace.ts'
import { networkPolicy } from './network-policy.ts'
import { pod } from './pod.ts'
import { resourceQuota } from './quota.ts'
import { clusterRoleBehaviour, clusterRoleBinding, roleBehaviour, roleBinding } from './rbac.ts'
import { ALL_VERBS, type Behaviour, type Column, type Resource } from './resource.ts'
import { workloadScale } from './scale.ts'
import { configMap, secret } from './secret.ts'
import { service } from './service.ts'
import { daemonSet, deployment, replicaSet, statefulSet } from './workload.ts'

interface Line {
  readonly type: string
  readonly plural: string
  readonly group: string
  readonly cluster?: boolean
  readonly short?: string
  readonly categories?: readonly string[]
  readonly subresources?: readonly string[]
  readonly behaviour?: Behaviour
  readonly verbs?: readonly string[]
  readonly extra?: Partial<Resource>
}

const keepStatus: Behaviour = {
  prepare: (draft, before) => {
    if (before && before['status'] !== undefined) draft['status'] = before['status']
  },
}
const counted: Behaviour = { ...keepStatus, generation: true }
const ALL = ['all']
const STATUS = ['status']
const SCALED = { subresources: ['scale', 'status'], extra: { scale: workloadScale } }
const WITHOUT_COLLECTION = ALL_VERBS.filter((verb) => verb !== 'deletecollection')

/** Volumes and claims for them wait to be bound; nobody does that here. */
const waiting = (defaults: (spec: JsonObject) => void, shown: readonly Column[]): Behaviour => ({
  returnsDeleted: true,
  defaults: (draft) => {
    const spec = fieldOf(draft, 'spec')
    spec['volumeMode'] ??= 'Filesystem'
    defaults(spec)
  },
  prepare: (draft, before) => {
    draft['status'] = before?.['status'] ?? { phase: 'Pending' }
  },
  columns: shown,
})
const claim = waiting(() => undefined, columns.claimColumns)
const volume = waiting((spec) => {
  spec['persistentVolumeReclaimPolicy'] ??= 'Retain'
}, columns.volumeColumns)

const lease: Behaviour = {
  createOnUpdate: true,
  needsVersion: true,
  columns: [{ name: 'Holder', cell: (object) => asText(at(object, 'spec', 'holderIdentity')) }],
}

const ingress: Behaviour = {
  ...counted,
  check: (object, _before, problems) => {
    const rules = asList(at(object, 'spec', 'rules')).map(asObject)
    for (const [index, rule] of rules.entries()) {
      for (const [each, path] of asList(at(rule, 'http', 'paths'))
        .map(asObject)
        .entries()) {
        const field = `spec.rules[${index}].http.paths[${each}]`
        if (asText(path['pathType']) === '')
          problems.required(`${field}.pathType`, 'pathType must be specified')
      }
    }
    if (rules.length === 0 && at(object, 'spec', 'defaultBackend') === undefined) {
      problems.invalid('spec', {}, 'either `defaultBackend` or `rules` must be specified')
    }
  },
  columns: [
    { name: 'Class', cell: (object) => asText(at(object, 'spec', 'ingressClassName')) || '<none>' },
    {
      name: 'Hosts',
      cell: (object) =>
        asList(at(object, 'spec', 'rules'))
          .map((rule) => asText(asObject(rule)['host']))
          .filter((host) => host !== '')
          .join(',') || '*',
    },
    { name: 'Address', cell: () => '' },
    { name: 'Ports', cell: (object) => (asList(at(object, 'spec', 'tls')).length > 0 ? '80, 443' : '80') },
  ],
}

const account: Behaviour = { returnsDeleted: true }

const RBAC = 'rbac.authorization.k8s.io'
const ADMISSION = 'admissionregistration.k8s.io'
const NETWORKING = 'networking.k8s.io'

const lines: readonly Line[] = [
  {
    type: 'core/v1.Namespace',
    plural: 'namespaces',
    group: '',
    cluster: true,
    short: 'ns',
    subresources: ['finalize', 'status'],
    behaviour: namespace,
    verbs: WITHOUT_COLLECTION,
  },
  { type: 'core/v1.Secret', plural: 'secrets', group: '', behaviour: secret },
  { type: 'core/v1.ConfigMap', plural: 'configmaps', group: '', short: 'cm', behaviour: configMap },
  {
    type: 'core/v1.ServiceAccount',
    plural: 'serviceaccounts',
    group: '',
    short: 'sa',
    subresources: ['token'],
    behaviour: account,
  },
  {
    type: 'core/v1.ResourceQuota',
    plural: 'resourcequotas',
    group: '',
    short: 'quota',
    subresources: STATUS,
    behaviour: resourceQuota,
  },
  { type: 'core/v1.LimitRange', plural: 'limitranges', group: '', short: 'limits', behaviour: limitRange },
  {
    type: 'core/v1.Service',
    plural: 'services',
    group: '',
    short: 'svc',
    categories: ALL,
    subresources: STATUS,
    behaviour: service,
  },
  {
    type: 'core/v1.Endpoints',
    plural: 'endpoints',
    group: '',
    short: 'ep',
    behaviour: { createOnUpdate: true, columns: columns.endpointsColumns },
  },
  { type: 'core/v1.Event', plural: 'events', group: '', short: 'ev', behaviour: event },
  {
    type: 'core/v1.Pod',
    plural: 'pods',
    group: '',
    short: 'po',
    categories: ALL,
    subresources: STATUS,
    behaviour: pod,
  },
  {
    type: 'core/v1.Node',
    plural: 'nodes',
    group: '',
    cluster: true,
    short: 'no',
    subresources: STATUS,
    behaviour: { ...keepStatus, columns: columns.nodeColumns },
  },
  {
    type: 'core/v1.PersistentVolumeClaim',
    plural: 'persistentvolumeclaims',
    group: '',
    short: 'pvc',
    subresources: STATUS,
    behaviour: claim,
  },
  {
    type: 'core/v1.PersistentVolume',
    plural: 'persistentvolumes',
    group: '',
    cluster: true,
    short: 'pv',
    subresources: STATUS,
    behaviour: volume,
  },
  {
    type: 'core/v1.ReplicationController',
    plural: 'replicationcontrollers',
    group: '',
    short: 'rc',
    categories: ALL,
    ...SCALED,
    behaviour: counted,
  },
  { type: 'core/v1.PodTemplate', plural: 'podtemplates', group: '' },
  {
    type: 'apps/v1.Deployment',
    plural: 'deployments',
    group: 'apps',
    short: 'deploy',
    categories: ALL,
    ...SCALED,
    behaviour: deployment,
  },
  {
    type: 'apps/v1.StatefulSet',
    plural: 'statefulsets',
    group: 'apps',
    short: 'sts',
    categories: ALL,
    ...SCALED,
    behaviour: statefulSet,
  },
  {
    type: 'apps/v1.DaemonSet',
    plural: 'daemonsets',
    group: 'apps',
    short: 'ds',
    categories: ALL,
    subresources: STATUS,
    behaviour: daemonSet,
  },
  {
    type: 'apps/v1.ReplicaSet',
    plural: 'replicasets',
    group: 'apps',
    short: 'rs',
    categories: ALL,
    ...SCALED,
    behaviour: replicaSet,
  },
  {
    type: 'apps/v1.ControllerRevision',
    plural: 'controllerrevisions',
    group: 'apps',
    behaviour: { columns: columns.revisionColumns },
  },
  {
    type: 'batch/v1.Job',
    plural: 'jobs',
    group: 'batch',
    categories: ALL,
    subresources: STATUS,
    behaviour: job,
  },
  {
    type: 'batch/v1.CronJob',
    plural: 'cronjobs',
    group: 'batch',
    short: 'cj',
    categories: ALL,
    subresources: STATUS,
    behaviour: cronJob,
  },
  { type: 'rbac/v1.Role', plural: 'roles', group: RBAC, behaviour: roleBehaviour },
  {
    type: 'rbac/v1.ClusterRole',
    plural: 'clusterroles',
    group: RBAC,
    cluster: true,
    behaviour: clusterRoleBehaviour,
  },
  { type: 'rbac/v1.RoleBinding', plural: 'rolebindings', group: RBAC, behaviour: roleBinding },
  {
    type: 'rbac/v1.ClusterRoleBinding',
    plural: 'clusterrolebindings',
    group: RBAC,
    cluster: true,
    behaviour: clusterRoleBinding,
  },
  {
    type: 'networking/v1.NetworkPolicy',
    plural: 'networkpolicies',
    group: NETWORKING,
    short: 'netpol',
    behaviour: networkPolicy,
  },
  {
    type: 'networking/v1.Ingress',
    plural: 'ingresses',
    group: NETWORKING,
    short: 'ing',
    subresources: STATUS,
    behaviour: ingress,
  },
  {
    type: 'networking/v1.IngressClass',
    plural: 'ingressclasses',
    group: NETWORKING,
    cluster: true,
    behaviour: { generation: true, columns: columns.ingressClassColumns },
  },
  { type: 'coordination/v1.Lease', plural: 'leases', group: 'coordination.k8s.io', behaviour: lease },
  {
    type: 'events/v1.Event',
    plural: 'events',
    group: 'events.k8s.io',
    short: 'ev',
    behaviour: event,
    extra: { key: resourceKey('', 'events'), conversion: eventConversion },
  },
  {
    type: 'policy/v1.PodDisruptionBudget',
    plural: 'poddisruptionbudgets',
    group: 'policy',
    short: 'pdb',
    subresources: STATUS,
    behaviour: { ...counted, columns: columns.budgetColumns },
  },
  {
    type: 'autoscaling/v2.HorizontalPodAutoscaler',
    plural: 'horizontalpodautoscalers',
    group: 'autoscaling',
    short: 'hpa',
    categories: ALL,
    subresources: STATUS,
    behaviour: {
      ...counted,
      defaults: (draft) => {
        fieldOf(draft, 'spec')['minReplicas'] ??= 1
      },
      columns: columns.autoscalerColumns,
    },
    extra: { version: 'v2' },
  },
  {
    type: 'discovery/v1.EndpointSlice',
    plural: 'endpointslices',
    group: 'discovery.k8s.io',
    behaviour: { generation: true, columns: columns.sliceColumns },
  },
  {
    type: 'storage/v1.StorageClass',
    plural: 'storageclasses',
    group: 'storage.k8s.io',
    cluster: true,
    short: 'sc',
    behaviour: {
      defaults: (draft) => {
        draft['reclaimPolicy'] ??= 'Delete'
        draft['volumeBindingMode'] ??= 'Immediate'
      },
      columns: columns.storageClassColumns,
    },
  },
  {
    type: 'scheduling/v1.PriorityClass',
    plural: 'priorityclasses',
    group: 'scheduling.k8s.io',
    cluster: true,
    short: 'pc',
    behaviour: {
      generation: true,
      defaults: (draft) => {
        draft['preemptionPolicy'] ??= 'PreemptLowerPriority'
      },
      columns: columns.priorityClassColumns,
    },
  },
  {
    type: 'node/v1.RuntimeClass',
    plural: 'runtimeclasses',
    group: 'node.k8s.io',
    cluster: true,
    behaviour: { columns: columns.runtimeClassColumns },
  },
  {
    type: 'admissionregistration/v1.ValidatingAdmissionPolicy',
    plural: 'validatingadmissionpolicies',
    group: ADMISSION,
    cluster: true,
    subresources: STATUS,
    behaviour: admissionPolicy,
  },
  {
    type: 'admissionregistration/v1.ValidatingAdmissionPolicyBinding',
    plural: 'validatingadmissionpolicybindings',
    group: ADMISSION,
    cluster: true,
    behaviour: admissionPolicyBinding,
  },
  {
    type: 'admissionregistration/v1.ValidatingWebhookConfiguration',
    plural: 'validatingwebhookconfigurations',
    group: ADMISSION,
    cluster: true,
    behaviour: { generation: true, columns: columns.webhookColumns },
  },
  {
    type: 'admissionregistration/v1.MutatingWebhookConfiguration',
    plural: 'mutatingwebhookconfigurations',
    group: ADMISSION,
    cluster: true,
    behaviour: { generation: true, columns: columns.webhookColumns },
  },
  {
    type: 'apiextensions/v1.CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    group: 'apiextensions.k8s.io',
    cluster: true,
    short: 'crd,crds',
    categories: ['api-extensions'],
    subresources: STATUS,
    behaviour: customDefinition,
  },
]

function resourceOf(line: Line): Resource {
  const kind = line.type.split('.').at(-1) ?? ''
  return {
    group: line.group,
    version: 'v1',
    plural: line.plural,
    singular: kind.toLowerCase(),
    kind,
    listKind: `${kind}List`,
    namespaced: line.cluster !== true,
    shortNames: line.short?.split(',') ?? [],
    categories: line.categories ?? [],
    verbs: line.verbs ?? ALL_VERBS,
    subresources: line.subresources ?? [],
    schema: builtinType(line.type),
    key: resourceKey(line.group, line.plural),
    behaviour: line.behaviour ?? {},
    ...line.extra,
  }
}

/** The built-in kinds. */
export const builtinResources = (): Resource[] => lines.map(resourceOf)
