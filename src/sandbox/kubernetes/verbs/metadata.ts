/** What every object's metadata must satisfy, and what the server fills in. */
import { randomInt, randomUUID } from 'node:crypto'
import {
  annotationKeyProblems,
  dnsSubdomain,
  labelKeyProblem,
  labelValueProblems,
  qualifiedNameProblems,
} from '../names.ts'
import { asText, equal, type JsonObject, type KubernetesObject, now, type ObjectMeta } from '../object.ts'
import type { Problems } from '../problems.ts'
import type { Resource } from '../resources/resource.ts'

const ANNOTATIONS = 256 * 1024
const STANDARD_FINALIZERS = new Set(['orphan', 'foregroundDeletion', 'kubernetes'])
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

/** What generated names end in. */
export const randomSuffix = (): string =>
  Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')

/** What the server says of a new object. */
export function fillMetadata(draft: KubernetesObject, namespace: string): void {
  const { metadata } = draft
  if (!metadata.name && asText(metadata['generateName']) !== '') {
    metadata.name = `${asText(metadata['generateName']).slice(0, 58)}${randomSuffix()}`
  }
  if (namespace === '') delete metadata.namespace
  else metadata.namespace = namespace
  for (const field of [
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'selfLink',
    'generation',
    'resourceVersion',
  ]) {
    delete metadata[field]
  }
  metadata.uid = randomUUID()
  metadata.creationTimestamp = now()
}

/** What the server keeps of an old object, whatever the writer says. */
export function keepMetadata(draft: KubernetesObject, before: KubernetesObject): void {
  const { metadata } = draft
  const old = before.metadata
  for (const field of [
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generation',
  ] as const) {
    if (old[field] === undefined) delete metadata[field]
    else (metadata as JsonObject)[field] = old[field]
  }
  metadata.uid ??= old.uid ?? ''
  if (old.namespace !== undefined) metadata.namespace = old.namespace
}

/** Collects what is wrong with metadata. */
export function checkMetadata(
  resource: Resource,
  { metadata }: KubernetesObject,
  before: KubernetesObject | undefined,
  problems: Problems,
): void {
  if (!before) {
    checkNames(resource, metadata, problems)
    checkWhole(metadata, problems)
    checkKubeFinalizers(resource, metadata, problems)
    return
  }
  // Several layers of the server look at a change, and each says what it finds.
  checkWhole(metadata, problems)
  checkChange(metadata, before, problems)
  checkChange(metadata, before, problems)
  checkKubeFinalizers(resource, metadata, problems)
  if (!VALIDATED_AS_A_WHOLE.has(resource.kind) || resource.custom) return
  checkWhole(metadata, problems)
  checkKubeFinalizers(resource, metadata, problems)
}

/** Kinds that are validated like new ones when they change, on top of the change itself. */
const VALIDATED_AS_A_WHOLE = new Set([
  'ConfigMap',
  'Secret',
  'Service',
  'ServiceAccount',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
])

function checkNames(resource: Resource, metadata: ObjectMeta, problems: Problems): void {
  const rule = resource.behaviour.names ?? dnsSubdomain
  const prefix = asText(metadata['generateName'])
  for (const problem of rule(withoutDash(prefix || 'a')))
    problems.invalid('metadata.generateName', prefix, problem)
  if (!metadata.name) problems.required('metadata.name', 'name or generateName is required')
  else for (const problem of rule(metadata.name)) problems.invalid('metadata.name', metadata.name, problem)
}

/** A prefix as it is judged: more will follow, so it may end in a dash. */
const withoutDash = (prefix: string): string =>
  prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix

