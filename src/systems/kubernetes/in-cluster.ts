/** The service account of the pod that we are in. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KubernetesConfig } from './cluster.ts'
import { ConfigFault } from './config-error.ts'

type Environment = Readonly<Record<string, string | undefined>>

const account = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Whether this looks like a pod with a service account. */
export function isInCluster(env: Environment, directory = account): boolean {
  return (env['KUBERNETES_SERVICE_HOST'] ?? '') !== '' && existsSync(join(directory, 'token'))
}

/** The token is read again and again, since the kubelet renews it. @throws ConfigFault */
export function inClusterConfig(env: Environment, directory = account): KubernetesConfig {
  const host = env['KUBERNETES_SERVICE_HOST'] ?? ''
  const port = env['KUBERNETES_SERVICE_PORT'] ?? '443'
  const namespace = textOf(join(directory, 'namespace'))
  const ca = textOf(join(directory, 'ca.crt'))
  if (ca === undefined) throw new ConfigFault(`${join(directory, 'ca.crt')} cannot be read`)
  return {
    url: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    tls: { ca },
    login: { type: 'tokenFile', path: join(directory, 'token') },
    ...(namespace !== undefined && { namespace: namespace.trim() }),
    source: 'the service account of this pod',
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
