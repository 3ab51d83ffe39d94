/** A container image in a folder, in the OCI image layout: a config, a layer that is an empty tar, and what names them. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const sha256 = (data: Buffer) => `sha256:${createHash('sha256').update(data).digest('hex')}`

/** Writes it with one tag. @returns the manifest's digest */
export function writeLayout(folder: string, tag: string, label: string): string {
  mkdirSync(join(folder, 'blobs/sha256'), { recursive: true })
  const put = (data: Buffer, mediaType: string) => {
    const digest = sha256(data)
    writeFileSync(join(folder, 'blobs', digest.replace(':', '/')), data)
    return { mediaType, digest, size: data.length }
  }
  const json = (value: object, type: string) =>
    put(Buffer.from(JSON.stringify(value)), `application/vnd.oci.image.${type}+json`)
  const tar = Buffer.alloc(1024)
  const layer = put(gzipSync(tar), 'application/vnd.oci.image.layer.v1.tar+gzip')
  const config = json(
    {
      architecture: 'amd64',
      os: 'linux',
      config: { Labels: { label } },
      rootfs: { type: 'layers', diff_ids: [sha256(tar)] },
    },
    'config.v1',
  )
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  const manifest = json({ schemaVersion: 2, mediaType, config, layers: [layer] }, 'manifest.v1')
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  const annotations = { 'org.opencontainers.image.ref.name': tag }
  writeFileSync(
    join(folder, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [{ ...manifest, annotations }] }),
  )
  return manifest.digest
}
