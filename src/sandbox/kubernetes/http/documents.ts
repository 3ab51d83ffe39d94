/** What is no resource: version, health, discovery, OpenAPI. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Api } from '../api.ts'
import { aggregated, coreVersions, groupDocument, groupList, resourceList } from '../discovery/discovery.ts'
import { openApiDocument, openApiIndex } from '../discovery/openapi.ts'
import type { JsonObject } from '../object.ts'
import { noSuchResource } from '../status.ts'
import { negotiate } from './negotiate.ts'
import { sendCached, sendObject, sendText } from './respond.ts'

interface Asked {
  readonly api: Api
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

const VERSION: JsonObject = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.2',
  gitCommit: 'sandbox',
  gitTreeState: 'clean',
  buildDate: '2026-06-09T00:00:00Z',
  goVersion: 'go1.26',
  compiler: 'gc',
  platform: 'linux/amd64',
}

/** @returns false when there is nothing at the path */
export function answerDocument(asked: Asked, path: string): boolean {
  const { response } = asked
  const parts = path.split('/').filter((part) => part !== '')
  const [first = '', second = '', third = '', ...more] = parts
  if (['healthz', 'livez', 'readyz'].includes(first)) {
    sendText(response, 200, 'ok')
    return true
  }
  if (path === '/' || path === '') {
    const { registry } = asked.api
    const groups = registry.groups().filter((group) => group !== '')
    sendObject(response, 200, {
      paths: [
        '/api',
        '/api/v1',
        '/apis',
        ...groups.map((group) => `/apis/${group}`),
        '/healthz',
        '/livez',
        '/openapi/v3',
        '/readyz',
        '/version',
      ],
    })
    return true
  }
  if (first === 'version' && parts.length === 1) {
    sendObject(response, 200, VERSION)
    return true
  }
  if (first === 'openapi' && second === 'v3') return answerOpenApi(asked, third, more)
  if (first !== 'api' && first !== 'apis') return false
  return answerDiscovery(asked, first, second, third)
}

function answerDiscovery(
  { api, request, response }: Asked,
  first: string,
  second: string,
  third: string,
): boolean {
  const { registry } = api
  const core = first === 'api'
  if (second === '') {
    const { as, version } = negotiate(request.headers.accept, ['APIGroupDiscoveryList'])
    if (as !== '') {
      const wanted = version === '' ? 'v2' : version
      sendCached(
        request,
        response,
        aggregated(registry, core, wanted),
        `application/json;g=apidiscovery.k8s.io;v=${wanted};as=${as}`,
      )
      return true
    }
    sendObject(response, 200, core ? coreVersions(request.headers.host ?? '') : groupList(registry))
    return true
  }
  const group = core ? '' : second
  if (!core && third === '') {
    const document = groupDocument(registry, group)
    if (document) sendObject(response, 200, document)
    return document !== undefined
  }
  const list = resourceList(registry, group, core ? second : third)
  if (list) sendObject(response, 200, list)
  else if (!registry.groups().includes(group)) return false
  else throw noSuchResource()
  return true
}

function answerOpenApi({ api, request, response }: Asked, kind: string, more: readonly string[]): boolean {
  if (kind === '') {
    const text = `${JSON.stringify(openApiIndex(api.registry))}\n`
    sendText(response, 200, text)
    return true
  }
  const [group = '', version = ''] = kind === 'api' ? ['', more[0]] : more
  const document = openApiDocument(api.registry, group, version)
  if (document) sendCached(request, response, document, 'application/json')
  return document !== undefined
}
