/** Harbor's version. */
import { z } from 'zod'

/** The part of `/systeminfo` that only those see who are signed in. reference/harbor.md §9 */
export const SystemInfo = z.object({ harbor_version: z.string().optional() })

/** Three numbers. A build without any (`dev`) is newer than every release. @returns undefined for what is no version */
export function parseVersion(text: string): readonly [number, number, number] | undefined {
  if (/^v?dev\b/.test(text)) return [2, 999, 0]
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text)
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined
}

/** Whether `version` is at least `major.minor`. */
export function isAtLeast(version: readonly [number, number, number], major: number, minor: number): boolean {
  return version[0] > major || (version[0] === major && version[1] >= minor)
}
