/**
 * Kubernetes quantities by value. The API server rewrites them, but to no single form: `8000m` becomes `8`,
 * `1000Gi` stays (kubernetes contracts 13-resource-quota, 14-limit-range).
 */
import { isRecord } from '../manifest/projection.ts'

const decimal: Readonly<Record<string, bigint>> = {
  n: 1n,
  u: 1_000n,
  m: 1_000_000n,
  '': 10n ** 9n,
  k: 10n ** 12n,
  M: 10n ** 15n,
  G: 10n ** 18n,
  T: 10n ** 21n,
  P: 10n ** 24n,
  E: 10n ** 27n,
}
const binary: readonly string[] = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const one = 10n ** 9n

/** One spelling for each value: `16Gi` for 16384Mi, `500m` for 0.5, `8` for 8000m. What is no quantity stays as it is. */
export function canonicalQuantity(quantity: unknown): string {
  const text = String(quantity)
  const nanos = nanosOf(text)
  return nanos === undefined ? text : spell(nanos)
}

/** All quantities of a map, by `canonicalQuantity`. */
export function canonicalQuantities(quantities: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(quantities).map(([name, quantity]) => [name, canonicalQuantity(quantity)]),
  )
}

/** Whether some quantity is less than it was, or is limited where it was not. */
export function tightens(to: unknown, from: unknown): boolean {
  const had = isRecord(from) ? from : {}
  return Object.entries(isRecord(to) ? to : {}).some(([name, quantity]) => {
    const [now, before] = [nanosOf(String(quantity)), nanosOf(String(had[name]))]
    return before === undefined || (now !== undefined && now < before)
  })
}

function nanosOf(text: string): bigint | undefined {
  const found =
    /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)|[eE]([+-]?[0-9]{1,2}))?$/.exec(
      text,
    )
  if (!found || !/[0-9]/.test(text)) return undefined
  const [, sign, whole = '', fraction = '', suffix = '', exponent = '0'] = found
  const unit = scaleOf(suffix)
  const power = Number(exponent) - fraction.length
  const digits = BigInt(`${whole}${fraction}` || '0') * unit
  const value = power >= 0 ? digits * 10n ** BigInt(power) : divideUp(digits, 10n ** BigInt(-power))
  return sign === '-' ? -value : value
}

function scaleOf(suffix: string): bigint {
  const power = binary.indexOf(suffix)
  return power >= 0 ? one * 1024n ** BigInt(power + 1) : (decimal[suffix] ?? one)
}

/** Below a billionth Kubernetes rounds up. */
function divideUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by
}

/** Binary units from Mi on, so that counts (`pods: 1024`) stay numbers. */
function spell(nanos: bigint): string {
  if (nanos % one !== 0n) return nanos % 1_000_000n === 0n ? `${nanos / 1_000_000n}m` : `${nanos}n`
  const units = nanos / one
  for (let power = binary.length; power >= 2; power--) {
    const size = 1024n ** BigInt(power)
    if (units !== 0n && units % size === 0n) return `${units / size}${binary[power - 1]}`
  }
  return String(units)
}
