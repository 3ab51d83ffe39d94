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
const fieldsOf = (cron: string) => cron.trim().split(/\s+/)

/** What is wrong with it, in the words of Go's cron library and Harbor's; undefined when nothing is. */
export function cronProblem(cron: string): string | undefined {
  if (cron === '') return 'empty cron string is invalid'
  if (cron.startsWith('@')) return `parser does not accept descriptors: ${cron}`
  const fields = fieldsOf(cron)
  if (fields.length !== 6) {
    const found = cron.trim() === '' ? [] : fields
    return `expected exactly 6 fields, found ${found.length}: [${found.join(' ')}]`
  }
  for (const [i, field] of fields.entries()) {
    const found = values(field, i)
    if (typeof found === 'string') return found
  }
  if (cron.split(' ')[0] !== '0') {
    return 'the 1st field (indicating Seconds of time) of the cron setting must be 0'
  }
  return undefined
}

/** The minutes field alone. */
export const minutesOf = (cron: string): string => fieldsOf(cron)[1] ?? ''

/** The values that a field stands for, or what is wrong with it. */
function values(field: string, index: number): ReadonlySet<number> | string {
  const found = new Set<number>()
  for (const part of field.split(',').filter((one) => one !== '')) {
    const range = rangeOf(part, index)
    if (typeof range === 'string') return range
    for (let value = range.start; value <= range.end; value += range.step) found.add(value)
  }
  return found
}

interface Range {
  readonly start: number
  readonly end: number
  readonly step: number
}

function rangeOf(part: string, index: number): Range | string {
  const [low, high] = RANGES[index] ?? [0, 0]
  const [bounds = '', step, ...slashes] = part.split('/')
  const [from = '', to, ...hyphens] = bounds.split('-')
  const star = from === '*' || from === '?'
  const first = star ? low : number(from, index)
  if (typeof first === 'string') return first
  if (!star && hyphens.length > 0) return `too many hyphens: ${part}`
  const last = star ? high : to === undefined ? first : number(to, index)
  if (typeof last === 'string') return last
  if (slashes.length > 0) return `too many slashes: ${part}`
  const by = step === undefined ? 1 : digits(step)
  if (typeof by === 'string') return by
  const end = step !== undefined && to === undefined ? high : last
  if (first < low) return `beginning of range (${first}) below minimum (${low}): ${part}`
  if (end > high) return `end of range (${end}) above maximum (${high}): ${part}`
  if (first > end) return `beginning of range (${first}) beyond end of range (${end}): ${part}`
  return by === 0 ? `step of range should be a positive number: ${part}` : { start: first, end, step: by }
}

function number(text: string, index: number): number | string {
  const names = index === 4 ? MONTHS : index === 5 ? DAYS : []
  const at = names.indexOf(text.toLowerCase())
  return at >= 0 ? at + (index === 4 ? 1 : 0) : digits(text)
}

function digits(text: string): number | string {
  if (!/^[+-]?\d+$/.test(text)) {
    return `failed to parse int from ${text}: strconv.Atoi: parsing "${text}": invalid syntax`
  }
  const value = Number(text)
  return value < 0 ? `negative number (${value}) not allowed: ${text}` : value
}

/** The next time it strikes, as an ISO text; undefined when it never does within five years. */
export function nextTime(cron: string, from = new Date()): string | undefined {
  const fields = fieldsOf(cron)
  const sets = fields.map(values).flatMap((one) => (typeof one === 'string' ? [] : [one]))
  const [, minutes, hours, days, months, weekdays] = sets
  if (!minutes || !hours || !days || !months || !weekdays) return undefined
  const isAny = (field = '') => field.split(',').some((part) => /^[*?](\/1)?$/.test(part))
  const anyDay = isAny(fields[3])
  const anyWeekday = isAny(fields[5])
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
