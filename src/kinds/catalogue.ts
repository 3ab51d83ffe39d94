/** Every kind that Troupe manages. A file of a kind that is not here is found by a test. */
import type { ManagedKind } from './define.ts'
import { configuration } from './harbor/configuration.ts'
import { dailyRobot } from './harbor/daily-robot.ts'
import { immutableRule } from './harbor/immutable-rule.ts'
import { member } from './harbor/member.ts'
import { project } from './harbor/project.ts'
import { retention } from './harbor/retention.ts'
import { robot } from './harbor/robot.ts'
import { userGroup } from './harbor/user-group.ts'
import { authorizationPolicy } from './istio/authorization-policy.ts'
import { gateway } from './istio/gateway.ts'
import { peerAuthentication } from './istio/peer-authentication.ts'
import { requestAuthentication } from './istio/request-authentication.ts'
import { servicePort } from './istio/service-port.ts'
import { sidecar } from './istio/sidecar.ts'
import { virtualService } from './istio/virtual-service.ts'
import { client } from './keycloak/client.ts'
import { clientScope } from './keycloak/client-scope.ts'
import { group } from './keycloak/group.ts'
import { identityProvider } from './keycloak/identity-provider.ts'
import { identityProviderMapper } from './keycloak/identity-provider-mapper.ts'
import { profileAttribute } from './keycloak/profile-attribute.ts'
import { realm } from './keycloak/realm.ts'
import { role } from './keycloak/role.ts'
import { user } from './keycloak/user.ts'
import { limitRange } from './kubernetes/limit-range.ts'
import { namespace } from './kubernetes/namespace.ts'
import { networkPolicy } from './kubernetes/network-policy.ts'
import { resourceQuota } from './kubernetes/resource-quota.ts'
import { roleBinding } from './kubernetes/role-binding.ts'
import { secret } from './kubernetes/secret.ts'
import { serviceAccount } from './kubernetes/service-account.ts'

export const catalogue: readonly ManagedKind[] = [
  namespace,
  secret,
  resourceQuota,
  limitRange,
  networkPolicy,
  roleBinding,
  serviceAccount,

  realm,
  profileAttribute,
  role,
  group,
  clientScope,
  client,
  identityProvider,
  identityProviderMapper,
  user,

  configuration,
  dailyRobot,
  userGroup,
  project,
  member,
  robot,
  retention,
  immutableRule,

  gateway,
  peerAuthentication,
  requestAuthentication,
  authorizationPolicy,
  virtualService,
  sidecar,
  servicePort,
]
