/** A Harbor of the sandbox: core and portal over one store, behaving like the real 2.16 as far as its contracts say. */
import type { Handler } from '../http/listen.ts'
import { coreHandler } from './core.ts'
import { portal } from './portal.ts'
import { type HarborOptions, openHarbor } from './state/harbor.ts'

/** What listens for it is up to the caller. */
export interface HarborSandbox {
  /** What harbor-core answers: `/api/`, `/v2/`, `/c/`, `/service/`. Paths are taken as they came. */
  readonly core: Handler
  /** The portal's page. */
  readonly portal: Handler
  /** Both behind one address, as Harbor's own nginx does it. */
  readonly handler: Handler
  /** Hangs up where it called others. The store stays open: it belongs to whoever opened it. */
  close(): void
}

/**
 * @param options.store what is remembered; a new one begins as a fresh installation does
 * @param options.blobs folder for the registry's blobs and uploads
 * @param options.network how the OIDC provider and other registries are reached
 * @param options.adminPassword counts on a new store only, as in the real server
 */
export async function harborSandbox(options: HarborOptions): Promise<HarborSandbox> {
  const harbor = await openHarbor(options)
  const core = coreHandler(harbor)
  return {
    core,
    portal,
    handler: behindNginx(core),
    close: () => {
      harbor.provider.close()
    },
  }
}

/** nginx keeps the job hooks and the oldest API for itself. */
function behindNginx(core: Handler): Handler {
  return (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    if (/^\/(v1\/|service\/notifications)/.test(path.replace(/\/{2,}/g, '/'))) {
      request.resume()
      response.writeHead(404, { 'content-type': 'text/html' }).end('not found\n')
      return undefined
    }
    return /^\/+(api|v2|c|service)\//.test(path) || path === '/v2'
      ? core(request, response)
      : portal(request, response)
  }
}
