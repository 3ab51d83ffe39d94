/**
 * The language: one schema gives the types, the JSON Schema for editors and, later, the custom resources.
 * Defaults that depend on other fields (hosts under the domain, the team's group) are filled in by `resolve`.
 */
import { z } from 'zod'
import {
  Duration,
  GroupName,
  Host,
  Label,
  Name,
  ObjectName,
  Quantity,
  Role,
  SecretReference,
  Size,
  Url,
} from './values.ts'

export const apiVersion = 'troupe.dev/v1alpha1'

const Service = (namespace: string) =>
  z.strictObject({ namespace: Label.default(namespace), port: z.int().min(1).max(65535).default(80) })

const IdentityProvider = z.strictObject({
  alias: Name.describe('Its name in Keycloak; it cannot be changed later'),
  type: z.enum(['oidc']).default('oidc'),
  displayName: z.string().optional().describe('What the button on the login page says'),
  issuer: Url.describe('Its issuer; the end points are found by discovery'),
  clientId: z.string().min(1),
  clientSecret: SecretReference,
  claims: z
    .strictObject({
      username: z.string().min(1).default('preferred_username'),
      email: z.string().min(1).default('email'),
      groups: z.string().min(1).default('groups'),
    })
    .prefault({}),
})

const User = z.strictObject({
  username: z
    .string()
    .min(3)
    .max(200)
    .regex(/^[a-z0-9]([a-z0-9._@-]*[a-z0-9])?$/, {
      error: (issue) =>
        `${JSON.stringify(issue.input)} is not a user name: write lower-case letters and digits, with ".", "_", "-" and "@" inside`,
    }),
  email: z.email(),
  firstName: z.string().min(1),
  lastName: z.string().min(1),
  groups: z
    .array(GroupName)
    .default([])
    .describe('Groups of the description: those of teams, or the platform admins'),
  password: SecretReference.optional().describe(
    'Without it one is made and kept in a Secret of the platform namespace',
  ),
})

const KeycloakSpec = z.strictObject({
  url: Url.optional().describe('Its public address; https://keycloak.<domain> without it'),
  api: Url.optional().describe('Where Troupe reaches it, if not at its public address'),
  realm: Name.optional().describe("The realm; the platform's name without it"),
  loginRealm: Name.optional().describe(
    'The realm that the credentials are of: without it master for a user, the managed realm for a client',
  ),
  credentials: z.strictObject({
    clientId: z.string().min(1).optional(),
    clientSecret: SecretReference.optional(),
    username: z.string().min(1).optional(),
    password: SecretReference.optional(),
  }),
  service: Service('keycloak')
    .extend({ name: Label.default('keycloak') })
    .prefault({}),
  identityProviders: z.array(IdentityProvider).max(20).default([]),
  users: z
    .array(User)
    .default([])
    .describe('Accounts of the realm itself, for small platforms and for trying things out'),
})

const HarborSpec = z.strictObject({
  url: Url.optional().describe(
    'Its public address, which docker clients use; https://harbor.<domain> without it',
  ),
  api: Url.optional().describe('Where Troupe reaches it, if not at its public address'),
  credentials: z
    .strictObject({ username: z.string().min(1).default('admin'), password: SecretReference })
    .describe('Makes the daily robot; needed again only for what only an admin may'),
  dailyRobot: z
    .boolean()
    .default(true)
    .describe(
      'Work as a robot of our own, which costs the server little; needs Harbor 2.12. Without it every call is made as the admin',
    ),
  robotPrefix: z
    .string()
    .min(1)
    .default('robot$')
    .describe("Harbor's robot_name_prefix; changing it there breaks every login"),
  service: Service('harbor')
    .extend({ core: Label.default('harbor-core'), portal: Label.default('harbor-portal') })
    .prefault({}),
  sso: z
    .strictObject({
      name: z.string().min(1).default('keycloak').describe('What the sign-in button says'),
      clientId: z.string().min(1).default('harbor'),
      scopes: z.array(z.string().regex(/^[a-z_]+$/)).default(['openid', 'email', 'profile']),
      offline: z
        .boolean()
        .default(true)
        .describe(
          'Ask for offline_access: CLI secrets outlive the browser session, but whoever signs in to Harbor first has no session for other applications',
        ),
      groupsClaim: z.string().min(1).default('groups'),
      userClaim: z.string().min(1).default('preferred_username'),
      autoOnboard: z.boolean().default(true),
      verifyCertificate: z.boolean().default(true),
    })
    .prefault({}),
  adminGroup: GroupName.default('platform-admin').describe('Members are administrators of Harbor'),
})

