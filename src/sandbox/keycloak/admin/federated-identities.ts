/** Links between users and their accounts at identity providers (contract 26-federated-identities). */
import { FEDERATED_IDENTITY } from '../model/representations.ts'
import { found, NOTHING } from '../rest/exchange.ts'
import { notFound, resourceRefusal } from '../rest/refusal.ts'
import { type AdminAnswer, objectIn, type RealmCall, type RealmRoutes } from './call.ts'
import { knownLinks, userIn } from './users.ts'

const one = '/users/{user}/federated-identity/{alias}'

/** Neither the provider nor whether the account is taken is checked. */
function link(call: RealmCall): AdminAnswer {
  const user = userIn(call, 'manage-users')
  const alias = call.params['alias'] ?? ''
  const sent = objectIn(call, FEDERATED_IDENTITY)
  const { userId, userName } = sent
  if (user.links.some(({ identityProvider }) => identityProvider === alias)) {
    throw resourceRefusal(409, 'User is already linked with provider')
  }
  const added = { identityProvider: alias, userId: `${userId ?? ''}`, userName: `${userName ?? ''}` }
  call.realm.users.put({ ...user, links: [...user.links, added] })
  const path = `users/${user.id}/federated-identity/${alias}`
  return { ...NOTHING, change: { operation: 'CREATE', type: 'USER', path, representation: sent } }
}

function unlink(call: RealmCall): AdminAnswer {
  const user = userIn(call, 'manage-users')
  const alias = call.params['alias'] ?? ''
  const links = user.links.filter(({ identityProvider }) => identityProvider !== alias)
  if (links.length === user.links.length) throw notFound('Link not found')
  call.realm.users.put({ ...user, links })
  const path = `users/${user.id}/federated-identity/${alias}`
  return { ...NOTHING, change: { operation: 'DELETE', type: 'USER', path } }
}

/** Adds the addresses of links. */
export function federatedIdentityRoutes(routes: RealmRoutes): void {
  routes
    .on('GET', '/users/{user}/federated-identity', (call) =>
      found(knownLinks(call, userIn(call, 'view-users', 'manage-users'))),
    )
    .on('POST', one, link)
    .on('DELETE', one, unlink)
}
