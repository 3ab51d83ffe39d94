/** The resources that a CustomResourceDefinition makes, one for each served version. */
import type { UnknownFields } from '../object.ts'
import {
  asList,
  asObject,
  asText,
  asTexts,
  at,
  isObject,
  type JsonObject,
  type KubernetesObject,
} from '../object.ts'
import {
  ALL_VERBS,
  type Behaviour,
  type Column,
  type CustomKind,
  type Resource,
  type ScalePaths,
} from '../resources/resource.ts'
import type { Selectable } from '../selectors.ts'
import { resourceKey } from '../storage.ts'
import { jsonPath } from './json-path.ts'
import { typedKind } from './openapi.ts'
import { dropPaths, fillDefaults, prune } from './prune.ts'
import { checkRules, hasRules } from './rules.ts'
import { validate } from './validate.ts'

/** Whether a definition's names are accepted and its objects served. */
export const isEstablished = (definition: KubernetesObject): boolean =>
  asList(at(definition, 'status', 'conditions'))
    .map(asObject)
    .some((condition) => condition['type'] === 'Established' && condition['status'] === 'True')

/** When a kind began to be served, and what a real schema would say of unknown fields where the defined one is open. */
export interface Serving {
  readonly since: number
  readonly unknownFields: UnknownFields
}

/** The resources of a definition. */
export function customResources(definition: KubernetesObject, serving: Serving): Resource[] {
  return asList(at(definition, 'spec', 'versions'))
    .map(asObject)
    .filter((version) => version['served'] === true)
    .map((version) => customResource(definition, version, serving))
}

function customResource(definition: KubernetesObject, version: JsonObject, serving: Serving): Resource {
  const spec = asObject(definition['spec'])
  const names = asObject(spec['names'])
  const group = asText(spec['group'])
  const plural = asText(names['plural'])
  const kind = asText(names['kind'])
  const schema = asObject(at(version, 'schema', 'openAPIV3Schema'))
  const subresources = Object.keys(asObject(version['subresources']))
  const hasStatus = subresources.includes('status')
  const scale = at(version, 'subresources', 'scale')
  return {
    group,
    version: asText(version['name']),
    plural,
    singular: asText(names['singular']),
    kind,
    listKind: asText(names['listKind']),
    namespaced: spec['scope'] === 'Namespaced',
    shortNames: asTexts(names['shortNames']),
    categories: asTexts(names['categories']),
    verbs: ALL_VERBS,
    subresources,
    ...(scale === undefined ? {} : { scale: scalePaths(asObject(scale)) }),
    schema: typedKind(schema, kind),
    key: resourceKey(group, plural),
    behaviour: behaviourOf(version, hasStatus),
    custom: customKind(schema, { group, hasStatus, ...serving }),
  }
}

/** Paths are of plain fields: `.spec.replicas`. */
function scalePaths(scale: JsonObject): ScalePaths {
  const fields = (name: string) => asText(scale[name]).split('.').slice(1)
  const selector = fields('labelSelectorPath')
  return {
    spec: fields('specReplicasPath'),
    status: fields('statusReplicasPath'),
    selector: (object) => (selector.length === 0 ? '' : asText(at(object, ...selector))),
  }
}

function behaviourOf(version: JsonObject, hasStatus: boolean): Behaviour {
  return {
    generation: true,
    needsVersion: true,
    plainFinalizers: true,
    selectable: selectableFields(version),
    columns: printerColumns(version),
    ...(hasStatus
      ? {
          prepare: (draft, before) => {
            if (before?.['status'] === undefined) delete draft['status']
            else draft['status'] = before['status']
          },
        }
      : {}),
  }
}

function customKind(
  schema: JsonObject,
  {
    group,
    hasStatus,
    since,
    unknownFields,
  }: Serving & { readonly group: string; readonly hasStatus: boolean },
): CustomKind {
  const rules = hasRules(schema)
  const unknown = (object: JsonObject) => unknownFields(group, object as KubernetesObject)
  return {
    hasStatus,
    openApi: schema,
    since,
    unknown,
    prune: (draft) => {
      const foreign = unknown(draft)
      dropPaths(draft, foreign)
      return [...prune(schema, draft), ...foreign].sort()
    },
    defaults: (draft) => {
      fillDefaults(schema, draft)
    },
    check: (object, before, problems) => {
      const { metadata, apiVersion, kind, ...content } = object
      const old = before ? contentOf(before) : undefined
      const found = problems.causes.length
      validate(schema, content, '', problems, old)
      if (!rules) return
      if (problems.causes.length > found) {
        problems.add(
          'FieldValueInvalid',
          '<nil>',
          'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
        )
        return
      }
      checkRules(schema, object, before, '', problems)
    },
  }
}

function contentOf(object: KubernetesObject): JsonObject {
  const { metadata, apiVersion, kind, ...content } = object
  return content
}

function selectableFields(version: JsonObject): Selectable {
  const fields = asList(version['selectableFields']).map((field) => asText(asObject(field)['jsonPath']))
  return Object.fromEntries(
    fields.map((path) => {
      const read = jsonPath(path)
      return [path.replace(/^\./, ''), (object: KubernetesObject) => `${read(object)[0] ?? ''}`]
    }),
  )
}

const COLUMN_TYPES = ['string', 'integer', 'number', 'boolean', 'date'] as const

function printerColumns(version: JsonObject): Column[] {
  const given = asList(version['additionalPrinterColumns']).map(asObject)
  if (given.length === 0) return []
  return given.map((column) => {
    const read = jsonPath(asText(column['jsonPath']))
    const type = COLUMN_TYPES.find((each) => each === column['type']) ?? 'string'
    return {
      name: asText(column['name']),
      type,
      format: asText(column['format']),
      description:
        asText(column['description']) ||
        `Custom resource definition column (in JSONPath format): ${asText(column['jsonPath'])}`,
      priority: typeof column['priority'] === 'number' ? column['priority'] : 0,
      cell: (object) => {
        const found = read(object)
        const [first] = found
        if (first === undefined) return null
        if (found.length > 1) return found.map((each) => `${each}`).join(',')
        return isObject(first) || Array.isArray(first) ? JSON.stringify(first) : first
      },
    }
  })
}
