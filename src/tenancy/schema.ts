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
  Scope,
  SecretReference,
  Size,
  Url,
  UrlPath,
} from './values.ts'

export const apiVersion = 'troupe.dev/v1alpha1'

const Service = (namespace: string) =>
  z.strictObject({
    namespace: Label.default(namespace).describe('Its namespace'),
    port: z.int().min(1).max(65535).default(80).describe('The port of its Service'),
  })

const IdentityProvider = z.strictObject({
  alias: Name.describe('Its name in Keycloak; it cannot be changed later'),
  type: z.enum(['oidc']).default('oidc').describe('Its protocol'),
  displayName: z.string().optional().describe('What the button on the login page says'),
  issuer: Url.describe('Its issuer; the end points are found by discovery'),
  clientId: z.string().min(1).describe('The client that it knows Keycloak by'),
  clientSecret: SecretReference.describe('The secret of that client'),
  claims: z
    .strictObject({
      username: z.string().min(1).default('preferred_username').describe('Becomes the user name'),
      email: z.string().min(1).default('email').describe('Becomes the address'),
      groups: z
        .string()
        .min(1)
        .default('groups')
        .describe('Names the external groups that access.from speaks of'),
    })
    .prefault({})
    .describe('The claims in its tokens'),
})

const User = z.strictObject({
  username: z
    .string()
    .min(3)
    .max(200)
    .regex(/^[a-z0-9]([a-z0-9._@-]*[a-z0-9])?$/, {
      error: (issue) =>
        `${JSON.stringify(issue.input)} is not a user name: write lower-case letters and digits, with ".", "_", "-" and "@" inside`,
    })
    .describe('What the person signs in with'),
  email: z.email().describe('Its address, which no other account has'),
  firstName: z.string().min(1).describe('Asked for at the first sign-in, if Keycloak lacked it'),
  lastName: z.string().min(1).describe('Asked for at the first sign-in, if Keycloak lacked it'),
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
  ca: SecretReference.optional().describe('Where the certificate of a private authority is, in PEM'),
  realm: Name.optional().describe("The realm; the platform's name without it"),
  loginRealm: Name.optional().describe(
    'The realm that the credentials are of: without it master for a user, the managed realm for a client',
  ),
  credentials: z
    .strictObject({
      clientId: z.string().min(1).optional().describe('A client with a service account'),
      clientSecret: SecretReference.optional().describe('The secret of that client'),
      username: z.string().min(1).optional().describe('Or an administrator'),
      password: SecretReference.optional().describe('The password of that administrator'),
    })
    .describe('How Troupe signs in: as a client, or as a user'),
  service: Service('keycloak')
    .extend({ name: Label.default('keycloak').describe('Its Service') })
    .prefault({})
    .describe('Where it is in the cluster'),
  identityProviders: z
    .array(IdentityProvider)
    .max(20)
    .default([])
    .describe('External identity providers, such as a company directory'),
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
  ca: SecretReference.optional().describe('Where the certificate of a private authority is, in PEM'),
  credentials: z
    .strictObject({
      username: z.string().min(1).default('admin').describe('A local administrator'),
      password: SecretReference.describe('Its password'),
    })
    .describe('Makes the daily robot; needed again only for what only an admin may'),
  dailyRobot: z
    .boolean()
    .default(true)
    .describe(
      'Work as a robot of our own, which costs the server little; needs Harbor 2.12. Without it every call is made as the admin',
    ),
  portalAccess: z
    .enum(['open', 'token'])
    .default('open')
    .describe(
      'Whether the gateway asks for a token of the realm before the portal; "token" is for platforms whose browsers come through a proxy that adds it as x-auth-request-access-token',
    ),
  robotPrefix: z
    .string()
    .min(1)
    .default('robot$')
    .describe("Harbor's robot_name_prefix; changing it there breaks every login"),
  service: Service('harbor')
    .extend({
      core: Label.default('harbor-core').describe('The Service of its core'),
      portal: Label.default('harbor-portal').describe('The Service of its portal'),
    })
    .prefault({})
    .describe('Where it is in the cluster'),
  sso: z
    .strictObject({
      name: z.string().min(1).default('keycloak').describe('What the sign-in button says'),
      clientId: z.string().min(1).default('harbor').describe('Its client in Keycloak'),
      scopes: z
        .array(Scope)
        .default(['openid', 'email', 'profile'])
        .describe('What Harbor asks for; openid is one of them'),
      offline: z
        .boolean()
        .default(true)
        .describe(
          'Ask for offline_access: CLI secrets outlive the browser session, but whoever signs in to Harbor first has no session for other applications',
        ),
      groupsClaim: z.string().min(1).default('groups').describe('The claim that holds the groups'),
      userClaim: z
        .string()
        .min(1)
        .default('preferred_username')
        .describe('The claim that Harbor names people by, for ever'),
      autoOnboard: z.boolean().default(true).describe('Take the name from the claim and ask nobody for one'),
      verifyCertificate: z
        .boolean()
        .default(true)
        .describe('Whether Harbor verifies the certificate of Keycloak'),
    })
    .prefault({})
    .describe('How people sign in'),
  adminGroup: GroupName.default('platform-admin').describe('Members are administrators of Harbor'),
})

