/** Work that the job service would do: here it is done at once. */
import { randomBytes } from 'node:crypto'
import { removeArtifact } from '../registry/artifacts.ts'
import { now } from '../state/clock.ts'
import type { Harbor } from '../state/harbor.ts'
import type { Task } from '../state/rows.ts'
import type { Call } from '../wire/call.ts'

/** The job service's names. */
export const GC = 'GARBAGE_COLLECTION'
export const PURGE = 'PURGE_AUDIT_LOG'

/** Notes work that was done. */
export function startTask(
  { tables }: Pick<Harbor, 'tables'>,
  vendor: string,
  parameters: Readonly<Record<string, unknown>>,
): Task {
  return tables.tasks.insert({
    vendor,
    vendorId: 0,
    jobId: randomBytes(12).toString('hex'),
    status: 'Success',
    parameters: JSON.stringify(parameters),
    created: now(),
    updated: now(),
  })
}

/** Removes what no project holds any more, and untagged artifacts when that is asked. */
export function collectGarbage({ harbor }: Call, parameters: Readonly<Record<string, unknown>>): void {
  if (parameters['dry_run'] === true) return
  const { tables, blobs } = harbor
  if (parameters['delete_untagged'] === true) {
    const belongs = (id: number) => tables.accessories.by('artifact', id).length > 0
    const within = new Set(
      tables.artifacts.all().flatMap(({ references }) => references.map(({ digest }) => digest)),
    )
    for (const artifact of tables.artifacts.all()) {
      const tagged = tables.tags.by('artifact', artifact.id).length > 0
      if (!tagged && !belongs(artifact.id) && !within.has(artifact.digest)) removeArtifact(harbor, artifact)
    }
  }
  blobs.collect()
}

/** Forgets old lines of the audit log. */
export function purgeAudit({ harbor }: Call, parameters: Readonly<Record<string, unknown>>): void {
  if (parameters['dry_run'] !== true) harbor.audit.purge(Number(parameters['audit_retention_hour']))
}
