/** The server's own certificate authority and its leaf for loopback, kept in the store. */
import type { Store } from '../store/store.ts'

/** All in PEM. */
export interface Certificates {
  readonly key: string
  readonly cert: string
  readonly ca: string
}

const YEARS = 10

/** Those of the store, or new ones. The library is only loaded when it is needed: it takes a third of a second. */
export async function certificates(store: Store): Promise<Certificates> {
  const table = store.table<Certificates>('kubernetes.certificates')
  const kept = table.get('server')
  if (kept) return kept
  await import('reflect-metadata')
  const { generate } = await import('selfsigned')
  const notAfterDate = new Date()
  notAfterDate.setFullYear(notAfterDate.getFullYear() + YEARS)
  const common = { keyType: 'ec', algorithm: 'sha256', notAfterDate } as const
  const authority = await generate([{ name: 'commonName', value: 'sandbox kubernetes CA' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  })
  const leaf = await generate([{ name: 'commonName', value: 'kube-apiserver' }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 2, value: 'kubernetes.default.svc' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  })
  const made = { key: leaf.private, cert: leaf.cert, ca: authority.cert }
  table.set('server', made)
  return made
}
