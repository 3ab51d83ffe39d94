/** The servers: addresses, the realm, identity providers and the gateway. */
import type { Path } from '../error.ts'
import { Claims, type Finding, otherPlace, type Rule, type World } from './world.ts'

function* realm({ platform }: World): Iterable<Finding> {
  if (platform?.platform.keycloak.realm !== 'master') return
  const given = platform.document.spec.keycloak.realm !== undefined
  yield {
    on: platform,
    path: given ? ['spec', 'keycloak', 'realm'] : ['metadata', 'name'],
    message: `"master" is Keycloak's own realm, whose users may rule the others: ${given ? 'name another one' : 'name another one in spec.keycloak.realm'}`,
  }
}

function* addresses({ platform }: World): Iterable<Finding> {
  if (!platform) return
  const { harbor, keycloak } = platform.platform
  const at = (field: string): { on: typeof platform; path: Path } => ({
    on: platform,
    path: ['spec', field, 'url'],
  })
  const registry = new URL(harbor.url)
  if (registry.pathname !== '/')
    yield {
      ...at('harbor'),
      message: `"${harbor.url}" has a path, and Harbor can't be served below one: write ${registry.origin}`,
    }
  if (!/[.:]/.test(registry.host) && registry.hostname !== 'localhost')
    yield {
      ...at('harbor'),
      message: `docker clients take "${registry.host}" for a name on Docker Hub: write a host with a dot or a port`,
    }
  if (registry.host === new URL(keycloak.url).host)
    yield {
      ...at('keycloak'),
      message: `"${registry.host}" is Harbor's address${otherPlace(platform, ['spec', 'harbor', 'url'])}: each server needs a host of its own`,
    }
  for (const [url, field] of [
    [harbor.url, 'harbor'],
    [keycloak.url, 'keycloak'],
  ] as const)
    if (isInClear(url))
      yield { ...at(field), warning: true, message: `"${url}" carries passwords in clear: write https` }
}

function* identityProviders({ platform }: World): Iterable<Finding> {
  if (!platform) return
  const aliases = new Claims()
  const issuers = new Claims()
  for (const [index, provider] of platform.platform.keycloak.identityProviders.entries()) {
    const path = ['spec', 'keycloak', 'identityProviders', index]
    const alias = { on: platform, path: [...path, 'alias'] }
    const issuer = { on: platform, path: [...path, 'issuer'] }
    const same = aliases.claim(provider.alias, { ...alias, who: provider.alias })
    if (same)
      yield {
        ...alias,
        message: `there is an identity provider "${provider.alias}" already${otherPlace(same.on, same.path)}`,
      }
    const before = issuers.claim(provider.issuer, { ...issuer, who: provider.alias })
    if (before)
      yield {
        ...issuer,
        message: `is the issuer of "${before.who}" already${otherPlace(before.on, before.path)}: Keycloak takes one provider for an issuer`,
      }
    if (isInClear(provider.issuer))
      yield {
        ...issuer,
        message: `"${provider.issuer}" is not https, and anybody in between could sign in as anyone: write https`,
      }
    const mistake = issuerMistake(provider.issuer)
    if (mistake !== null) yield { ...issuer, message: mistake }
    if (provider.issuer === platform.platform.keycloak.issuer)
      yield { ...issuer, message: 'is the realm itself: name the issuer of the other server' }
  }
}

/** Addresses that look like an issuer, and that no token names as its own. */
function issuerMistake(issuer: string): string | null {
  const discovery = '/.well-known/openid-configuration'
  if (issuer.endsWith(discovery))
    return `is the address of its discovery document: write "${issuer.slice(0, -discovery.length)}"`
  return /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)(\/|$)/.test(issuer)
    ? 'lets accounts of any tenant in, and no token names it: write the address with the id of your tenant'
    : null
}

/** Plain http to somewhere else than this machine. */
function isInClear(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  const local =
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname)
  return protocol === 'http:' && !local
}

function* gateway({ platform }: World): Iterable<Finding> {
  if (!platform) return
  const path = ['spec', 'mesh', 'gateway', 'selector']
  const labels = Object.entries(platform.platform.mesh.gateway.selector)
  if (labels.length === 0)
    yield {
      on: platform,
      path,
      message:
        "is empty, which is every workload of the namespace: name the gateway's labels, e.g. {istio: ingressgateway}",
    }
  for (const [key, value] of labels) {
    const name = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/
    const right = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/
    if (!name.test(key))
      yield {
        on: platform,
        path: [...path, key],
        part: 'key',
        message: `${JSON.stringify(key)} is not the key of a label`,
      }
    if (!right.test(value))
      yield {
        on: platform,
        path: [...path, key],
        message: `${JSON.stringify(value)} is not the value of a label: write at most 63 letters, digits, "-", "_" and "."`,
      }
  }
}

/** With a prefix of the API server's own, a group of the identity provider could be `system:masters`. */
function* groupsPrefix({ platform }: World): Iterable<Finding> {
  const prefix = platform?.platform.groupsPrefix
  if (platform && prefix?.startsWith('system:'))
    yield {
      on: platform,
      path: ['spec', 'kubernetes', 'groupsPrefix'],
      message: `"${prefix}" is Kubernetes' own: take another prefix, e.g. "oidc:"`,
    }
}

export const serverRules: readonly Rule[] = [realm, addresses, identityProviders, gateway, groupsPrefix]
