/**
 * What tables show of kinds that have nothing else special about them.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/printers/internalversion/printers.go
 */
import { asList, asObject, asText, asTexts, at, type JsonObject, type KubernetesObject } from '../object.ts'
import type { Column } from './resource.ts'

const AGE: Column = { name: 'Age', cell: () => null }
const text =
  (...path: string[]) =>
  (object: KubernetesObject): string =>
    asText(at(object, ...path))
const or = (fallback: string, cell: (object: KubernetesObject) => string) => (object: KubernetesObject) =>
  cell(object) || fallback

/** A number or a percentage. */
const amount = (path: readonly string[]) => (object: KubernetesObject) => `${at(object, ...path) ?? 'N/A'}`

export const budgetColumns: readonly Column[] = [
  { name: 'Min Available', cell: amount(['spec', 'minAvailable']) },
  { name: 'Max Unavailable', cell: amount(['spec', 'maxUnavailable']) },
  {
    name: 'Allowed Disruptions',
    type: 'integer',
    cell: (object) => at(object, 'status', 'disruptionsAllowed') ?? 0,
  },
]

function printTarget(metric: JsonObject): string {
  const part = asObject(metric[asText(metric['type']).replace(/^./, (first) => first.toLowerCase())])
  const { averageUtilization, averageValue, value } = asObject(part['target'])
  const wanted =
    averageUtilization === undefined ? `${averageValue ?? value ?? ''}` : `${averageUtilization}%`
  const name = asText(part['name'])
  return `${name === '' ? '' : `${name}: `}<unknown>/${wanted}`
}

export const autoscalerColumns: readonly Column[] = [
  {
    name: 'Reference',
    cell: (object) => {
      const { kind, name } = asObject(at(object, 'spec', 'scaleTargetRef'))
      return `${asText(kind)}/${asText(name)}`
    },
  },
  {
    name: 'Targets',
    cell: (object) =>
      asList(at(object, 'spec', 'metrics'))
        .map((metric) => printTarget(asObject(metric)))
        .join(', ') || '<none>',
  },
  { name: 'MinPods', cell: (object) => `${at(object, 'spec', 'minReplicas') ?? '<unset>'}` },
  { name: 'MaxPods', type: 'integer', cell: (object) => at(object, 'spec', 'maxReplicas') ?? 0 },
  { name: 'Replicas', type: 'integer', cell: (object) => at(object, 'status', 'currentReplicas') ?? 0 },
]

/** At most three, and how many more there are. */
function few(parts: readonly string[]): string {
  if (parts.length === 0) return '<none>'
  return parts.length > 3 ? `${parts.slice(0, 3).join(',')} + ${parts.length - 3} more...` : parts.join(',')
}

export const endpointsColumns: readonly Column[] = [
  {
    name: 'Endpoints',
    cell: ({ subsets }) =>
      few(
        asList(subsets)
          .map(asObject)
          .flatMap(({ addresses, ports }) =>
            asList(addresses).flatMap((address) => {
              const ip = asText(asObject(address)['ip'])
              const all = asList(ports).map(asObject)
              return all.length === 0 ? [ip] : all.map(({ port }) => `${ip}:${port}`)
            }),
          ),
      ),
  },
]

export const sliceColumns: readonly Column[] = [
  { name: 'AddressType', cell: text('addressType') },
  {
    name: 'Ports',
    cell: ({ ports }) =>
      few(asList(ports).map((each) => `${asObject(each)['port'] ?? '*'}`)).replace('<none>', '<unset>'),
  },
  {
    name: 'Endpoints',
    cell: ({ endpoints }) =>
      few(asList(endpoints).flatMap((each) => asTexts(asObject(each)['addresses']))).replace(
        '<none>',
        '<unset>',
      ),
  },
]

const MODES: { readonly [mode: string]: string } = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
}
const modes =
  (...path: string[]) =>
  (object: KubernetesObject) =>
    asTexts(at(object, ...path))
      .map((mode) => MODES[mode] ?? mode)
      .join(',')
const going =
  (phase: (object: KubernetesObject) => string) =>
  (object: KubernetesObject): string =>
    object.metadata.deletionTimestamp === undefined ? phase(object) : 'Terminating'
const VOLUME_MODE: Column = {
  name: 'VolumeMode',
  priority: 1,
  cell: or('<unset>', text('spec', 'volumeMode')),
}
const ATTRIBUTES: Column = {
  name: 'VolumeAttributesClass',
  cell: or('<unset>', text('spec', 'volumeAttributesClassName')),
}

export const claimColumns: readonly Column[] = [
  { name: 'Status', cell: going(text('status', 'phase')) },
  { name: 'Volume', cell: text('spec', 'volumeName') },
  { name: 'Capacity', cell: text('status', 'capacity', 'storage') },
  { name: 'Access Modes', cell: modes('status', 'accessModes') },
  { name: 'StorageClass', cell: text('spec', 'storageClassName') },
  ATTRIBUTES,
  AGE,
  VOLUME_MODE,
]

