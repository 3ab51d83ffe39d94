import { type ExpectStatic, expect, test } from 'vitest'
import { kubectl } from '../support/layer.ts'
import { type Document, documents } from './documents.ts'
import { openTerminal, type Terminal } from './terminal.ts'

const tool = kubectl()
const told = documents().filter(({ blocks }) => blocks.some(({ words }) => words[1] === 'run'))

const runs = tool === undefined ? test.skip : test.concurrent

for (const document of told) {
  runs(
    `the commands of ${document.path} do what it says`,
    async ({ expect }) => {
      const terminal = openTerminal(tool ?? '')
      try {
        await perform(document, terminal, expect)
      } finally {
        terminal.close()
      }
    },
    120_000,
  )
}

test('enough documents are run to be worth a test', () => {
  expect(told.length).toBeGreaterThan(2)
})

/** Block by block: what is run must end as it says, and what is shown below it must have been printed. */
async function perform({ path, blocks }: Document, terminal: Terminal, expect: ExpectStatic): Promise<void> {
  let output = ''
  for (const { words, text, line } of blocks) {
    const seen = () => [`${path}:${line}`, output].join('\n')
    if (words[1] === 'start') output = await terminal.start()
    else if (words[1] === 'run') {
      const ended = await terminal.run(text)
      output = ended.output
      expect(ended.status, seen()).toBe(wantedStatus(words))
    } else if (words[1] === 'output') expect(missing(text, output), seen()).toEqual([])
  }
}

function wantedStatus(words: readonly string[]): number {
  return Number(words.find((word) => word.startsWith('exit='))?.slice('exit='.length) ?? 0)
}

/** The lines that were not printed, in this order. Widths of columns don't count, and "…" is anything. */
function missing(shown: string, printed: string): readonly string[] {
  const rest = printed.split('\n').map(narrow)
  return shown
    .split('\n')
    .map(narrow)
    .filter((line) => {
      if (line === '' || line === '…') return false
      const form = new RegExp(`^${line.split('…').map(escaped).join('.*')}$`)
      const at = rest.findIndex((one) => form.test(one))
      if (at < 0) return true
      rest.splice(0, at + 1)
      return false
    })
}

function narrow(line: string): string {
  return line.replaceAll(/ +/g, ' ').trim()
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
