/** Which limits a quota may have, in bytes. */

const MOST = 1_125_899_906_842_624

/** @returns why not; -1 is no limit */
export function quotaProblem(bytes: number): string | undefined {
  if (bytes === -1) return undefined
  if (bytes <= 0) return `invalid non-positive value for quota limit, value=${bytes}`
  if (bytes > MOST) return `exceeded 1024TB, which is ${MOST} Bytes, value=${bytes}`
  return undefined
}
