/** The Markdown of the project, and what stands in it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** A fenced block. `words` are those of its info string: `sh run exit=2`. */
export interface Block {
  readonly words: readonly string[]
  readonly text: string
  readonly line: number
}

export interface Document {
  /** Relative to the root of the project. */
  readonly path: string
  readonly text: string
  readonly blocks: readonly Block[]
}

const folders = ['docs', 'decisions']
const files = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']

/** Every document, in the order of their paths. */
export function documents(): readonly Document[] {
  const found = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  )
  return [...files, ...found.sort()].map((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    return { path, text, blocks: blocksOf(text) }
  })
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  let open: { words: readonly string[]; line: number; lines: string[] } | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^```(.*)$/.exec(line)
    if (!fence) open?.lines.push(line)
    else if (open) {
      blocks.push({ words: open.words, line: open.line, text: open.lines.join('\n') })
      open = undefined
    } else open = { words: (fence[1] ?? '').split(' ').filter(Boolean), line: index + 1, lines: [] }
  }
  return blocks
}

/** A text without its fenced blocks and code, where links and headings are looked for. */
export function prose(text: string): string {
  return text
    .replaceAll(/^```[\s\S]*?^```$/gm, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ' '))
}

/** The anchors that a document's headings make, as code hosts build them. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const headings = text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)
  return new Set(
    [...headings].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}
