/** What a running sandbox leaves for other programs: a kubeconfig, and the environment for a shell. Only their owner may read them. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Sandbox } from '../sandbox/sandbox.ts'

/** @returns the kubeconfig's path */
export function writeKubeconfig(folder: string, { kubernetes }: Pick<Sandbox, 'kubernetes'>): string {
  const path = join(folder, 'kubeconfig')
  const text = stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'sandbox',
    clusters: [
      {
        name: 'sandbox',
        cluster: {
          server: kubernetes.url,
          'certificate-authority-data': Buffer.from(kubernetes.ca).toString('base64'),
        },
      },
    ],
    users: [{ name: 'admin', user: { token: kubernetes.token } }],
    contexts: [{ name: 'sandbox', context: { cluster: 'sandbox', user: 'admin' } }],
  })
  writePrivate(folder, path, text)
  return path
}

/** A file to be read by a shell with `. FILE`. @returns its path */
export function writeEnvironment(folder: string, values: Readonly<Record<string, string>>): string {
  const path = join(folder, 'env')
  const lines = Object.entries(values).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
  )
  writePrivate(folder, path, `${lines.join('\n')}\n`)
  return path
}

/** A docker client's login file for one registry. @returns its path */
export function writeDockerLogin(
  folder: string,
  name: string,
  registry: string,
  login: { username: string; password: string },
): string {
  const path = join(folder, `${name}.json`)
  const auth = Buffer.from(`${login.username}:${login.password}`).toString('base64')
  writePrivate(folder, path, `${JSON.stringify({ auths: { [registry]: { auth } } }, null, 2)}\n`)
  return path
}

function writePrivate(folder: string, path: string, text: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, text, { mode: 0o600 })
}

/** The smallest image there is, as a folder that `skopeo` copies from. @returns its path */
export function writeImage(folder: string): string {
  const layout = join(folder, 'hello')
  const blobs = join(layout, 'blobs', 'sha256')
  mkdirSync(blobs, { recursive: true })
  const put = (value: object) => {
    const text = JSON.stringify(value)
    const digest = createHash('sha256').update(text).digest('hex')
    writeFileSync(join(blobs, digest), text)
    return { digest: `sha256:${digest}`, size: Buffer.byteLength(text) }
  }
  const media = 'application/vnd.oci.image'
  const config = put({
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: [] },
  })
  const manifest = put({
    schemaVersion: 2,
    mediaType: `${media}.manifest.v1+json`,
    config: { mediaType: `${media}.config.v1+json`, ...config },
    layers: [],
  })
  const index = { schemaVersion: 2, manifests: [{ mediaType: `${media}.manifest.v1+json`, ...manifest }] }
  writeFileSync(join(layout, 'index.json'), JSON.stringify(index))
  writeFileSync(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
  return layout
}
