/** Where the provider library keeps what it must remember: sessions of browsers, and sign-ins under way. */
import type { Adapter } from 'oidc-provider'
import type { Realm } from '../model/realm.ts'
import type { ArtifactRow } from '../model/rows.ts'
import { isObject } from '../rest/shape.ts'

const KEPT = new Set(['Session', 'Interaction'])

/** One adapter per model. Codes and grants are not kept here: `codes.ts` keeps what the token endpoint needs. */
export function adapterFor(realm: Realm): (name: string) => Adapter {
  return (name) =>
    name === 'Client' ? clientsOf(realm) : KEPT.has(name) ? artifactsOf(realm, name) : NOWHERE
}

const done = () => Promise.resolve()
const none = () => Promise.resolve(undefined)
const NOWHERE: Adapter = {
  find: none,
  findByUid: none,
  findByUserCode: none,
  upsert: done,
  consume: done,
  destroy: done,
  revokeByGrantId: done,
}

/** Clients are looked up at each request, so a change counts at once. What they may do is checked before the library is asked. */
function clientsOf(realm: Realm): Adapter {
  return {
    ...NOWHERE,
    find(clientId) {
      const client = realm.clients.one('name', clientId)
      if (!client?.enabled) return none()
      return Promise.resolve({
        client_id: clientId,
        token_endpoint_auth_method: 'none',
        redirect_uris: ['https://redirect-uris.invalid/'],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      })
    },
  }
}

function artifactsOf(realm: Realm, kind: string): Adapter {
  const key = (id: string) => `${kind}:${id}`
  return {
    ...NOWHERE,
    find: (id) => Promise.resolve(alive(realm.artifacts.get(key(id)))),
    findByUid: (uid) => Promise.resolve(alive(realm.artifacts.one('uid', uid))),
    upsert(id, payload, expiresIn) {
      const { uid } = payload
      if (isObject(payload)) {
        realm.artifacts.put({
          id: key(id),
          kind,
          ...(typeof uid === 'string' ? { uid } : {}),
          payload: JSON.parse(JSON.stringify(payload)),
          expires: Date.now() + expiresIn * 1000,
        })
      }
      return done()
    },
    destroy(id) {
      realm.artifacts.delete(key(id))
      return done()
    },
  }
}

function alive(row: ArtifactRow | undefined) {
  return row && row.expires > Date.now() ? row.payload : undefined
}
