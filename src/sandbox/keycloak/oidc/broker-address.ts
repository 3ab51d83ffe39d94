/** Which external providers a realm offers, and where a browser goes to reach one. */
import type { Realm } from '../model/realm.ts'
import type { ProviderRow } from '../model/rows.ts'
import type { EndpointCall } from './endpoint-call.ts'
import type { SignIn } from './sign-in.ts'

/** Providers that are switched on and may be used for signing in; hidden ones only where they are hinted at. */
export function usableProviders(realm: Realm): readonly ProviderRow[] {
  return realm.providers
    .sorted()
    .filter(({ fields }) => fields['enabled'] !== false && fields['linkOnly'] !== true)
}

/** Providers that the login page shows. */
export function offeredProviders(realm: Realm): readonly ProviderRow[] {
  return usableProviders(realm).filter(({ fields, config }) => !hidden(fields, config))
}

const hidden = (fields: ProviderRow['fields'], config: ProviderRow['config']) =>
  fields['hideOnLogin'] === true || config['hideOnLoginPage'] === 'true'

/** The address that begins a sign-in at a provider. */
export function brokerAddress(
  call: EndpointCall,
  { interaction, tab, clientId }: SignIn,
  alias: string,
): string {
  const query = new URLSearchParams({ session_code: interaction.cid, client_id: clientId, tab_id: tab })
  const realm = encodeURIComponent(call.realm.name)
  return `${call.base}/realms/${realm}/broker/${encodeURIComponent(alias)}/login?${query}`
}

/** Where a provider sends the browser back to: the redirect URI registered over there. */
export function brokerRedirect(call: EndpointCall, alias: string): string {
  return `${call.base}/realms/${encodeURIComponent(call.realm.name)}/broker/${encodeURIComponent(alias)}/endpoint`
}
