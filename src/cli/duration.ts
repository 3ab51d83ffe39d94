/** Spans of time as people write them: `90s`, `5m`, `12h`, `30d`. */
import { Duration } from '../tenancy/values.ts'

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Milliseconds in a day. */
export const day = units.d

/** @param duration well-formed, as the description's schema has it @returns milliseconds */
export function milliseconds(duration: string): number {
  return Number(duration.slice(0, -1)) * units[duration.slice(-1) as keyof typeof units]
}

/** @returns milliseconds; undefined where it is no duration */
export function parseDuration(text: string): number | undefined {
  return Duration.safeParse(text).success ? milliseconds(text) : undefined
}

/** `90 s`, `5 min`, `12 h`, `2 d`: in the largest unit that says it without a fraction. */
export function durationText(ms: number): string {
  const words = { d: 'd', h: 'h', m: 'min', s: 's' } as const
  const unit = (['d', 'h', 'm'] as const).find((one) => ms >= units[one] && ms % units[one] === 0) ?? 's'
  return `${ms / units[unit]} ${words[unit]}`
}
