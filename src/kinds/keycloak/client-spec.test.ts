import { expect, it } from 'vitest'
import { clientsOf } from './client-spec.ts'
import { tenancyOf } from './tenancy.fixture.ts'

const apps = [
  { name: 'shop', sso: 'required' },
  { name: 'docs', host: 'docs.example.org', sso: 'required' },
  { name: 'open' },
]

function clients(options: Parameters<typeof tenancyOf>[1] = {}) {
  return new Map([...clientsOf(tenancyOf({ demo: { apps } }, options))].map((one) => [one.clientId, one]))
}

it('makes a client for each app that asks for sign-on, at the gateway’s scheme and port', () => {
  const keycloak = { url: 'http://keycloak.otomi.example:8088', credentials: {} }
  const found = clients({ keycloak })
  expect([...found.keys()]).toEqual(['harbor', 'demo-shop', 'demo-docs'])
  expect(found.get('demo-shop')?.spec.redirectUris).toEqual(['http://shop.demo.otomi.example:8088/*'])
  expect(found.get('demo-docs')?.spec.webOrigins).toEqual(['http://docs.example.org:8088'])
  expect(clients().get('demo-shop')?.spec.redirectUris).toEqual(['https://shop.demo.otomi.example/*'])
})

it('lets Harbor ask for every scope that it is told to, and has offline_access only where that is wanted', () => {
  const scopes = (sso: object) =>
    clients({ harbor: { credentials: { password: { env: 'P' } }, sso } }).get('harbor')?.spec.optionalScopes
  expect(scopes({})).toEqual(['offline_access'])
  expect(scopes({ offline: false })).toEqual([])
  expect(scopes({ offline: false, scopes: ['openid', 'phone', 'offline_access'] })).toEqual(['phone'])
})

it('writes a user claim that no default scope writes', () => {
  const mappers = (userClaim: string) =>
    Object.keys(
      clients({ harbor: { credentials: { password: { env: 'P' } }, sso: { userClaim } } }).get('harbor')?.spec
        .mappers ?? {},
    )
  expect(mappers('preferred_username')).toEqual(['audience'])
  expect(mappers('upn')).toEqual(['audience', 'user name'])
})
