/** URLs of resources and objects. */
import type { ObjectAddress, Resource } from './types.ts'

/** `/api/v1/namespaces/a/secrets`, `/apis/apps/v1/deployments`. */
export function resourcePath({ apiVersion, plural }: Resource, namespace?: string): string {
  const root = apiVersion.includes('/') ? '/apis' : '/api'
  const version = apiVersion.split('/').map(encodeURIComponent).join('/')
  const within = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  return `${root}/${version}${within}/${plural.split('/').map(encodeURIComponent).join('/')}`
}

/** The path of one object. A plural such as `teams/status` names a part of it. */
export function objectPath({ apiVersion, plural, namespace, name }: ObjectAddress): string {
  const [resource = plural, ...part] = plural.split('/')
  const path = `${resourcePath({ apiVersion, plural: resource }, namespace)}/${encodeURIComponent(name)}`
  return [path, ...part.map(encodeURIComponent)].join('/')
}
