/** What the server is made of (contracts 34 to 38): the version only for who may manage a realm. */
import { MAPPER_TYPES } from '../model/protocol-mappers.ts'
import { found } from '../rest/exchange.ts'
import { forbidden } from '../rest/refusal.ts'
import type { AdminAnswer, Call } from './call.ts'
import { rightsOver } from './rights.ts'

/** The version of Keycloak whose behaviour this server shows. */
const VERSION = '26.7.3'

/** GET /admin/serverinfo. */
export function serverInfo({ world, caller }: Call): AdminAnswer {
  const rights = rightsOver(world, caller, caller.realm)
  if (!rights.any) throw forbidden()
  const oidc = Object.keys(MAPPER_TYPES).filter((id) => id.startsWith('oidc-'))
  return found({
    systemInfo: rights.has('manage-realm') ? { version: VERSION } : {},
    protocolMapperTypes: {
      'openid-connect': oidc.map((id) => ({ id, name: id, category: 'Token mapper', properties: [] })),
    },
  })
}
