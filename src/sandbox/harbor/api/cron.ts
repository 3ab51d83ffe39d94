/** Cron texts of six fields: seconds, minutes, hours, day of month, month, day of week; all in UTC. */

const RANGES = [
  [0, 59],
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const SHORTHANDS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 0 1 1 *',
  '@annually': '0 0 0 1 1 *',
  '@monthly': '0 0 0 1 * *',
  '@weekly': '0 0 0 * * 0',
  '@daily': '0 0 0 * * *',
  '@midnight': '0 0 0 * * *',
  '@hourly': '0 0 * * * *',
}

const fieldsOf = (cron: string) =>
  ((Object.hasOwn(SHORTHANDS, cron) ? SHORTHANDS[cron] : undefined) ?? cron).trim().split(/\s+/)

/** What is wrong with it, in the words of Go's cron library and Harbor's; undefined when nothing is. */
export function cronProblem(cron: string): string | undefined {
  const fields = fieldsOf(cron)
  if (fields.length !== 6) {
    return `expected exactly 6 fields, found ${cron.trim() === '' ? 0 : fields.length}: [${fields.join(' ')}]`
  }
  for (const [i, field] of fields.entries()) {
    if (!values(field, i))
      return `failed to parse int from ${field}: strconv.Atoi: parsing "${field}": invalid syntax`
  }
  if (fields[0] !== '0') {
    return 'the 1st field (indicating Seconds of time) of the cron setting must be 0'
  }
  return undefined
}

/** The minutes field alone. */
export const minutesOf = (cron: string): string => fieldsOf(cron)[1] ?? ''

function values(field: string, index: number): ReadonlySet<number> | undefined {
  const [low, high] = RANGES[index] ?? [0, 0]
  const found = new Set<number>()
  for (const part of field.toLowerCase().split(',')) {
    const [range = '', step] = part.split('/')
    const [from = '', to] = range.split('-')
    const start = range === '*' || range === '?' ? low : number(from, index)
    const end =
      range === '*' || range === '?' ? high : to !== undefined ? number(to, index) : step ? high : start
    const by = step === undefined ? 1 : Number(step)
    if (![start, end, by].every(Number.isInteger) || start < low || end > high || start > end || by < 1) {
      return undefined
    }
    for (let value = start; value <= end; value += by) found.add(value)
  }
  return found
}

function number(text: string, index: number): number {
  const names = index === 4 ? MONTHS : index === 5 ? DAYS : []
  const at = names.indexOf(text)
  return at >= 0 ? at + (index === 4 ? 1 : 0) : /^\d+$/.test(text) ? Number(text) : Number.NaN
}

/** The next time it strikes, as an ISO text; undefined when it never does within five years. */
export function nextTime(cron: string, from = new Date()): string | undefined {
  const fields = fieldsOf(cron)
  const [, minutes, hours, days, months, weekdays] = fields.map(values)
  if (!minutes || !hours || !days || !months || !weekdays) return undefined
  const anyDay = /^[*?]/.test(fields[3] ?? '')
  const anyWeekday = /^[*?]/.test(fields[5] ?? '')
  const fits = (date: Date) => {
    const day = days.has(date.getUTCDate())
    const weekday = weekdays.has(date.getUTCDay())
    return months.has(date.getUTCMonth() + 1) && (anyDay || anyWeekday ? day && weekday : day || weekday)
  }
  const day = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()))
  for (let i = 0; i < 5 * 366; i++, day.setUTCDate(day.getUTCDate() + 1)) {
    if (!fits(day)) continue
    for (const hour of hours) {
      for (const minute of minutes) {
        const at = new Date(day)
        at.setUTCHours(hour, minute, 0, 0)
        if (at > from) return at.toISOString()
      }
    }
  }
  return undefined
}
