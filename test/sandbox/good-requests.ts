/** Requests that the servers take, from which bad ones are made. */
import type { Good } from './hostile-requests.ts'

export type System = 'kubernetes' | 'keycloak' | 'harbor'

export const manifestType = 'application/vnd.oci.image.manifest.v1+json'
export const K = '/api/v1/namespaces/default'
export const A = '/admin/realms/master'
export const H = '/api/v2.0'

/** Writes of every kind, and a list. */
export const good: Readonly<Record<System, readonly Good[]>> = {
  kubernetes: [
    {
      method: 'POST',
      path: `${K}/configmaps`,
      body: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'a',
          labels: { a: 'b' },
          annotations: { c: 'd' },
          ownerReferences: [],
          finalizers: ['a.b/c'],
        },
        data: { x: 'y' },
        binaryData: { z: 'AA==' },
      },
    },
    {
      method: 'PATCH',
      path: `${K}/secrets/s?fieldManager=fuzz`,
      type: 'application/apply-patch+yaml',
      body: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 's', labels: { a: 'b' } },
        type: 'Opaque',
        stringData: { a: 'b' },
      },
    },
    {
      method: 'PATCH',
      path: `${K}/secrets/s`,
      type: 'application/merge-patch+json',
      body: { metadata: { labels: { a: 'c' } }, data: { a: null } },
    },
    {
      method: 'PATCH',
      path: `${K}/services/kubernetes`,
      type: 'application/strategic-merge-patch+json',
      body: {
        spec: {
          ports: [
            { port: 1, name: 'x' },
            { $patch: 'delete', port: 2 },
          ],
        },
      },
    },
    {
      method: 'PATCH',
      path: `${K}/secrets/s`,
      type: 'application/json-patch+json',
      body: [
        { op: 'add', path: '/metadata/labels/x', value: 'y' },
        { op: 'move', from: '/metadata/labels/x', path: '/metadata/labels/z' },
      ],
    },
    {
      method: 'POST',
      path: '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles',
      body: {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'r' },
        rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
      },
    },
    {
      method: 'POST',
      path: `${K}/pods`,
      body: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p' },
        spec: {
          containers: [
            { name: 'c', image: 'i', resources: { limits: { cpu: '1' } }, ports: [{ containerPort: 80 }] },
          ],
          volumes: [{ name: 'v', emptyDir: {} }],
        },
      },
    },
    {
      method: 'POST',
      path: '/apis/networking.istio.io/v1/namespaces/default/virtualservices',
      body: {
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { name: 'v' },
        spec: {
          hosts: ['a.b'],
          gateways: ['g'],
          http: [
            {
              match: [{ uri: { prefix: '/x' } }],
              route: [{ destination: { host: 'c.d', port: { number: 80 } } }],
            },
          ],
        },
      },
    },
    {
      method: 'POST',
      path: '/apis/security.istio.io/v1/namespaces/default/authorizationpolicies',
      body: {
        apiVersion: 'security.istio.io/v1',
        kind: 'AuthorizationPolicy',
        metadata: { name: 'v' },
        spec: {
          action: 'DENY',
          selector: { matchLabels: { a: 'b' } },
          rules: [
            {
              from: [{ source: { namespaces: ['a'] } }],
              to: [{ operation: { paths: ['/a*'] } }],
              when: [{ key: 'request.headers[x]', values: ['y'] }],
            },
          ],
        },
      },
    },
    {
      method: 'POST',
      path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      body: {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'things.fuzz.dev' },
        spec: {
          group: 'fuzz.dev',
          scope: 'Namespaced',
          names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: {
                openAPIV3Schema: {
                  type: 'object',
                  properties: {
                    spec: {
                      type: 'object',
                      properties: { a: { type: 'string', pattern: '^a' } },
                      'x-kubernetes-validations': [{ rule: 'self.a != ""' }],
                    },
                  },
                },
              },
            },
          ],
        },
      },
    },
    {
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { namespace: 'a', verb: 'get', resource: 'pods' } },
      },
    },
    {
      method: 'POST',
      path: `${K}/serviceaccounts/default/token`,
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { audiences: ['a'], expirationSeconds: 600 },
      },
    },
    {
      method: 'DELETE',
      path: `${K}/configmaps/none`,
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: 'Foreground',
        preconditions: { uid: 'u' },
      },
    },
    { method: 'GET', path: `${K}/configmaps` },
  ],
  keycloak: [
    { method: 'POST', path: `${A}/groups`, body: { name: 'g', attributes: { a: ['b'] } } },
    {
      method: 'POST',
      path: `${A}/users`,
      body: {
        username: 'u',
        email: 'u@example.org',
        enabled: true,
        attributes: { a: ['b'] },
        credentials: [{ type: 'password', value: 'p', temporary: false }],
        groups: ['/g'],
      },
    },
    {
      method: 'POST',
      path: `${A}/clients`,
      body: {
        clientId: 'c',
        redirectUris: ['https://a.b/*'],
        webOrigins: ['+'],
        attributes: { 'pkce.code.challenge.method': 'S256' },
        protocolMappers: [
          {
            name: 'm',
            protocol: 'openid-connect',
            protocolMapper: 'oidc-group-membership-mapper',
            config: { 'claim.name': 'groups' },
          },
        ],
      },
    },
    {
      method: 'POST',
      path: `${A}/client-scopes`,
      body: { name: 's', protocol: 'openid-connect', attributes: { a: 'b' }, protocolMappers: [] },
    },
    {
      method: 'POST',
      path: `${A}/roles`,
      body: {
        name: 'r',
        attributes: { a: ['b'] },
        composite: true,
        composites: { realm: ['admin'], client: { account: ['view-profile'] } },
      },
    },
    {
      method: 'POST',
      path: `${A}/identity-provider/instances`,
      body: {
        alias: 'i',
        providerId: 'oidc',
        enabled: true,
        config: {
          clientId: 'a',
          clientSecret: 'b',
          authorizationUrl: 'https://a.b/c',
          tokenUrl: 'https://a.b/d',
        },
      },
    },
    {
      method: 'POST',
      path: `${A}/identity-provider/import-config`,
      body: { providerId: 'oidc', fromUrl: 'http://127.0.0.1:1/x' },
    },
    {
      method: 'POST',
      path: '/admin/realms',
      body: {
        realm: 'fuzz',
        enabled: true,
        accessTokenLifespan: 60,
        attributes: { a: 'b' },
        groups: [{ name: 'g', subGroups: [{ name: 'h' }] }],
        roles: { realm: [{ name: 'r' }] },
        clients: [{ clientId: 'c' }],
        users: [{ username: 'u', groups: ['/g'] }],
      },
    },
    {
      method: 'PUT',
      path: A,
      body: { displayName: 'x', attributes: { a: 'b' }, passwordPolicy: 'length(3)' },
    },
    {
      method: 'PUT',
      path: `${A}/users/profile`,
      body: {
        attributes: [
          { name: 'username' },
          { name: 'email' },
          {
            name: 'x',
            permissions: { view: ['admin'], edit: ['admin'] },
            validations: { length: { max: 3 } },
          },
        ],
        groups: [],
      },
    },
    {
      method: 'POST',
      path: `${A}/partialImport`,
      body: {
        ifResourceExists: 'SKIP',
        groups: [{ name: 'q' }],
        users: [{ username: 'w' }],
        roles: { realm: [{ name: 'e' }] },
      },
    },
    { method: 'GET', path: `${A}/groups` },
  ],
  harbor: [
    {
      method: 'POST',
      path: `${H}/projects`,
      body: {
        project_name: 'fuzz',
        storage_limit: 100,
        metadata: { public: 'false', severity: 'high' },
        cve_allowlist: { items: [{ cve_id: 'CVE-1' }], expires_at: 1 },
      },
    },
    {
      method: 'PUT',
      path: `${H}/projects/library`,
      body: { metadata: { auto_scan: 'true' }, cve_allowlist: { items: [] } },
    },
    {
      method: 'POST',
      path: `${H}/projects/library/members`,
      body: {
        role_id: 2,
        member_user: { username: 'admin' },
        member_group: { group_name: 'g', group_type: 3 },
      },
    },
    {
      method: 'POST',
      path: `${H}/robots`,
      body: {
        name: 'r',
        level: 'system',
        duration: 1,
        permissions: [
          { kind: 'project', namespace: 'library', access: [{ resource: 'repository', action: 'pull' }] },
        ],
      },
    },
    {
      method: 'PUT',
      path: `${H}/configurations`,
      body: {
        oidc_name: 'x',
        oidc_scope: 'openid',
        token_expiration: 30,
        read_only: false,
        project_creation_restriction: 'everyone',
      },
    },
    { method: 'POST', path: `${H}/usergroups`, body: { group_name: 'x', group_type: 3 } },
    {
      method: 'POST',
      path: `${H}/users`,
      body: { username: 'u', email: 'u@example.org', realname: 'U', password: 'Secret123' },
    },
    {
      method: 'POST',
      path: `${H}/retentions`,
      body: {
        algorithm: 'or',
        scope: { level: 'project', ref: 1 },
        trigger: { kind: 'Schedule', settings: { cron: '' } },
        rules: [
          {
            action: 'retain',
            template: 'latestPushedK',
            params: { latestPushedK: 3 },
            tag_selectors: [{ kind: 'doublestar', decoration: 'matches', pattern: '**' }],
            scope_selectors: {
              repository: [{ kind: 'doublestar', decoration: 'repoMatches', pattern: '**' }],
            },
          },
        ],
      },
    },
    {
      method: 'POST',
      path: `${H}/projects/library/immutabletagrules`,
      body: {
        tag_selectors: [{ kind: 'doublestar', decoration: 'matches', pattern: 'never' }],
        scope_selectors: {
          repository: [{ kind: 'doublestar', decoration: 'repoMatches', pattern: 'never' }],
        },
      },
    },
    {
      method: 'POST',
      path: `${H}/projects/library/webhook/policies`,
      body: {
        name: 'w',
        enabled: true,
        event_types: ['PUSH_ARTIFACT'],
        targets: [{ type: 'http', address: 'http://127.0.0.1:1' }],
      },
    },
    {
      method: 'POST',
      path: `${H}/registries`,
      body: {
        name: 'r',
        type: 'docker-registry',
        url: 'http://127.0.0.1:1',
        credential: { type: 'basic', access_key: 'a', access_secret: 'b' },
      },
    },
    { method: 'POST', path: `${H}/labels`, body: { name: 'l', scope: 'p', project_id: 1, color: '#fff' } },
    {
      method: 'PUT',
      path: '/v2/library/a/manifests/v1',
      type: manifestType,
      body: {
        schemaVersion: 2,
        mediaType: manifestType,
        config: { mediaType: 'x', digest: 'sha256:00', size: 1 },
        layers: [{ mediaType: 'y', digest: 'z', size: 1 }],
        annotations: { a: 'b' },
        subject: { digest: 'd' },
      },
    },
    {
      method: 'PUT',
      path: '/v2/library/a/manifests/v2',
      type: 'application/vnd.oci.image.index.v1+json',
      body: { schemaVersion: 2, manifests: [{ digest: 'x', platform: { os: 'l' } }] },
    },
    { method: 'GET', path: `${H}/projects` },
  ],
}
