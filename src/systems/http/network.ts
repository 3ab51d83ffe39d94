/** What may go wrong before there is an answer, in words for people. */
import { errors } from 'undici'

/** Why no answer came. */
export interface NetworkFault {
  /** Goes on the words "cannot be reached: ". */
  readonly sentence: string
  /** The request never got as far as the server. */
  readonly notSent: boolean
  /** It may be otherwise in a moment. */
  readonly passes: boolean
  /** The server is slow, rather than away. */
  readonly slow: boolean
}

const away = { notSent: true, passes: true, slow: false }
const broken = { notSent: false, passes: true, slow: false }
const slow = { notSent: false, passes: true, slow: true }
const distrust = { notSent: true, passes: false, slow: false }
const nonsense = { notSent: false, passes: false, slow: false }

const trust = 'Give the certificate of its authority (ca), if you trust it'

const faults: Readonly<Record<string, NetworkFault>> = {
  ECONNREFUSED: { ...away, sentence: 'nothing listens there. Is it running, and is the port right?' },
  ENOTFOUND: { ...away, sentence: 'the host name is unknown. Is the URL right, and does DNS work here?' },
  EAI_AGAIN: { ...away, sentence: 'the host name could not be looked up just now. Does DNS work here?' },
  EHOSTUNREACH: {
    ...away,
    sentence: 'there is no way to the host. Is a network policy or a VPN in between?',
  },
  ENETUNREACH: { ...away, sentence: 'there is no way to the network. Is this machine online?' },
  ETIMEDOUT: { ...away, slow: true, sentence: 'the connection timed out. Does a firewall drop it?' },
  UND_ERR_CONNECT_TIMEOUT: {
    ...away,
    slow: true,
    sentence: 'the connection timed out. Does a firewall drop it?',
  },
  UND_ERR_HEADERS_TIMEOUT: { ...slow, sentence: 'no answer came in time' },
  UND_ERR_BODY_TIMEOUT: { ...slow, sentence: 'the answer stopped in the middle' },
  ECONNRESET: { ...broken, sentence: 'the connection broke off' },
  EPIPE: { ...broken, sentence: 'the connection broke off' },
  UND_ERR_SOCKET: { ...broken, sentence: 'the connection broke off' },
  UND_ERR_DESTROYED: { ...nonsense, sentence: 'the client was closed' },
  UND_ERR_CLOSED: { ...nonsense, sentence: 'the client was closed' },
  UND_ERR_RES_EXCEEDED_MAX_SIZE: { ...nonsense, sentence: 'the answer is longer than we read (maxBody)' },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: { ...broken, sentence: 'the answer is shorter than it says' },
  UND_ERR_HEADERS_OVERFLOW: { ...nonsense, sentence: 'the header of the answer is too long' },
  CERT_HAS_EXPIRED: { ...distrust, sentence: 'its certificate has expired. Renew it' },
  CERT_NOT_YET_VALID: { ...distrust, sentence: 'its certificate is not valid yet. Is the clock right?' },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    ...distrust,
    sentence:
      'its certificate is for another host name. Is the URL right? tls-server-name can name the expected one',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: { ...distrust, sentence: `its certificate is signed by itself. ${trust}` },
  SELF_SIGNED_CERT_IN_CHAIN: {
    ...distrust,
    sentence: `its certificate is of an unknown authority. ${trust}`,
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    ...distrust,
    sentence: `its certificate is of an unknown authority. ${trust}`,
  },
  UNABLE_TO_GET_ISSUER_CERT: {
    ...distrust,
    sentence: `its certificate is of an unknown authority. ${trust}`,
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    ...distrust,
    sentence: `its certificate is of an unknown authority. ${trust}`,
  },
  ERR_SSL_WRONG_VERSION_NUMBER: {
    ...distrust,
    sentence: 'it does not speak TLS there. Should the URL begin with http://?',
  },
  ERR_SSL_PACKET_LENGTH_TOO_LONG: {
    ...distrust,
    sentence: 'it does not speak TLS there. Should the URL begin with http://?',
  },
  HPE_INVALID_CONSTANT: {
    ...nonsense,
    sentence: 'it does not speak HTTP there. Should the URL begin with https://?',
  },
}

/** @returns what is known of an error of the network, undefined when the error is none */
export function networkFault(error: unknown): NetworkFault | undefined {
  const code = codeOf(error)
  if (code === undefined)
    return error instanceof errors.HTTPParserError ? faults['HPE_INVALID_CONSTANT'] : undefined
  const known = faults[code]
  if (known) return known
  const { message } = error as Error
  if (/^ERR_SSL|^ERR_TLS|CERT/.test(code))
    return { ...distrust, sentence: `TLS failed: ${message} (${code})` }
  if (/^HPE_/.test(code)) return { ...nonsense, sentence: `its answer is no HTTP: ${message}` }
  return { ...broken, sentence: `${message} (${code})` }
}

/** The code of an error, or of the one that caused it. */
function codeOf(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined
  const inner = codeOf(error.cause, depth + 1)
  if (inner !== undefined && inner in faults) return inner
  return 'code' in error && typeof error.code === 'string' ? error.code : inner
}
