/** Two values of a field, for people: of long ones, only the part in which they differ. */
import { sizeText } from '../../tenancy/sizes.ts'

/** How much of a value is shown on each side of the arrow. */
const room = 60
/** What stays before and after a difference, so that it can be found. */
const context = 16

/** `"maintainer" → "admin"`; `10 GiB → 20 GiB`; `…"harbor","old"… → …"harbor"…`. */
export function differenceText(path: string, from: unknown, to: unknown): string {
  const [before, after] = [text(path, from), text(path, to)]
  if (before.length <= room && after.length <= room) return `${before} → ${after}`
  const same = commonStart(before, after)
  const left = Math.max(0, Math.min(before.length, after.length) - same)
  const sameEnd = Math.min(left, commonStart(reversed(before), reversed(after)))
  return `${part(before, same, sameEnd)} → ${part(after, same, sameEnd)}`
}

function part(value: string, same: number, sameEnd: number): string {
  const start = same <= context ? 0 : same - context
  const end = sameEnd <= context ? value.length : value.length - sameEnd + context
  const shown = value.slice(start, end)
  const cut = shown.length > room ? `${shown.slice(0, room)}…` : shown
  return `${start > 0 ? '…' : ''}${cut}${end < value.length && cut === shown ? '…' : ''}`
}

function commonStart(a: string, b: string): number {
  let index = 0
  while (index < a.length && index < b.length && a[index] === b[index]) index++
  return index
}

function reversed(text: string): string {
  return [...text].reverse().join('')
}

/** JSON on one line; bytes as a size. */
function text(path: string, value: unknown): string {
  if (value === undefined) return '(none)'
  if (path === 'storage' && typeof value === 'number') return bytesText(value)
  return JSON.stringify(value)
}

/** The largest unit that leaves no fraction, as the description would write it. */
function bytesText(bytes: number): string {
  if (bytes < 0) return 'unlimited'
  for (const [unit, size] of [
    ['Ti', 2 ** 40],
    ['Gi', 2 ** 30],
    ['Mi', 2 ** 20],
    ['G', 1e9],
  ] as const) {
    if (bytes > 0 && bytes % size === 0) return sizeText(`${bytes / size}${unit}`)
  }
  return `${bytes} bytes`
}
