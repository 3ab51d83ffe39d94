/**
 * The four systems on this machine: one server each, on loopback, over one store.
 *
 * They find each other as they would in a cluster: names of Services lead to the servers, all other names to the gateway.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { harborSandbox } from './harbor/server.ts'
import { controlHandler } from './http/control.ts'
import type { Fault } from './http/fault.ts'
import { Faults } from './http/faults.ts'
import { type Handler, type Listening, type ListenOptions, listen } from './http/listen.ts'
import { network } from './http/network.ts'
import { hosts, installed } from './installed.ts'
import { keycloakSandbox } from './keycloak/server.ts'
import { kubernetesSandbox } from './kubernetes/server.ts'
import { istioAdmission, istioUnknownFields } from './mesh/admission.ts'
import { type GatewayOptions, meshGateway } from './mesh/gateway.ts'
import { openStore } from './store/store.ts'

export const sandboxSystems = ['kubernetes', 'keycloak', 'harbor', 'gateway'] as const
export type SandboxSystem = (typeof sandboxSystems)[number]

/** The ports that are taken where nothing is said. */
export const defaultPorts: Readonly<Record<SandboxSystem, number>> = {
  kubernetes: 6443,
  keycloak: 8180,
  harbor: 8080,
  gateway: 8088,
}

export interface SandboxOptions {
  /** The folder where everything is kept; without it all is gone at the end. */
  readonly data?: string
  /** 0 takes a free one. */
  readonly ports?: Partial<Readonly<Record<SandboxSystem, number>>>
  /** Realms that Keycloak imports at its first start. */
  readonly realms?: readonly unknown[]
  /** False starts a cluster without Istio's, Harbor's and Keycloak's Services; what is applied says where backends are. */
  readonly installed?: boolean
  /** What differs from the mesh's defaults. */
  readonly mesh?: Pick<GatewayOptions, 'pathNormalization' | 'extensionProviders'> & {
    /** False for a cluster that does not ask istiod's validating webhook. */
    readonly webhook?: boolean
  }
  /** What goes wrong once it is ready. */
  readonly faults?: readonly Fault[]
  /** Opens a port of its own on which faults are added, listed and taken away. */
  readonly control?: boolean
  /** Put around every request handler, inside of the faults. */
  readonly wrap?: (system: SandboxSystem, handler: Handler) => Handler
}

/** A running sandbox: addresses and credentials, as tools want them. */
export interface Sandbox {
  readonly kubernetes: { readonly url: string; readonly token: string; readonly ca: string }
  readonly keycloak: { readonly url: string; readonly username: string; readonly password: string }
  readonly harbor: { readonly url: string; readonly username: string; readonly password: string }
  readonly gateway: { readonly url: string }
  /** Base URLs of the servers behind the gateway, by their Services' names in the cluster. */
  readonly backends: Readonly<Record<string, string>>
  /** Where faults are controlled, if that was asked for. */
  readonly control?: { readonly url: string }
  /** What goes wrong: add, list and take away faults while it runs. */
  readonly faults: Faults
  close(): Promise<void>
}

const accounts = {
  keycloak: { username: 'admin', password: 'admin' },
  harbor: { username: 'admin', password: 'Harbor12345' },
}

/** @throws PortTaken; FolderTaken when another sandbox works on the folder; FaultProblem for a fault that is none */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { data, realms = [], wrap = (_, handler) => handler } = options
  const faults = new Faults(sandboxSystems)
  const store = openStore(data)
  const folder = data ?? mkdtempSync(join(tmpdir(), 'troupe-sandbox-'))
  const backends: Record<string, string> = {}
  const addresses = { gateway: '' }
  const net = network(backends, () => addresses.gateway)
  const opened: { close(): unknown }[] = []
  const close = async () => {
    await Promise.all(opened.map((one) => one.close()))
    store.close()
    if (data === undefined) rmSync(folder, { recursive: true, force: true })
  }
  const open = async (
    system: SandboxSystem,
    handler: Handler,
    extra: ListenOptions = {},
  ): Promise<Listening> => {
    const port = options.ports?.[system] ?? 0
    const listening = await listenAs(system, faults.wrap(system, wrap(system, handler)), { port, ...extra })
    opened.push(listening)
    faults.addDoor(system, listening)
    return listening
  }
  try {
    const kubernetes = await kubernetesSandbox({
      store,
      admission: options.mesh?.webhook === false ? [] : [istioAdmission],
      unknownFields: istioUnknownFields,
    })
    opened.push(kubernetes)
    const keycloak = await keycloakSandbox({ store, network: net, admin: accounts.keycloak, imports: realms })
    opened.push(keycloak)
    const harbor = await harborSandbox({
      store,
      blobs: join(folder, 'blobs'),
      network: net,
      adminPassword: accounts.harbor.password,
    })
    opened.push(harbor)
    const gateway = meshGateway({
      cluster: kubernetes.cluster,
      ...(options.installed !== false && { backends }),
      dial: (url) => net.dial(url),
      ...options.mesh,
    })
    opened.push(gateway)

    const api = await open('kubernetes', kubernetes.handler, { tls: kubernetes.tls })
    const issuer = await open('keycloak', keycloak.handler)
    const registry = await open('harbor', harbor.handler)
    const edge = await open('gateway', gateway.handler, { upgrade: gateway.upgrade })
    // Behind the gateway core and portal have addresses of their own, as their Services do.
    const core = await listen(faults.wrap('harbor', harbor.core))
    const portal = await listen(faults.wrap('harbor', harbor.portal))
    opened.push(core, portal)
    for (const door of [core, portal]) faults.addDoor('harbor', door)
    Object.assign(backends, {
      [hosts.core]: core.url,
      [hosts.portal]: portal.url,
      [hosts.keycloak]: issuer.url,
    })
    addresses.gateway = edge.url
    const { ca } = kubernetes.tls
    if (options.installed !== false) await install(api.url, kubernetes.token, ca)
    for (const fault of options.faults ?? []) faults.add(fault)
    const control = options.control ? await listen(controlHandler(faults, sandboxSystems)) : undefined
    if (control) opened.push(control)
    return {
      kubernetes: { url: api.url, token: kubernetes.token, ca },
      keycloak: { url: issuer.url, ...accounts.keycloak },
      harbor: { url: registry.url, ...accounts.harbor },
      gateway: { url: edge.url },
      ...(control && { control: { url: control.url } }),
      backends,
      faults,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function listenAs(system: SandboxSystem, handler: Handler, options: ListenOptions): Promise<Listening> {
  try {
    return await listen(handler, options)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause
    throw new PortTaken(system, options.port ?? 0, cause)
  }
}

/** Another program listens on a port that was asked for. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken'
  constructor(system: SandboxSystem, port: number, cause: unknown) {
    super(`port ${port}, which ${system} should have, is taken by another program`, { cause })
  }
}

/** Through the front door, as the charts would. What is there already stays as it is. */
async function install(url: string, token: string, ca: string): Promise<void> {
  const agent = new Agent({ connect: { ca } })
  try {
    for (const object of installed) {
      const { kind, metadata } = object
      const { namespace } = metadata
      const path = kind === 'Namespace' ? '/api/v1/namespaces' : `/api/v1/namespaces/${namespace}/services`
      const answer = await request(`${url}${path}?fieldManager=helm`, {
        dispatcher: agent,
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(object),
      })
      const text = await answer.body.text()
      if (answer.statusCode !== 201 && answer.statusCode !== 409)
        throw new Error(`${kind} ${metadata.name}: ${text}`)
    }
  } finally {
    await agent.close()
  }
}
