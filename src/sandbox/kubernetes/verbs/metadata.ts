/** What every object's metadata must satisfy, and what the server fills in. */
import { randomInt, randomUUID } from 'node:crypto'
import {
  annotationKeyProblems,
  dnsSubdomain,
  labelKeyProblem,
  labelValueProblems,
  qualifiedNameProblems,
} from '../names.ts'
import { asText, equal, type JsonObject, type KubernetesObject, now } from '../object.ts'
import type { Problems } from '../problems.ts'
import type { Resource } from '../resources/resource.ts'

const ANNOTATIONS = 256 * 1024
const STANDARD_FINALIZERS = new Set(['orphan', 'foregroundDeletion', 'kubernetes'])
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

/** What the server says of a new object. */
export function fillMetadata(draft: KubernetesObject, namespace: string): void {
  const { metadata } = draft
  if (!metadata.name && asText(metadata['generateName']) !== '') {
    const suffix = Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
    metadata.name = `${asText(metadata['generateName']).slice(0, 58)}${suffix}`
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
    'generateName',
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
  if (!metadata.name) problems.required('metadata.name', 'name or generateName is required')
  else if (!before) {
    const rule = resource.behaviour.names ?? dnsSubdomain
    for (const problem of rule(metadata.name)) problems.invalid('metadata.name', metadata.name, problem)
  }
  for (const [key, value] of Object.entries(metadata.labels ?? {}).sort()) {
    const problem = labelKeyProblem(key)
    if (problem !== undefined) problems.invalid('metadata.labels', key, problem)
    for (const each of labelValueProblems(asText(value))) problems.invalid('metadata.labels', value, each)
  }
  checkAnnotations(metadata.annotations ?? {}, problems)
  for (const [index, finalizer] of (metadata.finalizers ?? []).entries()) {
    const field = `metadata.finalizers[${index}]`
    for (const problem of qualifiedNameProblems(finalizer)) problems.invalid(field, finalizer, problem)
    if (
      !resource.behaviour.plainFinalizers &&
      !finalizer.includes('/') &&
      !STANDARD_FINALIZERS.has(finalizer)
    ) {
      problems.invalid(
        field,
        finalizer,
        'name is neither a standard finalizer name nor is it fully qualified',
      )
    }
  }
  for (const owner of metadata.ownerReferences ?? []) {
    for (const field of ['apiVersion', 'kind', 'name', 'uid']) {
      if (asText(owner[field]) === '')
        problems.invalid(`metadata.ownerReferences.${field}`, '', 'must not be empty')
    }
  }
  if (before) checkChange(metadata, before, problems)
}

function checkAnnotations(annotations: { readonly [key: string]: string }, problems: Problems): void {
  let size = 0
  for (const [key, value] of Object.entries(annotations)) {
    for (const problem of annotationKeyProblems(key)) problems.invalid('metadata.annotations', key, problem)
    size += Buffer.byteLength(key) + Buffer.byteLength(asText(value))
  }
  if (size > ANNOTATIONS) problems.tooLong('metadata.annotations', ANNOTATIONS)
}

/** Two of the server's layers look at changes of metadata, so their problems come twice. */
function checkChange(
  metadata: KubernetesObject['metadata'],
  before: KubernetesObject,
  problems: Problems,
): void {
  const old = before.metadata
  for (const _layer of ['kind', 'generic']) {
    if (metadata.uid !== old.uid) problems.invalid('metadata.uid', metadata.uid ?? '', 'field is immutable')
    if (old.deletionTimestamp === undefined) continue
    const fresh = (metadata.finalizers ?? []).filter((each) => !(old.finalizers ?? []).includes(each))
    if (fresh.length > 0) {
      const shown = fresh.map((each) => JSON.stringify(each)).join(', ')
      problems.forbidden(
        'metadata.finalizers',
        `no new finalizers can be added if the object is being deleted, found new finalizers []string{${shown}}`,
      )
    }
  }
}

/** Whether anything but metadata and status differs: that is what generations count. */
export function contentDiffers(a: KubernetesObject, b: KubernetesObject): boolean {
  const content = (object: KubernetesObject): JsonObject => {
    const { metadata, status, apiVersion, kind, ...rest } = object
    return rest
  }
  return !equal(content(a), content(b))
}
