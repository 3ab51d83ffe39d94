/** What is served: the built-in kinds, and those that definitions add while the server runs. */

import { customResources, isEstablished } from './crd/custom.ts'
import { asText, at, type KubernetesObject, type UnknownFields } from './object.ts'
import { builtinResources } from './resources/catalogue.ts'
import type { Resource } from './resources/resource.ts'
import { resourceKey, type Storage } from './storage.ts'

export const DEFINITIONS = resourceKey('apiextensions.k8s.io', 'customresourcedefinitions')

/** Groups that are served although none of their kinds is kept: reviews. */
const REVIEW_GROUPS = ['authentication.k8s.io', 'authorization.k8s.io']

/** Looks resources up by path and by kind, and keeps up with definitions. */
export class Registry {
  readonly #builtin = builtinResources()
  readonly #byPath = new Map<string, Resource>()
  readonly #byDefinition = new Map<string, readonly Resource[]>()
  readonly #since = new Map<string, number>()
  readonly #storage: Storage
  readonly #unknownFields: UnknownFields
  #revision = 0

  constructor(storage: Storage, unknownFields: UnknownFields = () => []) {
    this.#storage = storage
    this.#unknownFields = unknownFields
    for (const resource of this.#builtin) this.#byPath.set(pathOf(resource), resource)
    for (const definition of storage.list(DEFINITIONS)) this.#define(definition)
    storage.subscribe(DEFINITIONS, ({ type, object }) => {
      if (type === 'DELETED') this.#undefine(object)
      else this.#define(object)
    })
  }

  /** Rises whenever what is served changes. */
  get revision(): number {
    return this.#revision
  }

  find(group: string, version: string, plural: string): Resource | undefined {
    return this.#byPath.get(pathOf({ group, version, plural }))
  }

  /** All that is served, in the order of groups. */
  all(): Resource[] {
    return [...this.#byPath.values()]
  }

  /** The preferred version of a resource. */
  preferred(group: string, plural: string): Resource | undefined {
    return this.versions(group)
      .map((version) => this.find(group, version, plural))
      .find((resource) => resource !== undefined)
  }

  byKind(apiVersion: string, kind: string): Resource | undefined {
    return this.all().find((resource) => apiVersionText(resource) === apiVersion && resource.kind === kind)
  }

  /** The resource that stores its objects under a key. */
  byKey(key: string): Resource | undefined {
    const [group = '', plural = ''] = key.split('/')
    return this.preferred(group, plural)
  }

  groups(): string[] {
    return [...new Set([...this.all().map(({ group }) => group), ...REVIEW_GROUPS])]
  }

  /** The versions of a group, the preferred one first. */
  versions(group: string): string[] {
    const found = new Set(
      this.all()
        .filter((each) => each.group === group)
        .map(({ version }) => version),
    )
    if (REVIEW_GROUPS.includes(group)) found.add('v1')
    return [...found].sort(compareVersions)
  }

  #define(definition: KubernetesObject): void {
    this.#forget(definition)
    if (!isEstablished(definition)) return
    const { name } = definition.metadata
    const since = this.#since.get(name) ?? this.#storage.version
    this.#since.set(name, since)
    const resources = customResources(definition, { since, unknownFields: this.#unknownFields })
    this.#byDefinition.set(name, resources)
    for (const resource of resources) this.#byPath.set(pathOf(resource), resource)
    this.#revision += 1
  }

  #undefine(definition: KubernetesObject): void {
    this.#forget(definition)
    this.#since.delete(definition.metadata.name)
    this.#revision += 1
  }

  #forget({ metadata }: KubernetesObject): void {
    for (const resource of this.#byDefinition.get(metadata.name) ?? []) this.#byPath.delete(pathOf(resource))
    this.#byDefinition.delete(metadata.name)
  }
}

const pathOf = ({ group, version, plural }: Pick<Resource, 'group' | 'version' | 'plural'>): string =>
  `${group}/${version}/${plural}`

const apiVersionText = ({ group, version }: Resource): string =>
  group === '' ? version : `${group}/${version}`

/** v2 before v1 before v1beta2 before v1alpha1 before anything else, as the server prefers them. */
export function compareVersions(a: string, b: string): number {
  const rank = (version: string): number[] => {
    const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version)
    if (!match) return [0, 0, 0]
    const stage = match[2] === 'alpha' ? 1 : match[2] === 'beta' ? 2 : 3
    return [stage, Number(match[1]), Number(match[3] ?? 0)]
  }
  const [left, right] = [rank(a), rank(b)]
  for (const [index, part] of left.entries()) {
    const difference = (right[index] ?? 0) - part
    if (difference !== 0) return difference
  }
  return a < b ? -1 : 1
}

/** The plural and group that a definition's name says. */
export const definedKey = (definition: KubernetesObject): string =>
  resourceKey(asText(at(definition, 'spec', 'group')), asText(at(definition, 'spec', 'names', 'plural')))
