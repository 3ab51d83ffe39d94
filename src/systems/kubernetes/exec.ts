/** Credentials from a command. client.authentication.k8s.io, v1 and v1beta1 */
import { execFile } from 'node:child_process'
import { z } from 'zod'
import type { ClientCertificate } from '../http/exchange.ts'
import { maybeJson } from '../http/json.ts'
import type { ExecPlugin } from './cluster.ts'
import { ConfigFault, configError } from './config-error.ts'

/** What a command gave. */
export interface ExecCredential {
  readonly token?: string
  readonly certificate?: ClientCertificate
  /** Milliseconds since 1970. */
  readonly expires?: number
}

const Answer = z.object({
  apiVersion: z.string(),
  kind: z.literal('ExecCredential'),
  status: z.object({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
    expirationTimestamp: z.string().optional(),
  }),
})

/** A command that asks somebody something would wait for ever. */
const longest = 60_000

/**
 * Runs it once.
 * @param scrub takes known secrets out of what it says on stderr
 * @throws SystemError which names the command, and neither its arguments nor its output
 */
export async function runPlugin(
  plugin: ExecPlugin,
  scrub: (text: string) => string,
): Promise<ExecCredential> {
  const output = await run(plugin, scrub)
  const answer = Answer.safeParse(maybeJson(output))
  if (!answer.success) throw fault(plugin, 'printed no ExecCredential with a status')
  if (answer.data.apiVersion !== plugin.apiVersion) {
    throw fault(plugin, `answered in ${answer.data.apiVersion}, but kubeconfig says ${plugin.apiVersion}`)
  }
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp } = answer.data.status
  if (!token && !(cert && key)) throw fault(plugin, 'printed neither a token nor a certificate with its key')
  const expires = expirationTimestamp === undefined ? Number.NaN : Date.parse(expirationTimestamp)
  return {
    ...(token && { token }),
    ...(cert && key && { certificate: { cert, key } }),
    ...(!Number.isNaN(expires) && { expires }),
  }
}

async function run(plugin: ExecPlugin, scrub: (text: string) => string): Promise<string> {
  const { apiVersion, command, args, env, cluster, installHint } = plugin
  const spec = { interactive: false, ...(cluster && { cluster }) }
  const info = JSON.stringify({ apiVersion, kind: 'ExecCredential', spec })
  const options = {
    env: { ...env, KUBERNETES_EXEC_INFO: info },
    timeout: longest,
    maxBuffer: 1024 * 1024,
    encoding: 'utf8',
  } as const
  return await new Promise((done, failed) => {
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (!error) {
        done(stdout)
        return
      }
      const hint = installHint === undefined ? '' : `. ${installHint.trim()}`
      if (error.code === 'ENOENT') failed(fault(plugin, `is not installed${hint}`))
      else if (error.killed) failed(fault(plugin, `did not end within ${longest / 1000} s`))
      else failed(fault(plugin, `failed (${error.code}): ${lastLine(scrub(stderr))}`))
    })
    child.stdin?.end()
  })
}

function fault({ command }: ExecPlugin, what: string): Error {
  return configError(new ConfigFault(`the credential plugin ${command} ${what}`))
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').slice(0, 300)
}
