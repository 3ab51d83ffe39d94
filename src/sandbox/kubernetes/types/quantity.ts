/**
 * Quantities (`500m`, `16Gi`): parsing, the form in which the server gives them back, comparison.
 * @see https://github.com/kubernetes/apimachinery/blob/master/pkg/api/resource/quantity.go
 */

/** A quantity in billionths, with the family of suffixes that it was written in. */
export interface Quantity {
  readonly nano: bigint
  readonly format: 'decimal' | 'binary' | 'exponent'
}

const NANO = 1_000_000_000n
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d+)?$/

/** What the server says of a text that is none. */
export const NO_QUANTITY =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

const power = (base: bigint, exponent: number): bigint => base ** BigInt(exponent)

/** @returns undefined when the text is no quantity */
export function parseQuantity(text: string): Quantity | undefined {
  const match = SHAPE.exec(text)
  if (!match) return undefined
  const [, sign, whole = '', fraction = '', suffix = ''] = match
  if (whole === '' && fraction === '') return undefined
  const digits = BigInt(`${whole}${fraction}`)
  const scale = power(10n, fraction.length)
  const signed = sign === '-' ? -digits : digits
  const exact = (times: bigint, per = 1n): bigint => ceil(signed * NANO * times, scale * per)
  if (BINARY.indexOf(suffix) > 0) {
    return { nano: exact(power(1024n, BINARY.indexOf(suffix))), format: 'binary' }
  }
  const si = DECIMAL.indexOf(suffix)
  if (si >= 0) {
    const exponent = (si - 3) * 3
    return {
      nano: exponent >= 0 ? exact(power(10n, exponent)) : exact(1n, power(10n, -exponent)),
      format: 'decimal',
    }
  }
  const exponent = Number(suffix.slice(1))
  return {
    nano: exponent >= 0 ? exact(power(10n, exponent)) : exact(1n, power(10n, -exponent)),
    format: 'exponent',
  }
}

/** Division that rounds away from zero, as quantities do below a billionth. */
function ceil(value: bigint, by: bigint): bigint {
  const quotient = value / by
  if (quotient * by === value) return quotient
  return value < 0n ? quotient - 1n : quotient + 1n
}

/** The text that the server answers for it. */
export function printQuantity({ nano, format }: Quantity): string {
  if (nano === 0n) return '0'
  const sign = nano < 0n ? '-' : ''
  const size = nano < 0n ? -nano : nano
  if (format === 'binary' && size >= 1024n * NANO && size % NANO === 0n)
    return sign + printBinary(size / NANO)
  let value = size
  let exponent = -9
  while (value % 1000n === 0n && exponent < 18) {
    value /= 1000n
    exponent += 3
  }
  if (format === 'exponent') return `${sign}${value}${exponent === 0 ? '' : `e${exponent}`}`
  return `${sign}${value}${DECIMAL[exponent / 3 + 3] ?? ''}`
}

function printBinary(size: bigint): string {
  let value = size
  let step = 0
  while (value % 1024n === 0n && step < BINARY.length - 1) {
    value /= 1024n
    step += 1
  }
  return `${value}${BINARY[step] ?? ''}`
}

/** The quantity of a field that is known to hold one; 0 when it does not. */
export const quantityOf = (value: unknown): Quantity =>
  (typeof value === 'string' || typeof value === 'number' ? parseQuantity(`${value}`) : undefined) ?? {
    nano: 0n,
    format: 'decimal',
  }

/** Whether it is a whole number. */
export const isWhole = ({ nano }: Quantity): boolean => nano % NANO === 0n
