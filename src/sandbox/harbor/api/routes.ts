/** All operations of the core, but for the registry. */
import { signOnRoutes } from '../oidc/sign-on.ts'
import { json } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { artifactRoutes } from './artifacts.ts'
import { auditRoutes } from './audit.ts'
import { configurationRoutes } from './configurations.ts'
import { cveAndScannerRoutes } from './cves-and-scanners.ts'
import { immutableRuleRoutes } from './immutable-rules.ts'
import { jobHookRoutes } from './job-hooks.ts'
import { labelRoutes } from './labels.ts'
import { localSessionRoutes } from './local-session.ts'
import { memberRoutes } from './members.ts'
import { metadataRoutes } from './project-metadata.ts'
import { projectRoutes } from './projects.ts'
import { quotaRoutes } from './quotas.ts'
import { registryRoutes } from './registries.ts'
import { replicationRoutes } from './replication.ts'
import { repositoryRoutes } from './repositories.ts'
import { retentionRoutes } from './retention.ts'
import { robotRoutes } from './robots.ts'
import { scheduleRoutes } from './schedules.ts'
import { searchRoutes } from './search.ts'
import { systemRoutes } from './system.ts'
import { userGroupRoutes } from './user-groups.ts'
import { userRoutes } from './users.ts'
import { webhookRoutes } from './webhooks.ts'

const API: readonly Route[] = [
  ...artifactRoutes,
  ...auditRoutes,
  ...configurationRoutes,
  ...cveAndScannerRoutes,
  ...immutableRuleRoutes,
  ...labelRoutes,
  ...memberRoutes,
  ...metadataRoutes,
  ...projectRoutes,
  ...quotaRoutes,
  ...registryRoutes,
  ...replicationRoutes,
  ...repositoryRoutes,
  ...retentionRoutes,
  ...robotRoutes,
  ...scheduleRoutes,
  ...searchRoutes,
  ...systemRoutes,
  ...userGroupRoutes,
  ...userRoutes,
  ...webhookRoutes,
]

/** By full path. */
export const routes: readonly Route[] = [
  ...API.map(({ method, pattern, run }) => ({ method, pattern: `/api/v2.0${pattern}`, run })),
  ...localSessionRoutes,
  ...signOnRoutes,
  ...jobHookRoutes,
  route('GET /api/version', () => json({ version: 'v2.0' }, { 'content-type': 'text/plain; charset=utf-8' })),
]
