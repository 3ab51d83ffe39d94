/** The door `scale`: an object's number of replicas, in a form that is the same for all kinds (`autoscaling/v1` Scale). */
import { asList, asObject, asText, asTexts, at, type JsonValue } from '../object.ts'
import { builtinType } from '../types/builtin.ts'
import type { Column, Resource, ScalePaths } from './resource.ts'

/** Of workloads; the selector is a `LabelSelector`, but a plain map in a ReplicationController. */
export const workloadScale: ScalePaths = {
  spec: ['spec', 'replicas'],
  status: ['status', 'replicas'],
  selector: (object) => {
    const selector = at(object, 'spec', 'selector')
    return object.kind === 'ReplicationController' ? equalities(selector).join(',') : selectorText(selector)
  },
}

const equalities = (labels: JsonValue | undefined): string[] =>
  Object.entries(asObject(labels)).map(([key, value]) => `${key}=${asText(value)}`)

/** As apimachinery's `LabelSelectorAsSelector` prints it: by key. */
function selectorText(selector: JsonValue | undefined): string {
  const { matchLabels, matchExpressions } = asObject(selector)
  const expressions = asList(matchExpressions)
    .map(asObject)
    .map(({ key, operator, values }) => {
      if (operator === 'Exists') return asText(key)
      if (operator === 'DoesNotExist') return `!${asText(key)}`
      return `${asText(key)} ${asText(operator).toLowerCase()} (${asTexts(values).sort().join(',')})`
    })
  const keyOf = (text: string) => /[^!\s=]+/.exec(text)?.[0] ?? ''
  return [...equalities(matchLabels), ...expressions].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).join(',')
}

const COLUMNS: readonly Column[] = [
  { name: 'Desired', type: 'integer', cell: (scale) => at(scale, 'spec', 'replicas') ?? 0 },
  { name: 'Available', type: 'integer', cell: (scale) => at(scale, 'status', 'replicas') ?? 0 },
]

/** The resource as its Scale is read and shown. */
export function asScale(resource: Resource): Resource {
  const { custom, conversion, ...rest } = resource
  return {
    ...rest,
    group: 'autoscaling',
    version: 'v1',
    kind: 'Scale',
    schema: builtinType('autoscaling/v1.Scale'),
    behaviour: { columns: COLUMNS },
  }
}
