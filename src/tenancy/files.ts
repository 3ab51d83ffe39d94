/** Finds and reads the files of a description: the same files, in the same order, on every machine. */
import { open, readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, relative, resolve, sep } from 'node:path'
import { compareText } from '../core/compare.ts'
import type { Position, Problem } from './error.ts'

/** Bounds on what is read, so that a wrong path gives an answer and no exhausted memory. */
export interface Limits {
  /** Bytes of one file. */
  readonly fileBytes: number
  /** Bytes of all files together. */
  readonly totalBytes: number
}

export const defaultLimits: Limits = { fileBytes: 16 * 2 ** 20, totalBytes: 64 * 2 ** 20 }

export interface SourceFile {
  /** Relative to the working directory, with `/` on every system. */
  readonly file: string
  readonly text: string
}

export interface SourceFiles {
  readonly files: readonly SourceFile[]
  /** How many files were found, those that can't be read among them. */
  readonly found: number
  readonly problems: readonly Problem[]
}

/** Reads files and folders (recursively, `*.yaml` and `*.yml`, nothing hidden). A file that is reached twice counts once. */
export async function readSources(
  paths: readonly string[],
  cwd: string,
  limits: Limits,
): Promise<SourceFiles> {
  const problems: Problem[] = []
  const found = await findFiles(paths, cwd, problems)
  const files: SourceFile[] = []
  let total = 0
  for (const path of found) {
    const file = nameOf(path, cwd)
    const bytes = await readBounded(path, limits.fileBytes).catch(reasonOf)
    if (typeof bytes === 'string') {
      problems.push(wholeFile(file, bytes))
      continue
    }
    total += bytes.length
    if (total > limits.totalBytes) {
      problems.push(
        wholeFile(
          file,
          `with it there are more than ${megabytes(limits.totalBytes)}, and no more are read: name the description's own folder`,
        ),
      )
      break
    }
    const text = decode(bytes, file)
    if (typeof text === 'string') files.push({ file, text })
    else problems.push(text)
  }
  return { files, found: found.length, problems }
}

/** A problem of a file as a whole. */
export function wholeFile(file: string, message: string): Problem {
  return { file, line: 0, column: 0, path: '', message }
}

async function findFiles(paths: readonly string[], cwd: string, problems: Problem[]): Promise<string[]> {
  const walked: Walked = { found: new Map(), seen: new Set(), linked: [] }
  for (const path of paths.map((one) => resolve(cwd, one)).sort(compareText)) {
    const state = await stat(path).catch(reasonOf)
    if (typeof state === 'string') problems.push(wholeFile(nameOf(path, cwd), state))
    else if (state.isFile()) walked.found.set(await realpath(path), path)
    else if (!state.isDirectory())
      problems.push(wholeFile(nameOf(path, cwd), 'is neither a file nor a folder'))
    else if (!walked.seen.has(await realpath(path)) && !(await walkAll(path, walked, cwd, problems)))
      problems.push(
        wholeFile(nameOf(path, cwd), 'has no *.yaml or *.yml in it: name the folder of the description'),
      )
  }
  return [...walked.found.values()].sort((a, b) => compareText(nameOf(a, cwd), nameOf(b, cwd)))
}

/**
 * Walks a folder and says whether it holds a file of ours.
 * Links come after real folders, so that a file's name never depends on which link was met first.
 */
async function walkAll(path: string, walked: Walked, cwd: string, problems: Problem[]): Promise<boolean> {
  let any = false
  walked.linked.push(path)
  for (let next = walked.linked.shift(); next !== undefined; next = walked.linked.shift()) {
    const folder = next
    const met = await walk(folder, walked).catch((error: unknown) => {
      problems.push(wholeFile(nameOf(folder, cwd), reasonOf(error)))
      return true
    })
    any = met || any
  }
  return any
}

interface Walked {
  readonly found: Map<string, string>
  readonly seen: Set<string>
  readonly linked: string[]
}

async function walk(folder: string, walked: Walked): Promise<boolean> {
  const real = await realpath(folder)
  if (walked.seen.has(real)) return false
  walked.seen.add(real)
  let any = false
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => compareText(a.name, b.name))) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    const target = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry
    if (target?.isDirectory()) {
      if (entry.isSymbolicLink()) walked.linked.push(path)
      else any = (await walk(path, walked)) || any
    } else if (/\.ya?ml$/i.test(entry.name)) {
      any = true
      // A dangling link stays in the list: reading it says what is wrong.
      const key = await realpath(path).catch(() => path)
      if (!walked.found.has(key)) walked.found.set(key, path)
    }
  }
  return any
}

/** The file's bytes, or why there are none. */
async function readBounded(path: string, limit: number): Promise<Buffer | string> {
  const state = await stat(path)
  // Opening a pipe would wait for a writer.
  if (!state.isFile()) return 'is not a regular file'
  if (state.size > limit)
    return `has ${megabytes(state.size)}, and no more than ${megabytes(limit)} are read from one file: split it`
  const handle = await open(path)
  try {
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}

function decode(bytes: Buffer, file: string): string | Problem {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return wholeFile(file, 'is UTF-16: save it as UTF-8')
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { ...firstBadByte(bytes, file), path: '', message: 'is not UTF-8 from here on: save it as UTF-8' }
  }
  // Files that were joined keep their byte order marks in the middle.
  return text.replaceAll('\n\uFEFF', '\n')
}

/** Halves the distance to the first byte that is not UTF-8. */
function firstBadByte(bytes: Buffer, file: string): Position {
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (decodes(bytes.subarray(0, middle))) good = middle
    else bad = middle
  }
  const before = bytes.subarray(0, good).toString('utf8').split('\n')
  return { file, line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

function decodes(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

function nameOf(path: string, cwd: string): string {
  const name = relative(cwd, path) || basename(path)
  return sep === '/' ? name : name.replaceAll(sep, '/')
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'does not exist'
  if (code === 'EACCES' || code === 'EPERM') return "can't be read: permission denied"
  return `can't be read: ${error instanceof Error ? error.message : String(error)}`
}

function megabytes(bytes: number): string {
  return bytes < 2 ** 20 ? `${bytes} bytes` : `${Math.round(bytes / 2 ** 20)} MiB`
}
