/** Kubernetes' quantities as numbers. */

const FACTORS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/** What a quantity amounts to, in cores, bytes or pieces; NaN where it is none. */
export function quantityValue(quantity: string | number): number {
  const [, digits, suffix = ''] = /^([0-9]+(?:\.[0-9]+)?)([A-Za-z]*)$/.exec(String(quantity)) ?? []
  return Number(digits) * (suffix === '' ? 1 : (FACTORS[suffix] ?? Number.NaN))
}
