/**
 * Where the job service reports the status of its work: `/service/notifications`. Nobody is asked who they are
 * (src/server/route.go), which is why a gateway must not lead here.
 */
import { now } from '../state/clock.ts'
import { type Call, readBody } from '../wire/call.ts'
import { internal } from '../wire/refusal.ts'
import { done, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'

/** `/service/notifications`. */
export const jobHookRoutes: readonly Route[] = [
  '/service/notifications/tasks/{id}',
  '/service/notifications/jobs/webhook/{id}',
  '/service/notifications/jobs/adminjob/{id}',
  '/service/notifications/jobs/replication/{id}',
  '/service/notifications/jobs/replication/task/{id}',
  '/service/notifications/jobs/retention/task/{id}',
  '/service/notifications/schedules/{id}',
].map((path) => route(`POST ${path}`, reportStatus))

/** The task is found by the job's number alone; one that is not there is no error, lest the job service tries again. */
async function reportStatus(call: Call): Promise<Reply> {
  let report: { readonly job_id?: unknown; readonly status?: unknown }
  try {
    report = JSON.parse((await readBody(call)).toString('utf8')) as typeof report
  } catch {
    throw internal()
  }
  // A report that names no job fails in the look-up (mesh contract 36).
  if (typeof report.job_id !== 'string' || report.job_id === '') throw internal()
  const { tasks } = call.harbor.tables
  const task = tasks.one('job', report.job_id)
  if (task && typeof report.status === 'string') {
    tasks.update({ ...task, status: report.status, updated: now() })
  }
  return done
}
