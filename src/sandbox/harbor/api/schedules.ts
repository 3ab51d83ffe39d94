/** Schedules of the system: garbage collection and purging of the audit log. */
import { now } from '../state/clock.ts'
import type { Schedule, Task } from '../state/rows.ts'
import { anything, body, type Decoded, dict, struct, text } from '../wire/body.ts'
import { type Call, idParam } from '../wire/call.ts'
import { listing, listRoute } from '../wire/paging.ts'
import { badRequest, invalid, notFound } from '../wire/refusal.ts'
import { compact, created, done, json, nothing, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireSystem } from './access.ts'
import { cronProblem, nextTime } from './cron.ts'
import { collectGarbage, GC, PURGE, purgeAudit, startTask } from './system-jobs.ts'

/** One kind of scheduled work. */
interface Vendor {
  readonly path: string
  readonly name: string
  /** What it is called in refusals of a cron. */
  readonly cronOf: string
  /** The name of a run's number in paths. */
  readonly runParameter: string
  readonly resource: string
  /** Checks parameters and brings them into the form that is kept. */
  parameters(sent: Readonly<Record<string, unknown>>): Record<string, unknown>
  run(call: Call, parameters: Readonly<Record<string, unknown>>): void
}

const VENDORS: readonly Vendor[] = [
  {
    path: 'gc',
    name: GC,
    cronOf: 'gc',
    runParameter: 'gc_id',
    resource: 'garbage-collection',
    parameters: gcParameters,
    run: collectGarbage,
  },
  {
    path: 'purgeaudit',
    name: PURGE,
    cronOf: 'log rotation',
    runParameter: 'purge_id',
    resource: 'purge-audit',
    parameters: purgeParameters,
    run: purgeAudit,
  },
]

/** `/system/gc`, `/system/purgeaudit`. */
export const scheduleRoutes: readonly Route[] = VENDORS.flatMap((vendor) => {
  const path = `/system/${vendor.path}`
  return [
    listRoute(`GET ${path}`, (call) => listRuns(call, vendor)),
    route(`GET ${path}/schedule`, (call) => readSchedule(call, vendor)),
    route(`POST ${path}/schedule`, async (call) => {
      const task = await writeSchedule(call, vendor, 'create')
      return created(`/api/v2.0${path}/${task?.id ?? 0}`)
    }),
    route(`PUT ${path}/schedule`, async (call) => {
      await writeSchedule(call, vendor, 'update')
      return done
    }),
    route(`GET ${path}/{${vendor.runParameter}}`, (call) => readRun(call, vendor)),
  ]
})

const TYPES = ['Hourly', 'Daily', 'Weekly', 'Custom', 'Manual', 'None', 'Schedule']

const SCHEDULE = struct('Schedule', {
  schedule: struct('ScheduleObj', { type: text, cron: text, next_scheduled_time: text }),
  parameters: dict(anything),
})

function readSchedule(call: Call, vendor: Vendor): Reply {
  requireSystem(call, vendor.resource, 'read')
  const schedule = call.harbor.tables.schedules.one('vendor', vendor.name)
  return schedule ? json(show(schedule)) : nothing
}

const show = (schedule: Schedule) => ({
  creation_time: schedule.created,
  id: schedule.id,
  job_kind: schedule.cron,
  job_parameters: schedule.parameters,
  job_status: 'Running',
  schedule: {
    cron: schedule.cron,
    next_scheduled_time: nextTime(schedule.cron),
    type: schedule.type,
  },
  update_time: schedule.updated,
})

/** One schedule at most; `None` takes it away, `Manual` runs now. */
async function writeSchedule(call: Call, vendor: Vendor, action: string): Promise<Task | undefined> {
  const sent: Decoded<typeof SCHEDULE> = await body(call, 'schedule', SCHEDULE)
  const { type = '', cron = '' } = sent.schedule ?? {}
  if (type !== '' && !TYPES.includes(type)) {
    throw invalid(`validation failure list:\nschedule.type in body should be one of [${TYPES.join(' ')}]`)
  }
  requireSystem(call, vendor.resource, action)
  const parameters = vendor.parameters(sent.parameters ?? {})
  if (type === 'Manual') {
    vendor.run(call, parameters)
    return startTask(call.harbor, vendor.name, parameters)
  }
  if (type !== 'None') {
    const problem = cronProblem(cron)
    if (problem !== undefined) {
      throw badRequest(`invalid cron string for scheduled ${vendor.cronOf}: ${cron}, error: ${problem}`)
    }
  }
  const { store, tables } = call.harbor
  store.batch(() => {
    for (const old of tables.schedules.by('vendor', vendor.name)) tables.schedules.remove(old.id)
    if (type === 'None') return
    const times = { created: now(), updated: now() }
    tables.schedules.insert({
      vendor: vendor.name,
      type,
      cron,
      parameters: JSON.stringify(parameters),
      ...times,
    })
  })
  return undefined
}

function gcParameters(sent: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const workers = typeof sent['workers'] === 'number' ? sent['workers'] : undefined
  if (workers !== undefined && (workers < 1 || workers > 10)) {
    throw badRequest(
      `Error: Invalid number of workers:${workers}. Workers must be greater than 0 and less than or equal to 10.`,
    )
  }
  return {
    delete_tag: sent['delete_tag'] === true,
    delete_untagged: sent['delete_untagged'] === true,
    ...(sent['dry_run'] === true ? { dry_run: true } : {}),
    workers: workers ?? 0,
  }
}

/** Wanted even to take the schedule away (harbor contract 31-schedules). */
function purgeParameters(sent: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (Object.keys(sent).length === 0) throw badRequest("bad request: schedule parameter cann't be empty")
  const hours = sent['audit_retention_hour']
  if (typeof hours !== 'number') throw badRequest('bad request: audit_retention_hour should provide')
  const events = sent['include_event_types']
  if (typeof events !== 'string') throw badRequest('bad request: include_event_types should provide')
  return {
    audit_retention_hour: hours,
    dry_run: sent['dry_run'] === true,
    include_event_types: events,
  }
}

const showTask = (task: Task) =>
  compact({
    creation_time: task.created,
    id: task.id,
    job_kind: 'MANUAL',
    job_name: task.vendor,
    job_parameters: task.parameters,
    job_status: task.status,
    schedule: { type: 'Manual' },
    update_time: task.updated,
  })

const columns = { id: (row: Task) => row.id, status: (row: Task) => row.status }

function listRuns(call: Call, vendor: Vendor): Reply {
  requireSystem(call, vendor.resource, 'list')
  const rows = call.harbor.tables.tasks.by('vendor', `${vendor.name}0`)
  return listing(call, rows, { columns, sort: '-id', show: showTask })
}

function readRun(call: Call, vendor: Vendor): Reply {
  const id = idParam(call, vendor.runParameter)
  requireSystem(call, vendor.resource, 'read')
  const task = call.harbor.tables.tasks.get(id)
  if (task?.vendor !== vendor.name) throw notFound(`execution ${id} not found`)
  return json(showTask(task))
}
