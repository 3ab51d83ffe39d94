/** The certificate that a realm publishes with each key: self-signed, its name the realm's, good for ten years. */
import { randomBytes } from 'node:crypto'

const SEQUENCE = 0x30
const SET = 0x31
const sha256WithRsa = Buffer.from('300d06092a864886f70d01010b0500', 'hex')
const commonName = Buffer.from('0603550403', 'hex')

/** @param spki the public key, DER. @returns DER of an X.509 v1 certificate (RFC 5280 §4.1) */
export function selfSigned(name: string, spki: Buffer, sign: (data: Buffer) => Buffer): Buffer {
  const subject = der(SEQUENCE, der(SET, der(SEQUENCE, commonName, der(0x0c, Buffer.from(name, 'utf8')))))
  const now = new Date()
  const end = new Date(now)
  end.setUTCFullYear(now.getUTCFullYear() + 10)
  const validity = der(SEQUENCE, time(now), time(end))
  const serial = der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(5)]))
  const body = der(SEQUENCE, serial, sha256WithRsa, subject, validity, subject, spki)
  return der(SEQUENCE, body, sha256WithRsa, der(0x03, Buffer.concat([Buffer.from([0]), sign(body)])))
}

function time(at: Date): Buffer {
  return der(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]|\.\d+/g, '')}`, 'ascii'))
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content])
  const size = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
