/** Harbor's routes in the order in which they must be tried. First match wins. */
import { serviceHost } from '../../tenancy/names.ts'
import type { Platform, ServicePlace } from '../../tenancy/tenancy.ts'

/**
 * Core decodes %2F and then folds `..`, so `/api/..%2Fservice/notifications` would reach Harbor's unauthenticated
 * job hooks although it looks like /api/ (mesh contracts 04-hooks-closed to 06, 35-harbor).
 */
const traversal = '.*((\\.|%2[eE]){2}(%2[fF]|%5[cC])|(%2[fF]|%5[cC])(\\.|%2[eE]){2}).*'

const notFound = { directResponse: { status: 404 } }

/**
 * The paths that do not end at the portal, as a policy writes them: the routes below that answer 404 are among them,
 * since a policy is asked before a route and would make 403 of them.
 */
export const notThePortal = [
  '/v2',
  '/v2/*',
  '/api/*',
  '/c/*',
  '/service',
  '/service/*',
  '/v1',
  '/v1/*',
] as const

export function harborRoutes({ harbor }: Platform) {
  const secure = harbor.url.startsWith('https:')
  return [
    { name: 'traversal', match: [{ uri: { regex: traversal } }], ...notFound },
    { name: 'token', match: [{ uri: { exact: '/service/token' } }], ...to(harbor.core) },
    {
      name: 'closed',
      match: [...closed('/service'), ...closed('/v1'), { uri: { prefix: '/api/internal/' } }],
      ...notFound,
    },
    {
      name: 'core',
      match: [
        { uri: { prefix: '/api/' } },
        { uri: { prefix: '/v2/' } },
        { uri: { exact: '/v2' } },
        { uri: { prefix: '/c/' } },
      ],
      ...to(harbor.core),
      ...headers(secure ? transportSecurity : {}),
    },
    {
      name: 'portal',
      ...to(harbor.portal),
      ...headers({ ...(secure ? transportSecurity : {}), 'x-frame-options': 'DENY' }),
    },
  ]
}

const transportSecurity = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }

function closed(path: string) {
  return [{ uri: { prefix: `${path}/` } }, { uri: { exact: path } }]
}

/** What Harbor's own nginx would add. */
function headers(set: Readonly<Record<string, string>>) {
  return Object.keys(set).length === 0 ? {} : { headers: { response: { set } } }
}

/** A route to a Service, by its full name and the port's number. */
export function to(place: ServicePlace) {
  return { route: [{ destination: { host: serviceHost(place), port: { number: place.port } } }] }
}
