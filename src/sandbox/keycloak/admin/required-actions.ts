/** What users can be made to do at a sign-in, and in which order. */
import { textsIn } from '../model/protocol-mappers.ts'
import { REQUIRED_ACTION } from '../model/representations.ts'
import { actionsIn, isAction, unregistered } from '../model/required-actions.ts'
import type { RequiredActionRow } from '../model/rows.ts'
import { found, NOTHING } from '../rest/exchange.ts'
import { notFound, refusal } from '../rest/refusal.ts'
import { type AdminAnswer, changesIn, objectIn, type RealmCall, type RealmRoutes } from './call.ts'

const VIEW = ['view-realm', 'manage-realm'] as const
const MANAGE = 'manage-realm'
const MISSING = 'Failed to find required action'

const representation = ({ id, ...action }: RequiredActionRow) => ({ alias: id, ...action })

function actionBy(call: RealmCall, needed: readonly string[], missing = MISSING): RequiredActionRow {
  call.rights.need(...needed)
  const action = call.realm.requiredActions.get(call.params['alias'])
  if (!action) throw notFound(missing)
  return action
}

const change = changesIn('REQUIRED_ACTION', 'authentication')
const changed = (...what: Parameters<typeof change>): AdminAnswer => ({ ...NOTHING, change: change(...what) })

/** Everything is replaced; a flag that is not sent is off, a priority 0. */
function update(call: RealmCall): AdminAnswer {
  const before = actionBy(call, [MANAGE])
  const sent = objectIn(call, REQUIRED_ACTION)
  const alias = typeof sent['alias'] === 'string' ? sent['alias'] : before.id
  if (alias !== before.id) call.realm.requiredActions.delete(before.id)
  call.realm.requiredActions.put({
    id: alias,
    name: `${sent['name'] ?? ''}`,
    providerId: before.providerId,
    enabled: sent['enabled'] === true,
    defaultAction: sent['defaultAction'] === true,
    priority: Number(sent['priority'] ?? 0),
    config: textsIn(sent['config']),
  })
  return changed('UPDATE', `required-actions/${before.id}`, sent)
}

function register(call: RealmCall): AdminAnswer {
  call.rights.need(MANAGE)
  const sent = objectIn(call, 'any')
  const providerId = `${sent['providerId'] ?? ''}`
  if (!isAction(providerId)) throw refusal(400, 'Required Action Provider with given providerId not found')
  const last = actionsIn(call.realm).at(-1)
  call.realm.requiredActions.put({
    id: providerId,
    name: `${sent['name'] ?? ''}`,
    providerId,
    enabled: true,
    defaultAction: false,
    priority: last ? last.priority + 1 : 0,
    config: {},
  })
  return changed('CREATE', 'register-required-action', sent)
}

/** The action before or after it takes its priority, and it theirs. */
function move(direction: 'raise' | 'lower') {
  return (call: RealmCall): AdminAnswer => {
    const action = actionBy(call, [MANAGE], `${MISSING}.`)
    const actions = actionsIn(call.realm)
    const at = actions.findIndex(({ id }) => id === action.id)
    const other = actions[direction === 'raise' ? at - 1 : at + 1]
    if (!other) return NOTHING
    call.realm.requiredActions.put({ ...action, priority: other.priority })
    call.realm.requiredActions.put({ ...other, priority: action.priority })
    return changed('UPDATE', `required-actions/${action.id}/${direction}-priority`)
  }
}

/** Adds the addresses of required actions. */
export function requiredActionRoutes(routes: RealmRoutes): void {
  const all = '/authentication/required-actions'
  routes
    .on('GET', all, (call) => {
      call.rights.need(...VIEW, 'query-users', 'view-users', 'manage-users')
      return found(actionsIn(call.realm).map(representation))
    })
    .on('GET', `${all}/{alias}`, (call) => found(representation(actionBy(call, VIEW))))
    .on('PUT', `${all}/{alias}`, update)
    .on('DELETE', `${all}/{alias}`, (call) => {
      const { id } = actionBy(call, [MANAGE], `${MISSING}.`)
      call.realm.requiredActions.delete(id)
      return changed('DELETE', `required-actions/${id}`)
    })
    .on('POST', `${all}/{alias}/raise-priority`, move('raise'))
    .on('POST', `${all}/{alias}/lower-priority`, move('lower'))
    .on('GET', '/authentication/unregistered-required-actions', (call) => {
      call.rights.need(...VIEW)
      return found(unregistered(call.realm))
    })
    .on('POST', '/authentication/register-required-action', register)
}
