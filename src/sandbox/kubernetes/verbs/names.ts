/** Resources that the server itself works with. */
import { resourceKey } from '../storage.ts'

export const NAMESPACES = resourceKey('', 'namespaces')
export const SERVICE_ACCOUNTS = resourceKey('', 'serviceaccounts')
export const CONFIG_MAPS = resourceKey('', 'configmaps')
