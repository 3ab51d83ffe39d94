/** Reads the files of a small, compressed tar archive, as a Helm chart is one. */
import { gunzipSync } from 'node:zlib'

const BLOCK = 512
const LARGEST = 32 * 1024 * 1024

/** Texts by path. What is no such archive has no files. */
export function filesIn(archive: Buffer): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  let tar: Buffer
  try {
    tar = gunzipSync(archive, { maxOutputLength: LARGEST })
  } catch {
    return files
  }
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = tar.subarray(at, at + BLOCK)
    const field = (start: number, end: number) => header.toString('utf8', start, end).replace(/\0.*$/s, '')
    const name = field(0, 100)
    if (name === '') break
    const size = Number.parseInt(field(124, 136).trim(), 8) || 0
    const prefix = field(257, 263) === 'ustar' ? field(345, 500) : ''
    const path = prefix === '' ? name : `${prefix}/${name}`
    const regular = header[156] === 0 || header[156] === 0x30
    if (regular) files.set(path, tar.toString('utf8', at + BLOCK, at + BLOCK + size))
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  return files
}
