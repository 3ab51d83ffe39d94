/** One sandbox at a time on a folder: a file that names its process. What a killed process left behind is taken over. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Another sandbox works on the folder. */
export class FolderTaken extends Error {
  override readonly name = 'FolderTaken'
  constructor(folder: string, pid: number) {
    super(`another sandbox, process ${pid}, works on ${folder}. End it, or choose another folder`)
  }
}

/** Folders of this process. A lock with our own number that is not among them is of an earlier process, as in containers. */
const held = new Set<string>()

/** @returns how to give it back. @throws FolderTaken */
export function lockFolder(folder: string): () => void {
  const path = join(resolve(folder), 'lock')
  if (held.has(path)) throw new FolderTaken(folder, process.pid)
  const own = `${path}.${process.pid}`
  const text = JSON.stringify({ pid: process.pid, started: startOf(process.pid) })
  writeFileSync(own, text, { mode: 0o600 })
  try {
    // A link is there at once and whole, and is refused where there is one.
    while (!linked(own, path)) removeStale(folder, path)
  } finally {
    rmSync(own, { force: true })
  }
  held.add(path)
  return () => {
    held.delete(path)
    if (textOf(path) === text) rmSync(path, { force: true })
  }
}

function linked(own: string, path: string): boolean {
  try {
    linkSync(own, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** @throws FolderTaken when its process lives */
function removeStale(folder: string, path: string): void {
  const text = textOf(path)
  if (text === undefined) return
  const alive = livingOwner(text)
  if (alive !== undefined) throw new FolderTaken(folder, alive)
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  // Somebody may have been faster, and this is the new lock.
  if (textOf(aside) !== text) linked(aside, path)
  rmSync(aside, { force: true })
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The number of the process that holds it; undefined when that is gone, or its number is another's by now. */
function livingOwner(text: string): number | undefined {
  let owner: { readonly pid?: unknown; readonly started?: unknown }
  try {
    owner = (JSON.parse(text) ?? {}) as typeof owner
  } catch {
    return undefined
  }
  const { pid, started } = owner
  if (typeof pid !== 'number' || pid === process.pid) return undefined
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM is a process of somebody else, which lives.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined
  }
  const now = startOf(pid)
  return typeof started === 'string' && now !== undefined && now !== started ? undefined : pid
}

/** When a process began, in the kernel's ticks, where there is a /proc (proc(5), field 22 of stat). */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
