/** Speaks to the issuer as the network leads, with the name it was asked by. */
import { Agent, request } from 'undici'
import type { Network } from '../../http/network.ts'

/** An answer of the issuer. */
export interface Answer {
  readonly status: number
  readonly json: Readonly<Record<string, unknown>>
}

/** Asks the issuer; bodies are forms, answers JSON. */
export type Ask = (
  address: string,
  options?: {
    readonly method?: 'GET' | 'POST'
    readonly form?: Readonly<Record<string, string>>
    readonly authorization?: string
    readonly verifyCert?: boolean
  },
) => Promise<Answer>

/** Asks, until it is closed. */
export interface IssuerClient {
  /** @throws Error when nothing answers */
  readonly ask: Ask
  close(): void
}

/** @param network where addresses lead */
export function issuerClient(network: Network): IssuerClient {
  const agents = new Map<string, Agent>()
  const agentFor = (servername: string, verify: boolean) => {
    const key = `${servername} ${verify}`
    const agent = agents.get(key) ?? new Agent({ connect: { servername, rejectUnauthorized: verify } })
    agents.set(key, agent)
    return agent
  }
  const ask: Ask = async (address, { method = 'GET', form, authorization, verifyCert = true } = {}) => {
    const { url, host } = network.dial(address)
    const { statusCode, body } = await request(url, {
      method,
      ...(url.startsWith('https:') ? { dispatcher: agentFor(new URL(address).hostname, verifyCert) } : {}),
      headers: {
        host,
        accept: 'application/json',
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        ...(authorization === undefined ? {} : { authorization }),
      },
      body: form ? new URLSearchParams(form).toString() : null,
    })
    return { status: statusCode, json: parsed(await body.text()) }
  }
  return {
    ask,
    close() {
      for (const agent of agents.values()) void agent.destroy()
    },
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
