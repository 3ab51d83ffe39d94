/** Whether another registry answers and lets us in. Making or changing one asks it first. */
import { request } from 'undici'
import type { Network } from '../../http/network.ts'
import type { Registry } from '../state/rows.ts'
import { internal } from '../wire/refusal.ts'

/** The kinds that there are adapters for (make/photon/prepare/templates/core/env.jinja). */
export const ADAPTERS: readonly string[] = [
  'ali-acr',
  'aws-ecr',
  'azure-acr',
  'docker-hub',
  'docker-registry',
  'github-ghcr',
  'google-gcr',
  'harbor',
  'huawei-SWR',
  'jfrog-artifactory',
  'tencent-tcr',
  'volcengine-cr',
]

/** What is asked, and as whom. */
export type Target = Pick<Registry, 'type' | 'url' | 'accessKey' | 'accessSecret'>

/**
 * Does it answer, and take the credentials?
 * @throws `Refusal` 500 when nothing answers, or for a type without an adapter (harbor contract 28-registries)
 */
export async function healthy(network: Network, target: Target): Promise<boolean> {
  if (!ADAPTERS.includes(target.type)) throw internal()
  if (target.type === 'harbor' && (await ask(network, target, '/api/v2.0/systeminfo', false)) !== 200)
    return false
  if (target.accessKey === '' && target.type === 'harbor') return true
  const status = await ask(network, target, '/v2/', target.accessKey !== '')
  return target.accessKey === '' ? status < 500 : status === 200
}

async function ask(network: Network, target: Target, path: string, signedIn: boolean): Promise<number> {
  const address = target.url.replace(/\/+$/, '') + path
  if (!URL.canParse(address)) throw internal()
  const { url, host } = network.dial(address)
  const login = Buffer.from(`${target.accessKey}:${target.accessSecret}`).toString('base64')
  try {
    const { statusCode, body } = await request(url, {
      headers: { host, ...(signedIn ? { authorization: `Basic ${login}` } : {}) },
    })
    await body.dump()
    return statusCode
  } catch {
    throw internal()
  }
}
