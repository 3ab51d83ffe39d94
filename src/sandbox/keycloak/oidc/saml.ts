/** What a realm says of itself to SAML partners. Signing in by SAML is not served; its metadata is, for import (contract 25). */
import { keysOf } from '../model/keys.ts'
import type { Answer } from '../rest/exchange.ts'
import { notFound } from '../rest/refusal.ts'
import type { EndpointCall } from './endpoint-call.ts'
import { issuerOf } from './jwt.ts'
import { escaped } from './pages.ts'

const XML = 'application/xml'
const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata'
const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol'
const BINDING = 'urn:oasis:names:tc:SAML:2.0:bindings'
const NAME_IDS = [
  '2.0:nameid-format:persistent',
  '2.0:nameid-format:transient',
  '1.1:nameid-format:unspecified',
]

async function keyDescriptor({ realm }: EndpointCall): Promise<string> {
  const { signing } = await keysOf(realm)
  const certificate = `<ds:X509Data><ds:X509Certificate>${signing.certificate}</ds:X509Certificate></ds:X509Data>`
  const info = `<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${certificate}</ds:KeyInfo>`
  return `<md:KeyDescriptor use="signing">${info}</md:KeyDescriptor>`
}

/** GET …/protocol/saml/descriptor: the realm as an identity provider. */
export async function descriptor(call: EndpointCall): Promise<Answer> {
  const issuer = issuerOf(call.realm, call.base)
  const endpoint = escaped(`${issuer}/protocol/saml`)
  const services = (name: string) =>
    ['HTTP-POST', 'HTTP-Redirect', 'HTTP-Artifact', 'SOAP']
      .map((binding) => `<md:${name} Binding="${BINDING}:${binding}" Location="${endpoint}"/>`)
      .join('')
  const nameIds = NAME_IDS.map((id) => `<md:NameIDFormat>urn:oasis:names:tc:SAML:${id}</md:NameIDFormat>`)
  const artifact = `<md:ArtifactResolutionService Binding="${BINDING}:SOAP" Location="${endpoint}/resolve" index="0"/>`
  const role = `<md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="${PROTOCOL}">`
  const parts = [await keyDescriptor(call), artifact, services('SingleLogoutService'), ...nameIds]
  const body = `${role}${parts.join('')}${services('SingleSignOnService')}</md:IDPSSODescriptor>`
  return entity(issuer, body)
}

/** GET …/broker/{alias}/endpoint/descriptor: the realm as a service provider, for the other side to read. */
export async function serviceProviderDescriptor(call: EndpointCall): Promise<Answer> {
  const { realm, params, base } = call
  const provider = realm.providers.one('alias', params['alias'] ?? '')
  if (provider?.providerId !== 'saml') throw notFound()
  const issuer = provider.config['entityId'] ?? issuerOf(realm, base)
  const endpoint = escaped(`${issuerOf(realm, base)}/broker/${encodeURIComponent(provider.alias)}/endpoint`)
  const signed = provider.config['wantAuthnRequestsSigned'] === 'true'
  const role = `<md:SPSSODescriptor AuthnRequestsSigned="${signed}" protocolSupportEnumeration="${PROTOCOL}">`
  const consumer = `<md:AssertionConsumerService Binding="${BINDING}:HTTP-POST" Location="${endpoint}" index="1" isDefault="true"/>`
  return entity(issuer, `${role}${await keyDescriptor(call)}${consumer}</md:SPSSODescriptor>`)
}

function entity(id: string, role: string): Answer {
  const body = `<md:EntityDescriptor xmlns:md="${METADATA}" entityID="${escaped(id)}">${role}</md:EntityDescriptor>\n`
  return { status: 200, body, type: XML }
}
