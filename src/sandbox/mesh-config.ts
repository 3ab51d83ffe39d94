/** Istio's MeshConfig, as far as the gateway obeys it (istio.io/latest/docs/reference/config/istio.mesh.v1alpha1). */
import { parseDocument } from 'yaml'
import { z } from 'zod'
import type { GatewayOptions } from './mesh/gateway.ts'

/** What the gateway takes from it. */
export type MeshSettings = Pick<GatewayOptions, 'pathNormalization' | 'extensionProviders'>

/** The file is no MeshConfig; the message says where and why. */
export class MeshConfigProblem extends Error {
  override readonly name = 'MeshConfigProblem'
}

const Headers = z.array(z.string())

const Provider = z.object({
  name: z.string().min(1),
  envoyExtAuthzHttp: z
    .object({
      service: z.string().min(1),
      port: z.int().min(1).max(65535),
      timeout: z.string().optional(),
      pathPrefix: z.string().optional(),
      failOpen: z.boolean().optional(),
      statusOnError: z.string().optional(),
      includeRequestHeadersInCheck: Headers.optional(),
      includeAdditionalHeadersInCheck: z.record(z.string(), z.string()).optional(),
      headersToUpstreamOnAllow: Headers.optional(),
      headersToDownstreamOnDeny: Headers.optional(),
      headersToDownstreamOnAllow: Headers.optional(),
    })
    .optional(),
})

const MeshConfig = z.looseObject({
  pathNormalization: z
    .object({
      normalization: z.enum(['DEFAULT', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES', 'NONE']),
    })
    .optional(),
  extensionProviders: z.array(Provider).optional(),
})

/**
 * @param text YAML
 * @returns what is obeyed, and the names of the fields that are not
 * @throws MeshConfigProblem
 */
export function readMeshConfig(text: string): {
  readonly mesh: MeshSettings
  readonly ignored: readonly string[]
} {
  const document = parseDocument(text)
  const [mistake] = document.errors
  if (mistake) throw new MeshConfigProblem(mistake.message.split('\n')[0] ?? 'it is not YAML')
  const read = MeshConfig.safeParse(document.toJS() ?? {})
  if (!read.success) {
    const [issue] = read.error.issues
    throw new MeshConfigProblem(`${issue?.path.join('.') || 'the document'}: ${issue?.message}`)
  }
  const { pathNormalization, extensionProviders, ...others } = read.data
  const normalization = pathNormalization?.normalization
  return {
    mesh: {
      // istiod takes the default for BASE.
      ...(normalization && { pathNormalization: normalization === 'DEFAULT' ? 'BASE' : normalization }),
      ...(extensionProviders && { extensionProviders: extensionProviders.map(provider) }),
    },
    ignored: Object.keys(others),
  }
}

/** Without the fields that are undefined, which the gateway's types don't have. */
function provider({ name, envoyExtAuthzHttp }: z.infer<typeof Provider>) {
  if (!envoyExtAuthzHttp) return { name }
  const { service, port, ...more } = envoyExtAuthzHttp
  const said = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined))
  return { name, envoyExtAuthzHttp: { service, port, ...said } }
}