export const volumeColumns: readonly Column[] = [
  { name: 'Capacity', cell: text('spec', 'capacity', 'storage') },
  { name: 'Access Modes', cell: modes('spec', 'accessModes') },
  { name: 'Reclaim Policy', cell: text('spec', 'persistentVolumeReclaimPolicy') },
  { name: 'Status', cell: going(text('status', 'phase')) },
  {
    name: 'Claim',
    cell: (object) => {
      const { namespace, name } = asObject(at(object, 'spec', 'claimRef'))
      return name === undefined ? '' : `${asText(namespace)}/${asText(name)}`
    },
  },
  { name: 'StorageClass', cell: text('spec', 'storageClassName') },
  ATTRIBUTES,
  { name: 'Reason', cell: text('status', 'reason') },
  AGE,
  VOLUME_MODE,
]

const address = (type: string) =>
  or('<none>', (object) =>
    asText(
      asList(at(object, 'status', 'addresses'))
        .map(asObject)
        .find((each) => each['type'] === type)?.['address'],
    ),
  )
const ROLE = 'node-role.kubernetes.io/'

export const nodeColumns: readonly Column[] = [
  {
    name: 'Status',
    cell: (object) => {
      const ready = asList(at(object, 'status', 'conditions'))
        .map(asObject)
        .find((each) => each['type'] === 'Ready')
      const word = ready === undefined ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady'
      return at(object, 'spec', 'unschedulable') === true ? `${word},SchedulingDisabled` : word
    },
  },
  {
    name: 'Roles',
    cell: ({ metadata }) =>
      Object.keys(metadata.labels ?? {})
        .filter((key) => key.startsWith(ROLE))
        .map((key) => key.slice(ROLE.length))
        .sort()
        .join(',') || '<none>',
  },
  AGE,
  { name: 'Version', cell: text('status', 'nodeInfo', 'kubeletVersion') },
  { name: 'Internal-IP', priority: 1, cell: address('InternalIP') },
  { name: 'External-IP', priority: 1, cell: address('ExternalIP') },
  { name: 'OS-Image', priority: 1, cell: or('<unknown>', text('status', 'nodeInfo', 'osImage')) },
  { name: 'Kernel-Version', priority: 1, cell: or('<unknown>', text('status', 'nodeInfo', 'kernelVersion')) },
  {
    name: 'Container-Runtime',
    priority: 1,
    cell: or('<unknown>', text('status', 'nodeInfo', 'containerRuntimeVersion')),
  },
]

export const storageClassColumns: readonly Column[] = [
  { name: 'Provisioner', cell: text('provisioner') },
  { name: 'ReclaimPolicy', cell: or('Delete', text('reclaimPolicy')) },
  { name: 'VolumeBindingMode', cell: or('Immediate', text('volumeBindingMode')) },
  {
    name: 'AllowVolumeExpansion',
    type: 'boolean',
    cell: (object) => object['allowVolumeExpansion'] === true,
  },
]

export const priorityClassColumns: readonly Column[] = [
  { name: 'Value', type: 'integer', cell: (object) => object['value'] ?? 0 },
  { name: 'Global-Default', type: 'boolean', cell: (object) => object['globalDefault'] === true },
  AGE,
  { name: 'PreemptionPolicy', cell: text('preemptionPolicy') },
]

export const ingressClassColumns: readonly Column[] = [
  { name: 'Controller', cell: text('spec', 'controller') },
  {
    name: 'Parameters',
    cell: (object) => {
      const { apiGroup, kind, name } = asObject(at(object, 'spec', 'parameters'))
      if (kind === undefined) return '<none>'
      return `${asText(kind)}${apiGroup === undefined ? '' : `.${asText(apiGroup)}`}/${asText(name)}`
    },
  },
]

export const runtimeClassColumns: readonly Column[] = [{ name: 'Handler', cell: text('handler') }]

export const webhookColumns: readonly Column[] = [
  { name: 'Webhooks', type: 'integer', cell: ({ webhooks }) => asList(webhooks).length },
]

export const revisionColumns: readonly Column[] = [
  {
    name: 'Controller',
    cell: ({ metadata }) => {
      const owner = (metadata.ownerReferences ?? []).find(({ controller }) => controller === true)
      if (!owner) return '<none>'
      const group = asText(owner['apiVersion']).split('/')[0] ?? ''
      return `${asText(owner['kind']).toLowerCase()}.${group}/${asText(owner['name'])}`
    },
  },
  { name: 'Revision', type: 'integer', cell: (object) => object['revision'] ?? 0 },
]