/** @see https://github.com/kubernetes/apimachinery/blob/master/pkg/api/validation/objectmeta.go */
function checkWhole(metadata: ObjectMeta, problems: Problems): void {
  checkLabels(metadata, problems)
  checkAnnotations(metadata.annotations ?? {}, problems)
  checkOwners(metadata.ownerReferences ?? [], problems)
  const finalizers = metadata.finalizers ?? []
  for (const finalizer of finalizers) {
    for (const problem of qualifiedNameProblems(finalizer))
      problems.invalid('metadata.finalizers', finalizer, problem)
  }
  if (['orphan', 'foregroundDeletion'].every((each) => finalizers.includes(each))) {
    const why = 'finalizer orphan and foregroundDeletion cannot be both set'
    problems.invalid('metadata.finalizers', finalizers, why)
  }
}

function checkLabels({ labels = {} }: ObjectMeta, problems: Problems): void {
  for (const [key, value] of Object.entries(labels).sort()) {
    const problem = labelKeyProblem(key)
    if (problem !== undefined) problems.invalid('metadata.labels', key, problem)
    for (const each of labelValueProblems(asText(value))) problems.invalid('metadata.labels', value, each)
  }
}

/** Finalizers without a domain are Kubernetes' own; custom kinds may have others. */
function checkKubeFinalizers(
  { behaviour }: Resource,
  { finalizers = [] }: ObjectMeta,
  problems: Problems,
): void {
  if (behaviour.plainFinalizers) return
  for (const [index, finalizer] of finalizers.entries()) {
    if (finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)) continue
    const why = 'name is neither a standard finalizer name nor is it fully qualified'
    problems.invalid(`metadata.finalizers[${index}]`, finalizer, why)
  }
}

function checkOwners(owners: readonly JsonObject[], problems: Problems): void {
  let controller = ''
  for (const owner of owners) {
    for (const field of ['apiVersion', 'kind', 'name', 'uid']) {
      const why = field === 'apiVersion' ? 'version must not be empty' : 'must not be empty'
      if (asText(owner[field]) === '') problems.invalid(`metadata.ownerReferences.${field}`, '', why)
    }
    if (owner['apiVersion'] === 'v1' && owner['kind'] === 'Event')
      problems.invalid('metadata.ownerReferences', owner, '/v1, Kind=Event is disallowed from being an owner')
    if (owner['controller'] !== true) continue
    const named = `${asText(owner['kind'])}/${asText(owner['name'])}`
    if (controller === '') controller = named
    else {
      const why = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${named}`
      problems.invalid('metadata.ownerReferences', owners, why)
    }
  }
}

function checkAnnotations(annotations: { readonly [key: string]: string }, problems: Problems): void {
  let size = 0
  for (const [key, value] of Object.entries(annotations)) {
    for (const problem of annotationKeyProblems(key)) problems.invalid('metadata.annotations', key, problem)
    size += Buffer.byteLength(key) + Buffer.byteLength(asText(value))
  }
  if (size > ANNOTATIONS) problems.tooLong('metadata.annotations', ANNOTATIONS)
}

function checkChange(metadata: ObjectMeta, before: KubernetesObject, problems: Problems): void {
  const old = before.metadata
  if (old.deletionTimestamp !== undefined) {
    const fresh = (metadata.finalizers ?? []).filter((each) => !(old.finalizers ?? []).includes(each))
    if (fresh.length > 0) {
      const shown = [...fresh].sort().map((each) => JSON.stringify(each))
      problems.forbidden(
        'metadata.finalizers',
        `no new finalizers can be added if the object is being deleted, found new finalizers []string{${shown.join(', ')}}`,
      )
    }
  }
  if (metadata.uid !== old.uid) problems.invalid('metadata.uid', metadata.uid ?? '', 'field is immutable')
  checkLabels(metadata, problems)
  checkAnnotations(metadata.annotations ?? {}, problems)
  checkOwners(metadata.ownerReferences ?? [], problems)
}

/** Whether anything but metadata and status differs: that is what generations count. */
export function contentDiffers(a: KubernetesObject, b: KubernetesObject): boolean {
  const content = (object: KubernetesObject): JsonObject => {
    const { metadata, status, apiVersion, kind, ...rest } = object
    return rest
  }
  return !equal(content(a), content(b))
}
