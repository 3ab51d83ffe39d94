/** A tenancy of any number of teams, each with one of everything that a team of usual size has. */
import { stringify } from 'yaml'
import { apiVersion, PlatformDocument, TeamDocument } from '../src/tenancy/schema.ts'
import { resolve, type Tenancy } from '../src/tenancy/tenancy.ts'

/** Where the servers are, as `troupe sandbox -o json` prints it. */
export interface Addresses {
  readonly keycloak: { readonly url: string }
  readonly harbor: { readonly url: string }
}

const nowhere: Addresses = {
  keycloak: { url: 'https://keycloak.bench.example' },
  harbor: { url: 'https://harbor.bench.example' },
}

/** The documents, as a user would write them. `changed` is the number of a team of which one field differs. */
export function documents(teams: number, addresses = nowhere, changed?: number): readonly object[] {
  const platform = {
    apiVersion,
    kind: 'Platform',
    metadata: { name: 'bench' },
    spec: {
      domain: 'bench.example',
      keycloak: {
        api: addresses.keycloak.url,
        credentials: { username: 'admin', password: { env: 'KEYCLOAK_PASSWORD' } },
      },
      harbor: {
        api: addresses.harbor.url,
        credentials: { username: 'admin', password: { env: 'HARBOR_PASSWORD' } },
      },
    },
  }
  return [platform, ...Array.from({ length: teams }, (_, index) => team(index, index === changed))]
}

/** `t00042`: names sort as their numbers. */
export function teamName(index: number): string {
  return `t${String(index).padStart(5, '0')}`
}

/** One group, one retention and one immutability rule, two robots, one application with sign-on. */
function team(index: number, changed: boolean): object {
  return {
    apiVersion,
    kind: 'Team',
    metadata: { name: teamName(index) },
    spec: {
      namespace: { quota: { 'requests.cpu': '8', 'requests.memory': '16Gi', pods: 50 } },
      registry: {
        storage: '20Gi',
        scan: { onPush: !changed },
        retention: [{ repositories: '**', keepMostRecent: 10 }],
        immutable: [{ repositories: '**', tags: 'v*' }],
      },
      apps: [{ name: 'shop', service: { port: 8080 }, sso: 'required', open: ['/healthz'] }],
    },
  }
}

/** The same without files: what the loader makes of the documents, its checks left out. */
export function syntheticTenancy(teams: number, changed?: number): Tenancy {
  const [platform, ...others] = documents(teams, nowhere, changed)
  return resolve(
    PlatformDocument.parse(platform),
    others.map((one) => TeamDocument.parse(one)),
  )
}

/** The documents as one YAML text. */
export function yamlText(all: readonly object[]): string {
  return all.map((one) => stringify(one)).join('---\n')
}
