/**
 * How the sandbox's servers reach each other, as pods in a cluster would.
 *
 * A name of the cluster (`keycloak.keycloak.svc.cluster.local`) leads to the server behind that Service; any name of the
 * platform's domain leads to the gateway, with its `Host` kept; a loopback address leads where it says.
 */

/** Where to send a request that names `url`, and which `Host` header to send with it. */
export interface Network {
  dial(url: string): { readonly url: string; readonly host: string }
}

/** @param backends base URL of the server behind a name (host without port); @param gateway where all other names lead */
export function network(backends: Readonly<Record<string, string>>, gateway: () => string): Network {
  return {
    dial(url) {
      const wanted = new URL(url)
      const { hostname } = wanted
      if (hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]') {
        return { url, host: wanted.host }
      }
      const base = (Object.hasOwn(backends, hostname) ? backends[hostname] : undefined) ?? gateway()
      return { url: new URL(`${wanted.pathname}${wanted.search}`, base).href, host: wanted.host }
    },
  }
}