const MeshSpec = z.strictObject({
  api: z.enum(['istio']).default('istio').describe('The API that routes and policies are written in'),
  dataplane: z.enum(['sidecar']).default('sidecar').describe('How workloads join the mesh'),
  mtls: z
    .enum(['STRICT', 'PERMISSIVE'])
    .default('STRICT')
    .describe('Whether plain traffic within the mesh is refused'),
  gateway: z
    .strictObject({
      namespace: Label.default('istio-system').describe('The namespace of the gateway'),
      name: Name.default('platform').describe('What the Gateway object is called'),
      selector: z
        .record(z.string(), z.string())
        .default({ istio: 'ingressgateway' })
        .describe('Labels of the gateway'),
      serviceAccount: ObjectName.default('istio-ingressgateway').describe(
        'The service account that the gateway runs as',
      ),
      credentialName: ObjectName.optional().describe(
        'Secret with the certificate; without it TLS ends before the gateway',
      ),
    })
    .prefault({})
    .describe('The gateway that the platform and its teams are reached through'),
})

const ProbeAccount = z.strictObject({
  username: z.string().min(1).describe('What it signs in with'),
  password: SecretReference.describe('Its password at the provider'),
  through: Name.describe('Alias of the identity provider that it signs in through'),
  groups: z.array(z.string()).default([]).describe('The groups that the provider says it has'),
})

const Access = z.strictObject({
  group: GroupName.optional().describe('The group in the token; team-<name> without it'),
  role: Role.default('developer').describe('What its members may do'),
  from: z
    .record(z.string(), z.array(z.string().min(1)).min(1))
    .default({})
    .describe(
      'By identity provider: the external names that mean this group, exact or as /regular expression/i',
    ),
})

const Robot = z
  .strictObject({
    rotateAfter: Duration.optional().describe(
      'When its credential is renewed, without a gap; never without it',
    ),
  })
  .prefault({})

