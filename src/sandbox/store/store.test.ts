import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { JournalDamaged } from './journal.ts'
import { FolderTaken } from './lock.ts'
import { openStore } from './store.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const journal = () => join(folder, 'journal.jsonl')

/** Opens, works, closes. */
function during<R>(work: (store: ReturnType<typeof openStore>) => R): R {
  const store = openStore(folder)
  try {
    return work(store)
  } finally {
    store.close()
  }
}
const entries = (name = 't') => during((store) => [...store.table(name).entries()])

test('rows, their order and their going survive, whatever the keys are called', () => {
  during((store) => {
    const table = store.table<unknown>('t')
    for (const key of ['b', 'a', '__proto__', 'constructor', 'line\nend', '🙂']) table.set(key, { key })
    table.set('b', { again: true })
    table.delete('a')
  })
  expect(entries()).toEqual([
    ['b', { again: true }],
    ...['__proto__', 'constructor', 'line\nend', '🙂'].map((key) => [key, { key }]),
  ])
})

test('a torn last line is dropped, at whatever byte it is torn', () => {
  during((store) => store.table('t').set('kept', 'ü'.repeat(10)))
  const before = readFileSync(journal())
  const torn = Buffer.from(`${JSON.stringify([['t', 'half', 'ü🙂']])}\n`)
  for (let length = 1; length < torn.length; length += 1) {
    writeFileSync(journal(), Buffer.concat([before, torn.subarray(0, length)]))
    during((store) => {
      expect([...store.table('t').keys()]).toEqual(['kept'])
      store.table('t').set('next', length)
      store.table('t').delete('next')
    })
  }
  appendFileSync(journal(), torn)
  expect(entries().map(([key]) => key)).toEqual(['kept', 'half'])
})

test('a line that was damaged in the middle is named, and nothing is overwritten', () => {
  during((store) => store.table('t').set('a', 1))
  appendFileSync(journal(), 'rubbish\n[["t","b",2]]\n')
  const before = readFileSync(journal(), 'utf8')
  expect(() => openStore(folder)).toThrow(JournalDamaged)
  expect(() => openStore(folder)).toThrow('journal.jsonl:2 is damaged')
  expect(readFileSync(journal(), 'utf8')).toBe(before)
})

test('a batch is one line: all of it or nothing', () => {
  const store = openStore(folder)
  store.batch(() => {
    store.table('t').set('a', 1)
    store.batch(() => store.table('u').set('b', 2))
  })
  const lines = readFileSync(journal(), 'utf8').split('\n')
  expect(lines).toEqual(['[["t","a",1],["u","b",2]]', ''])
  store.close()
})

test('lines longer than a piece of the file are read whole', () => {
  const long = 'x'.repeat(3_000_000)
  during((store) => {
    store.table('t').set('a', long)
    store.table('t').set('b', 'short')
  })
  expect(entries()).toEqual([
    ['a', long],
    ['b', 'short'],
  ])
})

test('a row that is written over and over does not make the journal grow without end', () => {
  during((store) => {
    const table = store.table<string>('t')
    table.set('other', 'stays')
    for (let turn = 0; turn < 60_000; turn += 1) table.set('busy', `${turn}`)
    expect(statSync(journal()).size).toBeLessThan(50_000 * 24)
    table.set('last', 'one')
  })
  expect(entries()).toEqual([
    ['other', 'stays'],
    ['busy', '59999'],
    ['last', 'one'],
  ])
})

test('two at once on one folder are refused, by name; after the first has ended it is free', () => {
  const first = openStore(folder)
  expect(() => openStore(folder)).toThrow(FolderTaken)
  expect(() => openStore(`${folder}/.`)).toThrow(`another sandbox, process ${process.pid}, works on`)
  first.close()
  expect(existsSync(join(folder, 'lock'))).toBe(false)
  expect(entries()).toEqual([])
})

test.each([
  ['a process that is gone', { pid: 2 ** 22 + 1 }],
  ['a number that is another process by now', { pid: process.ppid, started: '1' }],
  ['our own number, of an earlier life', { pid: process.pid, started: '1' }],
  ['nothing that can be read', 'half a li'],
])('a lock of %s is taken over', (_, lock) => {
  writeFileSync(join(folder, 'lock'), typeof lock === 'string' ? lock : JSON.stringify(lock))
  expect(entries()).toEqual([])
})

test('a lock of a living process holds', () => {
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.ppid }))
  expect(() => openStore(folder)).toThrow(`process ${process.ppid}, works on`)
})
