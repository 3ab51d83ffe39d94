/** Sizes in bytes. */
const units: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
}

/** Bytes of a size of the description; -1 for `unlimited`. */
export function bytesOf(size: string): number {
  const [, digits, unit = ''] = /^([0-9]+)([A-Za-z]*)$/.exec(size) ?? []
  return digits === undefined ? -1 : Number(digits) * (units[unit] ?? 1)
}

/** A size for people: `20 GiB`. */
export function sizeText(size: string): string {
  const [, digits, unit = ''] = /^([0-9]+)([A-Za-z]*)$/.exec(size) ?? []
  return digits === undefined ? size : `${digits} ${unit}B`
}