export const TeamSpec = z.strictObject({
  displayName: z.string().max(100).optional().describe('The name for people'),
  protect: z
    .boolean()
    .default(false)
    .describe('Nothing of this team is deleted or replaced, and none of its data destroyed'),
  access: z
    .array(Access)
    .max(50)
    .optional()
    .describe('Who is in the team: its own group as developers without it'),
  namespace: z
    .strictObject({
      name: Name.optional().describe("The team's name without it"),
      quota: z
        .record(z.string(), Quantity)
        .default({})
        .describe('A ResourceQuota, e.g. requests.cpu, limits.memory, pods'),
      limits: z
        .strictObject({
          default: z
            .record(z.string(), Quantity)
            .default({ cpu: '500m', memory: '512Mi' })
            .describe('The limit of a container that names none'),
          defaultRequest: z
            .record(z.string(), Quantity)
            .default({ cpu: '50m', memory: '64Mi' })
            .describe('The request of a container that names none'),
        })
        .prefault({})
        .describe('A LimitRange for containers'),
      podSecurity: z
        .enum(['privileged', 'baseline', 'restricted'])
        .default('restricted')
        .describe('The pod security standard that is enforced'),
      network: z
        .enum(['isolated', 'open'])
        .default('isolated')
        .describe('isolated: only the team itself and the gateway get in'),
      serviceAccounts: z
        .array(ObjectName)
        .max(50)
        .default(['default'])
        .describe('Service accounts that get the pull secret'),
    })
    .prefault({})
    .describe('Its namespace in Kubernetes'),
  registry: z
    .strictObject({
      project: Name.optional().describe("The Harbor project; the team's name without it"),
      storage: Size.default('20Gi').describe('How much the registry holds'),
      public: z.boolean().default(false).describe('Whether anybody may pull'),
      scan: z
        .strictObject({
          onPush: z.boolean().default(true).describe('Scan each image when it is pushed'),
          blockFrom: z
            .enum(['low', 'medium', 'high', 'critical'])
            .optional()
            .describe('Images with a vulnerability of this severity or worse are held back'),
        })
        .prefault({})
        .describe('Scans for vulnerabilities'),
      signatures: z
        .enum(['none', 'cosign', 'notation'])
        .default('none')
        .describe('Images without such a signature are held back'),
      retention: z
        .array(
          z.strictObject({
            repositories: z.string().min(1).default('**').describe('A pattern'),
            tags: z.string().min(1).default('**').describe('A pattern'),
            keepMostRecent: z
              .int()
              .min(1)
              .max(10_000)
              .describe('How many of the images that were pushed last'),
          }),
        )
        .max(15)
        .default([])
        .describe('What is kept; everything without a rule'),
      immutable: z
        .array(
          z.strictObject({
            repositories: z.string().min(1).default('**').describe('A pattern'),
            tags: z.string().min(1).describe('A pattern, e.g. v*'),
          }),
        )
        .max(15)
        .default([])
        .describe('Tags that are never written again'),
      robots: z
        .strictObject({
          pull: Robot.describe('Pulls, for the cluster'),
          push: Robot.describe('Pushes and pulls, for CI'),
        })
        .prefault({})
        .describe('Accounts for machines'),
    })
    .prefault({})
    .describe('Its project in Harbor'),
  apps: z
    .array(
      z.strictObject({
        name: Name.describe("Its name, and its Service's"),
        host: Host.optional().describe('<app>.<team>.<domain> without it'),
        service: z
          .strictObject({
            name: Label.optional().describe("The app's name without it"),
            port: z.int().min(1).max(65535).default(80).describe('The port of the Service'),
          })
          .prefault({})
          .describe('Where its requests go'),
        sso: z.enum(['required', 'none']).default('none').describe('Whether people must have signed in'),
        open: z.array(UrlPath).default([]).describe('Paths that need no sign-on'),
      }),
    )
    .max(100)
    .default([])
    .describe('What the gateway serves'),
})

export const PlatformSpec = z.strictObject({
  domain: Host.describe('Everything is under it unless said otherwise: harbor.<domain>, *.<team>.<domain>'),
  namespace: Name.default('troupe').describe('Where credentials of the platform itself are kept'),
  kubernetes: z
    .strictObject({ groupsPrefix: z.string().default('').describe("The API server's --oidc-groups-prefix") })
    .prefault({})
    .describe('The cluster'),
  keycloak: KeycloakSpec.describe('The server that people sign in at'),
  harbor: HarborSpec.describe('The registry'),
  mesh: MeshSpec.prefault({}).describe('The service mesh'),
  teamDefaults: z.record(z.string(), z.unknown()).default({}).describe("Any part of a Team's spec"),
  probes: z
    .strictObject({ accounts: z.array(ProbeAccount).default([]).describe('Accounts of external providers') })
    .prefault({})
    .describe('Accounts that verify signs in with'),
})

const Metadata = z.strictObject({
  name: Name.describe('Its name, in every system'),
  labels: z.record(z.string(), z.string()).optional().describe('Labels of your own'),
  annotations: z.record(z.string(), z.string()).optional().describe('Annotations of your own'),
})

export const PlatformDocument = z.strictObject({
  apiVersion: z.literal(apiVersion).describe('The version of the language'),
  kind: z.literal('Platform').describe('What is described here'),
  metadata: Metadata.describe('What it is called'),
  spec: PlatformSpec.describe('What the platform is'),
})
export const TeamDocument = z.strictObject({
  apiVersion: z.literal(apiVersion).describe('The version of the language'),
  kind: z.literal('Team').describe('What is described here'),
  metadata: Metadata.describe('What it is called'),
  spec: TeamSpec.prefault({}).describe('What the team is'),
})
export type PlatformDocument = z.infer<typeof PlatformDocument>
export type TeamDocument = z.infer<typeof TeamDocument>
