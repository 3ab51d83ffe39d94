/** The system's CVE list, and a server that has no scanner. */
import { request } from 'undici'
import { body, int, list, struct, text } from '../wire/body.ts'
import type { Call } from '../wire/call.ts'
import { emptyList, listRoute } from '../wire/paging.ts'
import { internal, precondition } from '../wire/refusal.ts'
import { done, json, nothing, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireAuthenticated, requireProject, requireSystem } from './access.ts'
import { showCves } from './project-show.ts'
import { replacedCves } from './projects.ts'

/** `/system/CVEAllowlist`, `/scanners`, `/system/scanAll`. */
export const cveAndScannerRoutes: readonly Route[] = [
  route('GET /system/CVEAllowlist', readCves),
  route('PUT /system/CVEAllowlist', writeCves),
  listRoute('GET /scanners', listScanners),
  route('POST /scanners', (call) => askScanner(call, 'create')),
  route('POST /scanners/ping', (call) => askScanner(call, 'read')),
  route('GET /projects/{project}/scanner', (call) => {
    requireProject(call, 'scanner', 'read')
    return nothing
  }),
  route('GET /system/scanAll/schedule', (call) => noScanner(call, 'read')),
  route('POST /system/scanAll/schedule', (call) => noScanner(call, 'create')),
  route('PUT /system/scanAll/schedule', (call) => noScanner(call, 'update')),
]

/** Anyone who signed in may read it. */
function readCves(call: Call): Reply {
  requireAuthenticated(call)
  const cves = call.harbor.systemCves.get('0')
  if (!cves) throw internal()
  return json(showCves(cves, 0))
}

const CVES = struct('CVEAllowlist', {
  id: int,
  project_id: int,
  expires_at: int,
  items: list(struct('CVEAllowlistItem', { cve_id: text })),
})

/** The same one twice is more than the real server can take. */
async function writeCves(call: Call): Promise<Reply> {
  const sent = await body(call, 'allowlist', CVES)
  requireSystem(call, 'cve-allowlist', 'update')
  const cves = call.harbor.systemCves.get('0')
  if (!cves) throw internal()
  const replaced = replacedCves(cves, sent)
  if (new Set(replaced.items).size !== replaced.items.length) throw internal()
  call.harbor.systemCves.set('0', replaced)
  return done
}

function listScanners(call: Call): Reply {
  requireSystem(call, 'scanner', 'list')
  return emptyList(call)
}

const SCANNER = struct('ScannerRegistrationReq', { name: text, description: text, url: text, auth: text })

/** A scanner is asked for its metadata before anything is kept; here none that answers is understood either. */
async function askScanner(call: Call, action: string): Promise<Reply> {
  const { url = '' } = await body(call, 'registration', SCANNER)
  requireSystem(call, 'scanner', action)
  try {
    const { url: address, host } = call.harbor.network.dial(`${url.replace(/\/+$/, '')}/api/v1/metadata`)
    const answer = await request(address, { headers: { host } })
    await answer.body.dump()
  } catch {
    throw internal()
  }
  throw internal()
}

function noScanner(call: Call, action: string): Reply {
  requireSystem(call, 'scan-all', action)
  throw precondition("no scanner is configured, it's not possible to scan")
}
