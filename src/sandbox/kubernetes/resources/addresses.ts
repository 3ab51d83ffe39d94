/** Addresses and ports as fields hold them. */
import { isIP } from 'node:net'

/** Whether a text is a block of addresses. */
export const isCidr = (text: string): boolean => {
  const [address = '', bits = '', more] = text.split('/')
  const version = isIP(address)
  return (
    more === undefined && version > 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)
  )
}

/** What is said of one that is none. */
export const NO_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'

/** What is said of a port's number that is none. */
export const NO_PORT = 'must be between 1 and 65535, inclusive'

/** What is wrong with the name of a container's port. */
export function portNameProblems(name: string): string[] {
  const found: string[] = []
  if (name.length > 15) found.push('must be no more than 15 characters')
  if (!/^[-a-z0-9]+$/.test(name))
    found.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  if (found.length > 0) return found
  if (!/[a-z]/.test(name)) found.push('must contain at least one letter (a-z)')
  if (name.includes('--')) found.push('must not contain consecutive hyphens')
  if (name.startsWith('-') || name.endsWith('-')) found.push('must not begin or end with a hyphen')
  return found
}
