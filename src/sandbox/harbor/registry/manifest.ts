/** Reads manifests: what they consist of, and what kind of artifact they are. */
import { isTooDeep } from '../../http/nesting.ts'
import type { Reference } from '../state/rows.ts'

/** What a manifest says. */
export interface Manifest {
  readonly mediaType: string
  readonly isIndex: boolean
  readonly configDigest: string
  readonly configMediaType: string
  readonly artifactType: string
  /** Configuration first, then layers. */
  readonly blobs: readonly string[]
  /** Of configuration and layers together, as it says itself; in bytes. */
  readonly partsSize: number
  readonly layerTypes: readonly string[]
  readonly references: readonly Reference[]
  readonly subject: string
  readonly annotations?: Readonly<Record<string, unknown>>
}

type Json = Readonly<Record<string, unknown>>

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
const objects = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(object) : [])
const number = (value: unknown): number => (typeof value === 'number' ? value : 0)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** @param contentType of the request, which counts when the manifest names none. Undefined for what is no manifest */
export function readManifest(bytes: Buffer, contentType: string): Manifest | undefined {
  const source = bytes.toString('utf8')
  if (isTooDeep(source)) return undefined
  let parsed: Json
  try {
    parsed = object(JSON.parse(source))
  } catch {
    return undefined
  }
  if (parsed['schemaVersion'] !== 2) return undefined
  const config = object(parsed['config'])
  const mediaType = text(parsed['mediaType']) || contentType
  const isIndex = /index|manifest\.list/.test(mediaType)
  const layers = objects(parsed['layers'])
  const annotations = object(parsed['annotations'])
  return {
    mediaType,
    isIndex,
    configDigest: text(config['digest']),
    configMediaType: isIndex ? mediaType : text(config['mediaType']),
    artifactType: text(parsed['artifactType']),
    blobs: isIndex ? [] : [config, ...layers].map((part) => text(part['digest'])).filter((one) => one !== ''),
    partsSize: isIndex ? 0 : sizeOf([config, ...layers]),
    layerTypes: layers.map((layer) => text(layer['mediaType'])),
    references: objects(parsed['manifests']).map((child) => ({
      digest: text(child['digest']),
      ...(child['platform'] === undefined ? {} : { platform: object(child['platform']) }),
    })),
    subject: text(object(parsed['subject'])['digest']),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
  }
}

/** A layer that is named twice counts once. */
function sizeOf(parts: readonly Json[]): number {
  const sizes = new Map(parts.map((part) => [text(part['digest']), number(part['size'])]))
  return [...sizes.values()].reduce((sum, size) => sum + size, 0)
}

const IMAGE_CONFIGS = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
])

/** `IMAGE`, `CHART`, or what the configuration's media type calls itself (src/controller/artifact/processor). */
export function artifactKind({ isIndex, configMediaType }: Manifest): string {
  if (isIndex || IMAGE_CONFIGS.has(configMediaType)) return 'IMAGE'
  if (configMediaType === 'application/vnd.cncf.helm.config.v1+json') return 'CHART'
  const named = /^application\/vnd\.[^.]*\.(.*)\.config\.[^.]*\+json$/.exec(configMediaType)?.[1]
  return named?.toUpperCase() ?? 'UNKNOWN'
}

/** What the API shows of an image's configuration, or of a chart's. */
export function extraAttributes(kind: string, config: Buffer | undefined): Json {
  let parsed: Json = {}
  try {
    parsed = object(JSON.parse(config?.toString('utf8') ?? ''))
  } catch {
    return {}
  }
  if (kind !== 'IMAGE') return parsed
  return {
    architecture: text(parsed['architecture']),
    author: text(parsed['author']),
    config: object(parsed['config']),
    created: parsed['created'] ?? null,
    os: text(parsed['os']),
  }
}

const COSIGN_TAG = /^sha256-([0-9a-f]{64})\.sig$/
const COSIGN_LAYER = 'application/vnd.dev.cosign.simplesigning.v1+json'
const BY_TYPE: Readonly<Record<string, string>> = {
  'application/vnd.cncf.notary.signature': 'signature.notation',
  'application/vnd.dev.sigstore.bundle.v0.3+json': 'signature.cosign',
  'application/vnd.goharbor.harbor.sbom.v1': 'sbom.harbor',
  'application/vnd.goharbor.harbor.main.v1': 'sbom.harbor',
}

/** What it belongs to, by its subject or by cosign's tag: undefined for what stands alone. */
export function accessoryOf(
  manifest: Manifest,
  tag: string,
): { readonly subject: string; readonly type: string } | undefined {
  const signed = COSIGN_TAG.exec(tag)?.[1]
  if (signed !== undefined && manifest.layerTypes.includes(COSIGN_LAYER)) {
    return { subject: `sha256:${signed}`, type: 'signature.cosign' }
  }
  if (manifest.subject === '') return undefined
  const kind = manifest.artifactType || manifest.configMediaType
  return {
    subject: manifest.subject,
    type: (Object.hasOwn(BY_TYPE, kind) ? BY_TYPE[kind] : undefined) ?? 'subject.accessory',
  }
}