const MeshSpec = z.strictObject({
  api: z.enum(['istio']).default('istio'),
  dataplane: z.enum(['sidecar']).default('sidecar'),
  mtls: z.enum(['STRICT', 'PERMISSIVE']).default('STRICT'),
  gateway: z
    .strictObject({
      namespace: Label.default('istio-system'),
      name: Name.default('platform'),
      selector: z.record(z.string(), z.string()).default({ istio: 'ingressgateway' }),
      serviceAccount: ObjectName.default('istio-ingressgateway'),
      credentialName: ObjectName.optional().describe(
        'Secret with the certificate; without it TLS ends before the gateway',
      ),
    })
    .prefault({}),
})

const ProbeAccount = z.strictObject({
  username: z.string().min(1),
  password: SecretReference,
  through: Name.describe('Alias of the identity provider that it signs in through'),
  groups: z.array(z.string()).default([]).describe('The groups that the provider says it has'),
})

const Access = z.strictObject({
  group: GroupName.optional().describe('The group in the token; team-<name> without it'),
  role: Role.default('developer'),
  from: z
    .record(z.string(), z.array(z.string().min(1)).min(1))
    .default({})
    .describe(
      'By identity provider: the external names that mean this group, exact or as /regular expression/i',
    ),
})

const Robot = z.strictObject({ rotateAfter: Duration.optional() }).prefault({})

export const TeamSpec = z.strictObject({
  displayName: z.string().max(100).optional(),
  protect: z.boolean().default(false).describe('Nothing of this team is ever deleted'),
  access: z.array(Access).max(50).optional(),
  namespace: z
    .strictObject({
      name: Name.optional().describe("The team's name without it"),
      quota: z.record(z.string(), Quantity).default({}),
      limits: z
        .strictObject({
          default: z.record(z.string(), Quantity).default({ cpu: '500m', memory: '512Mi' }),
          defaultRequest: z.record(z.string(), Quantity).default({ cpu: '50m', memory: '64Mi' }),
        })
        .prefault({}),
      podSecurity: z.enum(['privileged', 'baseline', 'restricted']).default('restricted'),
      network: z.enum(['isolated', 'open']).default('isolated'),
      serviceAccounts: z
        .array(ObjectName)
        .max(50)
        .default(['default'])
        .describe('Service accounts that get the pull secret'),
    })
    .prefault({}),
  registry: z
    .strictObject({
      project: Name.optional().describe("The Harbor project; the team's name without it"),
      storage: Size.default('20Gi'),
      public: z.boolean().default(false),
      scan: z
        .strictObject({
          onPush: z.boolean().default(true),
          blockFrom: z.enum(['low', 'medium', 'high', 'critical']).optional(),
        })
        .prefault({}),
      signatures: z.enum(['none', 'cosign', 'notation']).default('none'),
      retention: z
        .array(
          z.strictObject({
            repositories: z.string().min(1).default('**'),
            tags: z.string().min(1).default('**'),
            keepMostRecent: z.int().min(1).max(10_000),
          }),
        )
        .max(15)
        .default([]),
      immutable: z
        .array(z.strictObject({ repositories: z.string().min(1).default('**'), tags: z.string().min(1) }))
        .max(15)
        .default([]),
      robots: z.strictObject({ pull: Robot, push: Robot }).prefault({}),
    })
    .prefault({}),
  apps: z
    .array(
      z.strictObject({
        name: Name,
        host: Host.optional().describe('<app>.<team>.<domain> without it'),
        service: z
          .strictObject({ name: Label.optional(), port: z.int().min(1).max(65535).default(80) })
          .prefault({}),
        sso: z.enum(['required', 'none']).default('none'),
        open: z
          .array(z.string().regex(/^\/[^?#\s]*$/))
          .default([])
          .describe('Paths that need no sign-on'),
      }),
    )
    .max(100)
    .default([]),
})

export const PlatformSpec = z.strictObject({
  domain: Host,
  namespace: Name.default('troupe').describe('Where credentials of the platform itself are kept'),
  kubernetes: z
    .strictObject({ groupsPrefix: z.string().default('').describe("The API server's --oidc-groups-prefix") })
    .prefault({}),
  keycloak: KeycloakSpec,
  harbor: HarborSpec,
  mesh: MeshSpec.prefault({}),
  teamDefaults: z.record(z.string(), z.unknown()).default({}).describe("Any part of a Team's spec"),
  probes: z
    .strictObject({ accounts: z.array(ProbeAccount).default([]) })
    .prefault({})
    .describe('Accounts that verify signs in with'),
})

const Metadata = z.strictObject({
  name: Name,
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
})

export const PlatformDocument = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Platform'),
  metadata: Metadata,
  spec: PlatformSpec,
})
export const TeamDocument = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Team'),
  metadata: Metadata,
  spec: TeamSpec.prefault({}),
})
export type PlatformDocument = z.infer<typeof PlatformDocument>
export type TeamDocument = z.infer<typeof TeamDocument>
