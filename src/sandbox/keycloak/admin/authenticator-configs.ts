/** Settings of the steps of authentication flows (reference/keycloak.md §6.4). */
import { randomUUID } from 'node:crypto'
import { putExecution } from '../model/flows.ts'
import { textsIn } from '../model/protocol-mappers.ts'
import type { Realm } from '../model/realm.ts'
import { AUTHENTICATOR_CONFIG } from '../model/representations.ts'
import { created, found, NOTHING } from '../rest/exchange.ts'
import { notFound, resourceRefusal } from '../rest/refusal.ts'
import { type AdminAnswer, addressIn, changesIn, objectIn, type RealmCall, type RealmRoutes } from './call.ts'
import { stepBy } from './executions.ts'

const VIEW = ['view-realm', 'manage-realm'] as const
const MANAGE = 'manage-realm'

/** All settings of steps, each with the step that they are of. */
function configs(realm: Realm) {
  return [...realm.flows.all()].flatMap((flow) =>
    flow.executions.flatMap((execution) =>
      execution.config ? [{ flow, execution, config: execution.config }] : [],
    ),
  )
}

function configBy(call: RealmCall, needed: readonly string[]) {
  call.rights.need(...needed)
  const found = configs(call.realm).find(({ config }) => config.id === call.params['config'])
  if (!found) throw notFound('Could not find authenticator config')
  return found
}

const configChange = changesIn('AUTHENTICATOR_CONFIG', 'authentication')

/** New settings take the place of the ones before. */
function configure(call: RealmCall): AdminAnswer {
  call.rights.need(MANAGE)
  const sent = objectIn(call, AUTHENTICATOR_CONFIG)
  const { alias } = sent
  if (typeof alias !== 'string' || alias === '') {
    throw resourceRefusal(
      409,
      'Failed to create authentication execution configuration with empty alias name',
    )
  }
  const { flow, execution } = stepBy(call, [MANAGE])
  const other = configs(call.realm).find(({ config }) => config.alias === alias)
  if (other && other.execution.id !== execution.id) {
    throw resourceRefusal(409, `Authentication execution configuration ${alias} already exists`)
  }
  const config = { id: randomUUID(), alias, config: textsIn(sent['config']) }
  putExecution(call.realm, flow, { ...execution, config })
  const place = `authentication/executions/${execution.id}/config`
  const change = configChange('CREATE', `executions/${execution.id}/config`, { ...sent, id: config.id })
  return { ...created(addressIn(call, place, config.id)), change }
}

function reconfigure(call: RealmCall): AdminAnswer {
  const { flow, execution, config } = configBy(call, [MANAGE])
  const sent = objectIn(call, AUTHENTICATOR_CONFIG)
  const changed = { ...config, alias: `${sent['alias'] ?? ''}`, config: textsIn(sent['config']) }
  putExecution(call.realm, flow, { ...execution, config: changed })
  return { ...NOTHING, change: configChange('UPDATE', `config/${config.id}`, sent) }
}

function unconfigure(call: RealmCall): AdminAnswer {
  const { flow, execution, config } = configBy(call, [MANAGE])
  const { config: _gone, ...rest } = execution
  putExecution(call.realm, flow, rest)
  return { ...NOTHING, change: configChange('DELETE', `config/${config.id}`) }
}

/** Adds the addresses of settings. */
export function authenticatorConfigRoutes(routes: RealmRoutes): void {
  const ofStep = '/authentication/executions/{execution}/config'
  const config = '/authentication/config/{config}'
  const read = (call: RealmCall) => found(configBy(call, VIEW).config)
  routes
    .on('POST', ofStep, configure)
    .on('GET', `${ofStep}/{config}`, read)
    .on('GET', config, read)
    .on('PUT', config, reconfigure)
    .on('DELETE', config, unconfigure)
}
