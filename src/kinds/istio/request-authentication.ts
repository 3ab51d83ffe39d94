/**
 * Whose tokens the gateway believes.
 *
 * They are looked for in a header that no registry client uses. At the usual place docker clients carry Harbor's own token,
 * and the gateway would answer 401 to every push and pull (mesh contracts 12-jwt-naive, 13-jwt-portal).
 * Such a rule can't be limited to a host, so there is one for the portal and all apps.
 */
import { loses } from '../../core/compare.ts'
import { keyOf } from '../../core/key.ts'
import { appClientId, serviceHost } from '../../tenancy/names.ts'
import type { Tenancy } from '../../tenancy/tenancy.ts'
import { defineClusterKind } from '../define.ts'
import { manifestKind } from '../manifest/kind.ts'
import { isRecord, listOf, type ManifestSpec } from '../manifest/projection.ts'
import { basePath, gatewaySelector, portalName, security, signedOn } from './names.ts'

/** Where a browser's proxy puts the token. */
const tokenHeader = 'x-auth-request-access-token'

export const requestAuthentication = defineClusterKind(
  manifestKind({
    name: 'istio.request-authentication',
    parent: 'kubernetes.namespace',
    // Keys that do not answer when the rule is made turn every token into a 401 until something else changes
    // (mesh contract 43-keys-unreachable): the realm comes first.
    needs: ['keycloak.realm', 'istio.peer-authentication'],
    type: security('RequestAuthentication', 'requestauthentications'),
    whole: ['spec'],
    removalRisks: ['cuts-access'],
    risks: (desired, actual) =>
      loses(believedOf(actual.spec), believedOf(desired.spec)) ? ['cuts-access'] : [],
    *derive(tenancy) {
      const { platform } = tenancy
      const { mesh, keycloak } = platform
      yield {
        key: keyOf('istio.request-authentication', mesh.gateway.namespace, portalName),
        team: null,
        after: [
          keyOf('keycloak.realm', keycloak.realm),
          keyOf('istio.peer-authentication', keycloak.service.namespace, 'keycloak-peers'),
        ],
        spec: { spec: { selector: gatewaySelector(platform), jwtRules: [jwtRule(tenancy)] } },
        summary: `tokens of ${keycloak.issuer}`,
      }
    },
  }),
)

/** Whose tokens are believed, and for whom: each issuer with each audience, `*` where none is asked for. */
function believedOf({ spec }: ManifestSpec): readonly string[] {
  const rules = isRecord(spec) ? listOf(spec['jwtRules']) : []
  return rules.flatMap((rule) => {
    if (!isRecord(rule)) return []
    const audiences = listOf(rule['audiences'])
    return (audiences.length > 0 ? audiences : ['*']).map((audience) => `${rule['issuer']} ${audience}`)
  })
}

function jwtRule({ platform, teams }: Tenancy) {
  const { keycloak, harbor } = platform
  const apps = teams.flatMap((team) => signedOn(team).map((app) => appClientId(team, app)))
  const keys = `${basePath(keycloak.url)}/realms/${keycloak.realm}/protocol/openid-connect/certs`
  return {
    issuer: keycloak.issuer,
    audiences: [...new Set([harbor.sso.clientId, ...apps.sort()])],
    jwksUri: `http://${serviceHost(keycloak.service)}:${keycloak.service.port}${keys}`,
    fromHeaders: [{ name: tokenHeader }],
    // Harbor and the apps read it themselves.
    forwardOriginalToken: true,
  }
}
