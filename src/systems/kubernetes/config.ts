/** Where the API server is, whom to trust there, and who we are: from kubeconfig files, from inside a cluster, or said directly. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { KubernetesConfig } from './cluster.ts'
import { ConfigFault, configError } from './config-error.ts'
import { inClusterConfig, isInCluster } from './in-cluster.ts'
import { readKubeconfigs } from './kubeconfig.ts'

export type { KubernetesConfig } from './cluster.ts'

/** What a sandbox or a test knows. PEM texts. */
export interface DirectConfig {
  readonly url: string
  readonly token?: string
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

/** The direct form in full. */
export function directConfig({ url, token, ca, cert, key }: DirectConfig): KubernetesConfig {
  return {
    url,
    tls: {
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
    },
    login: token === undefined ? { type: 'none' } : { type: 'token', token },
    source: url,
  }
}

/** What is asked for; `env` has KUBECONFIG, HOME, and what exec plugins need. */
export interface KubernetesConfigRequest {
  /** A file that is read instead of all others. */
  readonly kubeconfig?: string
  readonly context?: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * The named file; else the files of KUBECONFIG; else `~/.kube/config`; else the service account of the pod we are in.
 * @throws SystemError which says which field of which file is wrong
 */
export function loadKubernetesConfig(request: KubernetesConfigRequest): KubernetesConfig {
  try {
    return load(request)
  } catch (error) {
    throw error instanceof ConfigFault ? configError(error) : error
  }
}

function load({ kubeconfig, context, env }: KubernetesConfigRequest): KubernetesConfig {
  if (kubeconfig !== undefined) return readKubeconfigs([kubeconfig], context, env)
  const named = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '')
  const home = join(env['HOME'] ?? homedir(), '.kube', 'config')
  const files = (named.length > 0 ? named : [home]).filter((path) => existsSync(path))
  if (files.length > 0) return readKubeconfigs(files, context, env)
  if (isInCluster(env) && context === undefined) return inClusterConfig(env)
  const tried =
    named.length > 0 ? `KUBECONFIG names ${named.join(', ')}, which is not there` : `there is no ${home}`
  throw new ConfigFault(
    `no cluster is known: ${tried}, and this is no pod of a cluster. Name a kubeconfig by --kubeconfig or KUBECONFIG`,
  )
}
