/**
 * PodSecurity: the levels `baseline` and `restricted`, enforced on pods, warned of on what makes pods.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
import {
  asList,
  asObject,
  asText,
  asTexts,
  at,
  isObject,
  type JsonObject,
  type JsonValue,
} from '../object.ts'
import { forbidden } from '../status.ts'
import { resourceKey } from '../storage.ts'
import { type Plugin, type Review, subjectOf } from './admission.ts'

const TEMPLATES = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
  'ReplicationController',
])
const LABEL = 'pod-security.kubernetes.io/'

function podSpecOf({ resource, object }: Review): JsonObject | undefined {
  if (resource.group === '' && resource.kind === 'Pod') return asObject(object?.['spec'])
  if (resource.kind === 'CronJob')
    return asObject(at(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec'))
  return TEMPLATES.has(resource.kind) ? asObject(at(object, 'spec', 'template', 'spec')) : undefined
}

/** @see contract 37-pod-admission */
export const podSecurity: Plugin = (review, { storage }) => {
  const { operation, namespace, object, subresource } = review
  if (operation === 'DELETE' || !object || subresource !== '') return
  const spec = podSpecOf(review)
  if (!spec) return
  const labels = storage.get(resourceKey('', 'namespaces'), '', namespace)?.metadata.labels ?? {}
  const level = (mode: string) => labels[`${LABEL}${mode}`] ?? 'privileged'
  const shown = (mode: string) => `"${level(mode)}:${labels[`${LABEL}${mode}-version`] ?? 'latest'}"`
  const isPod = review.resource.kind === 'Pod'
  const broken = violations(spec, level('enforce'))
  if (isPod && broken.length > 0) {
    throw forbidden(subjectOf(review), `violates PodSecurity ${shown('enforce')}: ${broken.join(', ')}`)
  }
  const warned = violations(spec, level('warn'))
  const mode = warned.length > 0 ? 'warn' : 'enforce'
  const texts = warned.length > 0 ? warned : isPod ? [] : broken
  if (texts.length > 0) review.warn(`would violate PodSecurity ${shown(mode)}: ${texts.join(', ')}`)
}

interface Container {
  readonly name: string
  readonly context: JsonObject
  readonly ports: readonly JsonObject[]
}

function violations(spec: JsonObject, level: string): string[] {
  if (level !== 'baseline' && level !== 'restricted') return []
  const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    asList(spec[list])
      .filter(isObject)
      .map((container) => ({
        name: asText(container['name']),
        context: asObject(container['securityContext']),
        ports: asList(container['ports']).map(asObject),
      })),
  )
  const checks = level === 'baseline' ? [...BASELINE] : [...BASELINE, ...RESTRICTED]
  const found = checks.flatMap((check) => check(spec, containers) ?? [])
  // Of two checks of one thing the server reports the stricter one.
  return level === 'restricted' ? found.filter((text) => !text.startsWith('non-default capabilities')) : found
}

type Check = (spec: JsonObject, containers: readonly Container[]) => string | undefined

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')
const some = (names: readonly string[]): string =>
  `${names.length > 1 ? 'containers' : 'container'} ${quoted(names)}`
const named = (containers: readonly Container[], bad: (container: Container) => boolean): string[] =>
  containers.filter(bad).map(({ name }) => name)

const DEFAULT_CAPABILITIES = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
])
const added = (context: JsonObject): string[] => asTexts(at(context, 'capabilities', 'add'))

const BASELINE: readonly Check[] = [
  (spec) => {
    const used = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => spec[field] === true)
    return used.length > 0
      ? `host namespaces (${used.map((field) => `${field}=true`).join(', ')})`
      : undefined
  },
  (spec) => {
    const volumes = asList(spec['volumes'])
      .map(asObject)
      .filter((volume) => volume['hostPath'] !== undefined)
    const names = volumes.map((volume) => asText(volume['name']))
    return names.length > 0
      ? `hostPath volumes (${names.length > 1 ? 'volumes' : 'volume'} ${quoted(names)})`
      : undefined
  },
  (_spec, containers) => {
    const bad = named(containers, ({ ports }) => ports.some((port) => Number(port['hostPort'] ?? 0) > 0))
    return bad.length > 0 ? `hostPort (${some(bad)} uses hostPort)` : undefined
  },
  (_spec, containers) => {
    const bad = named(containers, ({ context }) => context['privileged'] === true)
    return bad.length > 0
      ? `privileged (${some(bad)} must not set securityContext.privileged=true)`
      : undefined
  },
  (_spec, containers) => {
    const foreign = (context: JsonObject) => added(context).filter((each) => !DEFAULT_CAPABILITIES.has(each))
    const bad = named(containers, ({ context }) => foreign(context).length > 0)
    const all = [...new Set(containers.flatMap(({ context }) => foreign(context)))].sort()
    if (bad.length === 0) return undefined
    return `non-default capabilities (${some(bad)} must not include ${quoted(all)} in securityContext.capabilities.add)`
  },
]

const seccomp = (context: JsonValue | undefined): string => asText(at(context, 'seccompProfile', 'type'))

const RESTRICTED: readonly Check[] = [
  (_spec, containers) => {
    const bad = named(containers, ({ context }) => context['allowPrivilegeEscalation'] !== false)
    if (bad.length === 0) return undefined
    return `allowPrivilegeEscalation != false (${some(bad)} must set securityContext.allowPrivilegeEscalation=false)`
  },
  (_spec, containers) => {
    const keeps = named(
      containers,
      ({ context }) => !asTexts(at(context, 'capabilities', 'drop')).includes('ALL'),
    )
    const adds = (context: JsonObject) => added(context).filter((each) => each !== 'NET_BIND_SERVICE')
    const bad = named(containers, ({ context }) => adds(context).length > 0)
    const all = [...new Set(containers.flatMap(({ context }) => adds(context)))].sort()
    const parts = [
      ...(keeps.length > 0 ? [`${some(keeps)} must set securityContext.capabilities.drop=["ALL"]`] : []),
      ...(bad.length > 0
        ? [`${some(bad)} must not include ${quoted(all)} in securityContext.capabilities.add`]
        : []),
    ]
    return parts.length > 0 ? `unrestricted capabilities (${parts.join('; ')})` : undefined
  },
  (spec, containers) => {
    const pod = at(spec, 'securityContext', 'runAsNonRoot') === true
    const bad = named(containers, ({ context }) => (context['runAsNonRoot'] ?? pod) !== true)
    if (bad.length === 0) return undefined
    return `runAsNonRoot != true (pod or ${some(bad)} must set securityContext.runAsNonRoot=true)`
  },
  (spec, containers) => {
    const bad = named(containers, ({ context }) => context['runAsUser'] === 0)
    if (at(spec, 'securityContext', 'runAsUser') === 0) return 'runAsUser=0 (pod must not set runAsUser=0)'
    return bad.length > 0 ? `runAsUser=0 (${some(bad)} must not set runAsUser=0)` : undefined
  },
  (spec, containers) => {
    const fine = (type: string) => type === 'RuntimeDefault' || type === 'Localhost'
    const pod = fine(seccomp(spec['securityContext']))
    const bad = named(
      containers,
      ({ context }) => !fine(seccomp(context)) && !(pod && seccomp(context) === ''),
    )
    if (bad.length === 0) return undefined
    return `seccompProfile (pod or ${some(bad)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")`
  },
]
