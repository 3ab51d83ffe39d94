/** CustomResourceDefinitions: what may be defined, and what the server makes of it. */
import { checkSchema } from '../crd/structural.ts'
import { checkColumns, checkSelectable, checkSubresources } from '../crd/version-check.ts'
import { dnsLabel } from '../names.ts'
import {
  asList,
  asObject,
  asText,
  at,
  fieldOf,
  isObject,
  type JsonObject,
  type KubernetesObject,
} from '../object.ts'
import type { Problems } from '../problems.ts'
import type { Behaviour } from './resource.ts'

export const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io'

const versionsOf = (object: KubernetesObject): JsonObject[] =>
  asList(at(object, 'spec', 'versions')).map(asObject)

function checkNames(object: KubernetesObject, problems: Problems): void {
  const spec = asObject(object['spec'])
  const names = asObject(spec['names'])
  const plural = asText(names['plural'])
  if (object.metadata.name !== `${plural}.${asText(spec['group'])}`) {
    problems.invalid('metadata.name', object.metadata.name, 'must be spec.names.plural+"."+spec.group')
  }
  if (asText(spec['group']) === '') problems.required('spec.group')
  if (!['Cluster', 'Namespaced'].includes(asText(spec['scope']))) {
    problems.unsupported('spec.scope', spec['scope'] ?? '', ['Cluster', 'Namespaced'])
  }
  for (const field of ['plural', 'kind']) {
    const name = asText(names[field])
    if (name === '') problems.required(`spec.names.${field}`)
    else
      for (const problem of dnsLabel(name.toLowerCase()))
        problems.invalid(`spec.names.${field}`, name, problem)
  }
}

function checkVersions(object: KubernetesObject, problems: Problems): void {
  const versions = versionsOf(object)
  const stored = versions.filter((version) => version['storage'] === true)
  if (versions.length === 0) problems.required('spec.versions', 'must have at least one version')
  else if (stored.length !== 1) {
    problems.invalid('spec.versions', versions, 'must have exactly one version marked as storage version')
  }
  // Equal schemas of several versions are reported as one, as the internal type holds them.
  const [first] = versions
  const same = versions.every((each) => JSON.stringify(each['schema']) === JSON.stringify(first?.['schema']))
  for (const [index, version] of versions.entries()) {
    const schema = at(version, 'schema', 'openAPIV3Schema')
    if (!isObject(schema)) {
      problems.required(`spec.versions[${index}].schema.openAPIV3Schema`)
      continue
    }
    const place = `spec.versions[${index}]`
    checkColumns(version, place, problems)
    checkSubresources(version, place, problems)
    checkSelectable(version, place, problems)
    if (same && index > 0) continue
    checkSchema(
      schema,
      same ? 'spec.validation.openAPIV3Schema' : `spec.versions[${index}].schema.openAPIV3Schema`,
      problems,
    )
  }
}

/** @see contract 29-crd-life */
export const customDefinition: Behaviour = {
  generation: true,
  needsVersion: true,
  heldOnDelete: [CLEANUP],
  plainFinalizers: true,
  defaults: (draft) => {
    const spec = fieldOf(draft, 'spec')
    const names = fieldOf(spec, 'names')
    if (asText(names['singular']) === '') names['singular'] = asText(names['kind']).toLowerCase()
    if (asText(names['listKind']) === '' && asText(names['kind']) !== '')
      names['listKind'] = `${asText(names['kind'])}List`
    spec['conversion'] ??= { strategy: 'None' }
  },
  prepare: (draft, before) => {
    const stored = versionsOf(draft).find((version) => version['storage'] === true)
    const name = asText(stored?.['name'])
    if (before) {
      const status: JsonObject = { ...asObject(before['status']) }
      const known = asList(status['storedVersions'])
      if (name !== '' && !known.includes(name)) status['storedVersions'] = [...known, name]
      draft['status'] = status
      return
    }
    draft['status'] = { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: [name] }
  },
  check: (object, before, problems) => {
    const spec = asObject(object['spec'])
    if (before) {
      for (const field of ['group', 'scope']) {
        if (spec[field] !== at(before, 'spec', field))
          problems.invalid(`spec.${field}`, spec[field], 'field is immutable')
      }
    }
    checkNames(object, problems)
    checkVersions(object, problems)
  },
  columns: [
    { name: 'Created At', type: 'date', cell: (object) => object.metadata.creationTimestamp ?? null },
  ],
}
