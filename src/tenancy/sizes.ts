/** Sizes of the description. */
import { quantityValue } from './quantity.ts'

/** Bytes; -1 for `unlimited`. */
export function bytesOf(size: string): number {
  return size === 'unlimited' ? -1 : quantityValue(size)
}

/** A size for people: `20 GiB`. */
export function sizeText(size: string): string {
  const [, digits, unit = ''] = /^([0-9]+)([A-Za-z]*)$/.exec(size) ?? []
  return digits === undefined ? size : `${digits} ${unit}B`
}
