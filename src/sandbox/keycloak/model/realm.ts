/** One realm: its row, and the collections of everything in it. */
import type { Store, Table } from '../../store/store.ts'
import { Collection } from './collection.ts'
import type {
  ArtifactRow,
  ClientRow,
  CodeRow,
  ComponentRow,
  EventRow,
  FlowRow,
  GroupRow,
  KeyRow,
  ProviderMapperRow,
  ProviderRow,
  RealmRow,
  RequiredActionRow,
  RoleRow,
  ScopeRow,
  SessionRow,
  UserRow,
} from './rows.ts'

/** The key of a role's name within its realm or client. */
export const roleKey = (name: string, clientId?: string) => `${clientId ?? ''}/${name}`
/** The key of a group's name among its siblings. */
export const siblingKey = (name: string, parentId?: string) => `${parentId ?? ''}/${name}`
/** The key of an account at an identity provider. */
export const linkKey = (alias: string, userId: string) => `${alias}/${userId}`

type Collections = ReturnType<typeof collectionsOf>

/** A handle on a realm. Its collections live as long as the realm. */
export interface Realm extends Collections {
  readonly id: string
  readonly name: string
  row: RealmRow
  readonly collections: Collections
}

/** @param rows the table of all realms, in which the realm's row already is */
export function openRealm(store: Store, rows: Table<RealmRow>, id: string): Realm {
  const collections = collectionsOf(store, id)
  const read = () => {
    const row = rows.get(id)
    if (!row) throw new Error(`realm ${id} is gone`)
    return row
  }
  return {
    ...collections,
    collections,
    id,
    get name() {
      return read().realm
    },
    get row() {
      return read()
    },
    set row(row: RealmRow) {
      rows.set(id, row)
    },
  }
}

function collectionsOf(store: Store, id: string) {
  const table = <T>(kind: string) => store.table<T>(`keycloak/${id}/${kind}`)
  return {
    clients: new Collection(
      table<ClientRow>('clients'),
      {
        name: (row: ClientRow) => [row.clientId],
        scope: (row: ClientRow) => [...row.defaultScopes, ...row.optionalScopes],
      },
      (row) => row.clientId,
    ),
    scopes: new Collection(table<ScopeRow>('scopes'), { name: (row: ScopeRow) => [row.name] }),
    groups: new Collection(
      table<GroupRow>('groups'),
      {
        sibling: (row: GroupRow) => [siblingKey(row.name, row.parentId)],
        parent: (row: GroupRow) => [row.parentId ?? ''],
        role: (row: GroupRow) => row.roles,
        name: (row: GroupRow) => [row.name],
      },
      (row) => row.name,
    ),
    roles: new Collection(
      table<RoleRow>('roles'),
      {
        name: (row: RoleRow) => [roleKey(row.name, row.clientId)],
        client: (row: RoleRow) => [row.clientId ?? ''],
        part: (row: RoleRow) => row.composites,
      },
      (row) => row.name,
    ),
    users: new Collection(
      table<UserRow>('users'),
      {
        username: (row: UserRow) => [row.username],
        email: (row: UserRow) => (row.email === undefined ? [] : [row.email]),
        group: (row: UserRow) => row.groups,
        role: (row: UserRow) => row.roles,
        link: (row: UserRow) => row.links.map((link) => linkKey(link.identityProvider, link.userId)),
        provider: (row: UserRow) => row.links.map((link) => link.identityProvider),
        client: (row: UserRow) => (row.serviceAccountOf === undefined ? [] : [row.serviceAccountOf]),
      },
      (row) => row.username,
    ),
    providers: new Collection(
      table<ProviderRow>('identity-providers'),
      { alias: (row: ProviderRow) => [row.alias] },
      (row) => row.alias,
    ),
    providerMappers: new Collection(table<ProviderMapperRow>('identity-provider-mappers'), {
      alias: (row: ProviderMapperRow) => [row.identityProviderAlias],
      name: (row: ProviderMapperRow) => [linkKey(row.identityProviderAlias, row.name)],
    }),
    flows: new Collection(table<FlowRow>('flows'), { alias: (row: FlowRow) => [row.alias] }),
    requiredActions: new Collection(table<RequiredActionRow>('required-actions'), {}),
    components: new Collection(table<ComponentRow>('components'), {
      type: (row: ComponentRow) => [row.providerType],
    }),
    events: new Collection(table<EventRow>('admin-events'), {}),
    sessions: new Collection(table<SessionRow>('sessions'), { user: (row: SessionRow) => [row.userId] }),
    codes: new Collection(table<CodeRow>('codes'), {}),
    keys: new Collection(table<KeyRow>('keys'), {}),
    artifacts: new Collection(table<ArtifactRow>('artifacts'), {
      uid: (row: ArtifactRow) => (row.uid === undefined ? [] : [row.uid]),
    }),
  }
}
