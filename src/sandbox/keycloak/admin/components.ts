/** Components of a realm, and the keys that some of them bring. */
import { X509Certificate } from 'node:crypto'
import { createComponent, updateComponent } from '../model/components.ts'
import { keysOf } from '../model/keys.ts'
import { COMPONENT } from '../model/representations.ts'
import type { ComponentRow } from '../model/rows.ts'
import { created, found, NOTHING } from '../rest/exchange.ts'
import { notFound } from '../rest/refusal.ts'
import { type AdminAnswer, addressIn, changesIn, objectIn, type RealmCall, type RealmRoutes } from './call.ts'

const VIEW = ['view-realm', 'manage-realm'] as const
const MANAGE = 'manage-realm'

function list(call: RealmCall): AdminAnswer {
  call.rights.need(...VIEW)
  const { query, realm } = call
  const [parent, type, name] = ['parent', 'type', 'name'].map((key) => query.get(key))
  // A type alone is looked for in the realm itself, not below other components.
  const below = parent ?? (type ? realm.id : undefined)
  const shown = [...realm.components.all()].filter(
    (component) =>
      (below === undefined || component.parentId === below) &&
      (!type || component.providerType === type) &&
      (typeof name !== 'string' || component.name === name),
  )
  return found(shown)
}

function componentBy(call: RealmCall, needed: readonly string[]): ComponentRow {
  call.rights.need(...needed)
  const component = call.realm.components.get(call.params['component'])
  if (!component) throw notFound('Could not find component')
  return component
}

const change = changesIn('COMPONENT', 'components')

function create(call: RealmCall): AdminAnswer {
  call.rights.need(MANAGE)
  const sent = objectIn(call, COMPONENT)
  const { id } = createComponent(call.realm, sent)
  return { ...created(addressIn(call, 'components', id)), change: change('CREATE', id, sent) }
}

function update(call: RealmCall): AdminAnswer {
  const component = componentBy(call, [MANAGE])
  const sent = objectIn(call, COMPONENT)
  updateComponent(call.realm, component, sent)
  return { ...NOTHING, change: change('UPDATE', component.id, sent) }
}

/** Its keys go with it, and all that they have signed is worth nothing from then on. */
function remove(call: RealmCall): AdminAnswer {
  const { id } = componentBy(call, [MANAGE])
  call.realm.components.delete(id)
  call.realm.keys.delete(id)
  return { ...NOTHING, change: change('DELETE', id) }
}

/** All keys, and which is in use for each algorithm. */
async function keys(call: RealmCall): Promise<AdminAnswer> {
  call.rights.need(...VIEW)
  const { all } = await keysOf(call.realm)
  const active: Record<string, string> = {}
  for (const { kid, status, algorithm } of all) if (status === 'ACTIVE') active[algorithm] ??= kid
  return found({
    active,
    keys: all.map(({ row, publicKey, certificate, ...key }) => ({
      providerId: row.id,
      ...key,
      ...(publicKey
        ? { publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') }
        : {}),
      ...(certificate === undefined ? {} : { certificate, validTo: validTo(certificate) }),
    })),
  })
}

const validTo = (certificate: string) =>
  Date.parse(new X509Certificate(Buffer.from(certificate, 'base64')).validTo)

/** Adds the addresses of components and keys. */
export function componentRoutes(routes: RealmRoutes): void {
  const one = '/components/{component}'
  routes
    .on('GET', '/components', list)
    .on('POST', '/components', create)
    .on('GET', one, (call) => found(componentBy(call, VIEW)))
    .on('PUT', one, update)
    .on('DELETE', one, remove)
    .on('GET', '/keys', keys)
}
