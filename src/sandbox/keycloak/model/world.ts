/** All realms of the server. */
import { randomUUID } from 'node:crypto'
import type { Store } from '../../store/store.ts'
import { openRealm, type Realm } from './realm.ts'
import type { RealmRow } from './rows.ts'

/** The realms by name. Names are case-sensitive. */
export interface World {
  readonly store: Store
  readonly master: Realm
  find(name: string): Realm | undefined
  all(): readonly Realm[]
  add(row: Omit<RealmRow, 'id'>, id?: string): Realm
  rename(realm: Realm, name: string): void
  /** Forgets a realm and everything in it. */
  remove(realm: Realm): void
}

/** Opens what the store holds. */
export function openWorld(store: Store): World {
  const rows = store.table<RealmRow>('keycloak/realms')
  const byName = new Map<string, Realm>()
  for (const row of rows.values()) byName.set(row.realm, openRealm(store, rows, row.id))
  return {
    store,
    get master() {
      const master = byName.get('master')
      if (!master) throw new Error('the master realm is missing')
      return master
    },
    find: (name) => byName.get(name),
    all: () => [...byName.values()],
    add(row, id = randomUUID()) {
      rows.set(id, { ...row, id })
      const realm = openRealm(store, rows, id)
      byName.set(row.realm, realm)
      return realm
    },
    rename(realm, name) {
      byName.delete(realm.name)
      realm.row = { ...realm.row, realm: name }
      byName.set(name, realm)
    },
    remove(realm) {
      byName.delete(realm.name)
      store.batch(() => {
        for (const collection of Object.values(realm.collections)) collection.clear()
        rows.delete(realm.id)
      })
    },
  }
}
