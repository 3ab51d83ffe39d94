/** The rows, each kind with the indexes by which it is found. */
import type { Store } from '../../store/store.ts'
import { type Collection, collection } from './collection.ts'
import type * as rows from './rows.ts'

/** All kinds of rows. */
export type Tables = ReturnType<typeof openTables>

/** Opens them all. */
export function openTables(store: Store) {
  const of = <T extends { readonly id: number }, I extends string>(
    name: string,
    indexes: Readonly<Record<I, (row: T) => string | number | undefined>>,
  ): Collection<T, I> => collection<T, I>(store, name, indexes)
  return {
    users: of('users', {
      username: (row: rows.User) => row.username,
      email: (row: rows.User) => row.email || undefined,
    }),
    oidcUsers: of('oidc-users', {
      user: (row: rows.OidcUser) => row.userId,
      subiss: (row: rows.OidcUser) => row.subiss,
    }),
    groups: of('user-groups', { name: (row: rows.UserGroup) => row.name }),
    projects: of('projects', {
      name: (row: rows.Project) => row.name,
      registry: (row: rows.Project) => row.registryId,
    }),
    quotas: of('quotas', { project: (row: rows.Quota) => row.projectId }),
    members: of('members', {
      project: (row: rows.Member) => row.projectId,
      entity: (row: rows.Member) => `${row.entityType}${row.entityId}`,
      pair: (row: rows.Member) => `${row.projectId} ${row.entityType}${row.entityId}`,
    }),
    robots: of('robots', {
      name: (row: rows.Robot) => row.name,
      project: (row: rows.Robot) => row.projectId,
    }),
    labels: of('labels', {
      place: (row: rows.Label) => `${row.scope}${row.projectId}`,
    }),
    retentions: of('retentions', { project: (row: rows.Retention) => row.projectId }),
    immutables: of('immutable-rules', { project: (row: rows.ImmutableRule) => row.projectId }),
    webhooks: of('webhooks', { project: (row: rows.Webhook) => row.projectId }),
    registries: of('registries', { name: (row: rows.Registry) => row.name }),
    replications: of('replications', { name: (row: rows.Replication) => row.name }),
    schedules: of('schedules', { vendor: (row: rows.Schedule) => row.vendor }),
    tasks: of('tasks', {
      vendor: (row: rows.Task) => `${row.vendor}${row.vendorId}`,
      job: (row: rows.Task) => row.jobId,
    }),
    repositories: of('repositories', {
      name: (row: rows.Repository) => row.name,
      project: (row: rows.Repository) => row.projectId,
    }),
    artifacts: of('artifacts', {
      repository: (row: rows.Artifact) => row.repositoryId,
      digest: (row: rows.Artifact) => `${row.repositoryId}@${row.digest}`,
      project: (row: rows.Artifact) => row.projectId,
    }),
    tags: of('tags', {
      name: (row: rows.Tag) => `${row.repositoryId}:${row.name}`,
      repository: (row: rows.Tag) => row.repositoryId,
      artifact: (row: rows.Tag) => row.artifactId,
    }),
    accessories: of('accessories', {
      subject: (row: rows.Accessory) => `${row.repositoryId}@${row.subjectDigest}`,
      artifact: (row: rows.Accessory) => row.artifactId,
    }),
  }
}
