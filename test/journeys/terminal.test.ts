/** Colours, progress in place and Ctrl-C, as a person at a terminal has them. */
import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openStage, type Stage } from './sandbox.ts'
import { noTerminal, onTerminal, screenOf } from './screen.ts'
import { ended, start, troupe } from './troupe.ts'

// Each step is a process or more; a machine that is busy otherwise takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const sequence = '\u001b['

describe('colours', () => {
  it('are forced by FORCE_COLOR and taken away by NO_COLOR, which wins', async () => {
    const forced = await troupe(['plan'], { ...stage, env: { ...stage.env, FORCE_COLOR: '1' } })
    expect(forced.stdout).toContain(sequence)
    // The sign has its colour, and needs no word then.
    expect(forced.stdout).toContain(`${sequence}32m+${sequence}39m namespace demo   `)
    const both = await troupe(['plan'], { ...stage, env: { ...stage.env, FORCE_COLOR: '1', NO_COLOR: '1' } })
    expect(both.stdout + both.stderr).not.toContain(sequence)
    expect(both.stdout).toContain('+ create namespace demo')
  })

  it.skipIf(noTerminal)('do not disturb the columns', async () => {
    const written = await onTerminal(['plan'], 140, stage)
    expect(written).toContain(sequence)
    // Colours of nothing would be blanks at the ends of lines.
    expect(written).not.toContain(`${sequence}2m${sequence}22m`)
    const screen = screenOf(written, 140)
    const starts = ['restricted · ', 'login of robot$demo+pull', 'client demo-shop'].map((summary) =>
      screen.find((line) => line.includes(summary))?.indexOf(summary),
    )
    expect(starts).toEqual([expect.any(Number), starts[0], starts[0]])
  })
})

describe.skipIf(noTerminal)('an apply on a terminal', () => {
  it('draws a bar for each team that ends full, never wraps, and leaves no garbage', async () => {
    const columns = 60
    const written = await onTerminal(['apply', '--approve', 'destroys-data'], columns, stage)
    const screen = screenOf(written, columns)
    const bars = screen.filter((line) => /[█░]/.test(line))
    expect(bars.map((line) => line.replace(/█+/, 'bar'))).toEqual([
      expect.stringMatching(/^otomi bar +(\d+)\/\1$/),
      expect.stringMatching(/^demo {2}bar +(\d+)\/\1$/),
      expect.stringMatching(/^dev {3}bar +(\d+)\/\1$/),
    ])
    for (const line of bars) expect(line.length).toBeLessThan(columns)
    const rest = screen.slice(screen.indexOf(bars.at(-1) ?? '') + 1).filter((line) => line !== '')
    expect(rest).toEqual([
      expect.stringMatching(/^✓ \d+ done \(/),
      expect.anything(),
      '✓ planned again: nothing left to do',
    ])
    expect(written).not.toContain('has been created')
  })

  it('and the probes leave one table and one count', async () => {
    const screen = screenOf(await onTerminal(['verify'], 140, stage), 140)
    expect(screen.filter((line) => line.startsWith('joe.doe'))).toHaveLength(1)
    expect(screen.filter((line) => /^ {2}\d+\/\d+ /.test(line))).toEqual([])
  })

  it('the table of probes is broken where the screen ends', async () => {
    const screen = screenOf(await onTerminal(['verify'], 72, stage), 72)
    expect(screen.filter((line) => line.startsWith('joe.doe')).length).toBeGreaterThan(1)
  })
})

describe('Ctrl-C', () => {
  const open = new Set<Socket>()
  let silent: Server
  let port = 0
  beforeAll(async () => {
    silent = createServer((socket) => open.add(socket))
    await new Promise<void>((ready) => silent.listen(0, '127.0.0.1', ready))
    const address = silent.address()
    port = typeof address === 'object' && address ? address.port : 0
    stage.edit('platform.yaml', (text) =>
      text.replace(/(harbor:\n.*\n {4}api: ).*/, `$1http://127.0.0.1:${port}`),
    )
  })
  afterAll(async () => {
    for (const socket of open) socket.destroy()
    await new Promise((done) => silent.close(done))
  })

  const waiting = async () => {
    const child = start(['plan'], stage)
    const end = ended(child)
    await new Promise((met) => silent.once('connection', met))
    return { child, end }
  }

  it('ends a wait for a server that never answers, with 130 and a word', async () => {
    const { child, end } = await waiting()
    child.kill('SIGINT')
    const { code, stdout, stderr } = await end
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
    expect(stderr).toContain('Interrupted.')
    expect(stderr).not.toContain('    at ')
  })

  it('twice ends at once', async () => {
    const { child, end } = await waiting()
    child.kill('SIGINT')
    child.kill('SIGINT')
    expect((await end).code).toBe(130)
  })
})
