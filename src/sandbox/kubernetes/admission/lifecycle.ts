/** NamespaceLifecycle: nothing new in a namespace that is absent or on its way out. */
import { asText, at } from '../object.ts'
import { type ApiError, forbidden, notFound } from '../status.ts'
import { resourceKey } from '../storage.ts'
import { type Plugin, subjectOf } from './admission.ts'

const NAMESPACES = resourceKey('', 'namespaces')
const IMMORTAL = new Set(['default', 'kube-system', 'kube-public'])

/** @see contract 11-namespace-life */
export const namespaceLifecycle: Plugin = (review, { storage }) => {
  const { resource, operation, namespace, name } = review
  if (resource.key === NAMESPACES) {
    if (operation === 'DELETE' && IMMORTAL.has(name)) {
      throw forbidden(subjectOf(review), 'this namespace may not be deleted')
    }
    return
  }
  if (operation !== 'CREATE' || !resource.namespaced) return
  const found = storage.get(NAMESPACES, '', namespace)
  if (!found) throw notFound({ group: '', resource: 'namespaces', name: namespace })
  if (asText(at(found, 'status', 'phase')) !== 'Terminating') return
  throw terminating(review, namespace)
}

const terminating = (review: Parameters<Plugin>[0], namespace: string): ApiError =>
  forbidden(
    subjectOf(review),
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    {
      causes: [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    },
  )
