/** What tables show of kinds that make pods from a template. */
import { asList, asObject, asText, at } from '../object.ts'
import { printSelector } from './print.ts'
import type { Column } from './resource.ts'

const containers =
  (pick: 'name' | 'image'): Column['cell'] =>
  (object) =>
    asList(at(object, 'spec', 'template', 'spec', 'containers'))
      .map((container) => asText(asObject(container)[pick]))
      .join(',')

/** What `-o wide` shows of a template, and of the pods that it is for. */
export const wide: readonly Column[] = [
  { name: 'Age', cell: () => null },
  { name: 'Containers', priority: 1, cell: containers('name') },
  { name: 'Images', priority: 1, cell: containers('image') },
  { name: 'Selector', priority: 1, cell: (object) => printSelector(at(object, 'spec', 'selector')) },
]
