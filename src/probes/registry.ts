/** What a docker client does: asks, is sent to the token service, asks again. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { json } from './sign-in.ts'
import { type Answer, basicAuthorization, type Question, type Web } from './web.ts'

/** A registry login; nobody without. */
export interface Login {
  readonly username: string
  readonly password: string
}

const config = Buffer.from('{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}')
const configDigest = `sha256:${createHash('sha256').update(config).digest('hex')}`
const manifestType = 'application/vnd.oci.image.manifest.v1+json'
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: manifestType,
  config: {
    mediaType: 'application/vnd.oci.image.config.v1+json',
    digest: configDigest,
    size: config.length,
  },
  layers: [],
})

/** Pushes the smallest image there is. @returns the answer that decided */
export async function push(
  web: Web,
  base: string,
  repository: string,
  tag: string,
  login?: Login,
): Promise<Answer> {
  const ask = await asDocker(web, base, repository, 'pull,push', login)
  const started = await ask(`/v2/${repository}/blobs/uploads/`, { method: 'POST' })
  if (started.status !== 202) return started
  const { location } = started.headers
  const target = new URL(String(location), base)
  target.searchParams.set('digest', configDigest)
  const stored = await ask(`${target.pathname}${target.search}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: config,
  })
  if (stored.status !== 201) return stored
  return await ask(`/v2/${repository}/manifests/${tag}`, {
    method: 'PUT',
    headers: { 'content-type': manifestType },
    body: manifest,
  })
}

/** Pulls a manifest and its config. @returns the answer that decided */
export async function pull(
  web: Web,
  base: string,
  repository: string,
  tag: string,
  login?: Login,
): Promise<Answer> {
  const ask = await asDocker(web, base, repository, 'pull', login)
  const found = await ask(`/v2/${repository}/manifests/${tag}`, { headers: { accept: manifestType } })
  return found.status === 200 ? await ask(`/v2/${repository}/blobs/${configDigest}`) : found
}

/** The challenge of `/v2/` names the token service; it is asked under the very address that it names. */
async function asDocker(web: Web, base: string, repository: string, actions: string, login?: Login) {
  const challenge = await web.ask(`${base}/v2/`)
  const found = /realm="([^"]+)"(?:,service="([^"]*)")?/.exec(String(challenge.headers['www-authenticate']))
  if (!found?.[1]) return (path: string, question: Question = {}) => web.ask(`${base}${path}`, question)
  const query = new URLSearchParams({ service: found[2] ?? '', scope: `repository:${repository}:${actions}` })
  const basic = login && basicAuthorization(login)
  const given = await web.ask(`${found[1]}?${query}`, { headers: basic ? { authorization: basic } : {} })
  const token = z.object({ token: z.string() }).safeParse(json(given))
  if (!token.success) return () => Promise.resolve(given)
  return (path: string, question: Question = {}) =>
    web.ask(`${base}${path}`, {
      ...question,
      headers: { ...question.headers, authorization: `Bearer ${token.data.token}` },
    })
}
