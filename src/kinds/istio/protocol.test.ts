import { expect, it } from 'vitest'
import { protocolOf } from './protocol.ts'

it.each([
  [{ port: 80 }, 'auto'],
  [{ port: 80, name: 'http-web' }, 'http'],
  [{ port: 80, name: 'HTTP' }, 'http'],
  [{ port: 80, name: 'httpweb' }, 'auto'],
  [{ port: 80, name: 'web-http' }, 'auto'],
  [{ port: 80, name: 'grpc-webby' }, 'http'],
  [{ port: 443, name: 'https-web' }, 'tcp'],
  [{ port: 5432, name: 'postgresql' }, 'auto'],
  [{ port: 5432, name: 'tcp-postgresql' }, 'tcp'],
  [{ port: 3306 }, 'tcp'],
  [{ port: 80, name: 'http', appProtocol: 'unknown' }, 'auto'],
  [{ port: 80, name: 'tcp', appProtocol: 'kubernetes.io/h2c' }, 'http'],
  [{ port: 53, name: 'dns', protocol: 'UDP' }, 'udp'],
] as const)('%j is %s', (port, protocol) => {
  expect(protocolOf(port)).toBe(protocol)
})
