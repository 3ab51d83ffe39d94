/** Colours, progress in place and Ctrl-C, as a person at a terminal has them. */
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStage, type Stage } from './sandbox.ts'
import { noTerminal, onTerminal, screenOf } from './screen.ts'
import { ended, start, troupe } from './troupe.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const colour = /\u001b\[\d+m/

describe('colours', () => {
  it('are forced by FORCE_COLOR and taken away by NO_COLOR, which wins', async () => {
    const forced = await troupe(['plan'], { ...stage, env: { ...stage.env, FORCE_COLOR: '1' } })
    expect(forced.stdout).toMatch(colour)
    // The sign has its colour, and needs no word then.
    expect(forced.stdout).toMatch(/\u001b\[32m\+\u001b\[39m namespace demo {2,}restricted/)
    const both = await troupe(['plan'], { ...stage, env: { ...stage.env, FORCE_COLOR: '1', NO_COLOR: '1' } })
    expect(both.stdout + both.stderr).not.toMatch(colour)
    expect(both.stdout).toContain('+ create namespace demo')
  })

  it.skipIf(noTerminal)('do not disturb the columns', async () => {
    const written = await onTerminal(['plan', '--team', 'demo'], 140, stage)
    expect(written).toMatch(colour)
    const screen = screenOf(written, 140)
    const rows = screen.filter((line) => /^ {4}\+ (secret|namespace) demo/.test(line))
    expect(rows.length).toBeGreaterThan(2)
    expect(
      new Set(
        rows
          .map((line) => /demo\S* +/.exec(line)?.[0].length)
          .map((_, row) => rows[row]?.search(/(?<= {2})\S.*$/)),
      ),
    ).toHaveLength(1)
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
  let silent: Server
  let port = 0
  beforeAll(async () => {
    silent = createServer()
    await new Promise<void>((ready) => silent.listen(0, '127.0.0.1', ready))
    const address = silent.address()
    port = typeof address === 'object' && address ? address.port : 0
    stage.edit('platform.yaml', (text) =>
      text.replace(/(harbor:\n.*\n {4}api: ).*/, `$1http://127.0.0.1:${port}`),
    )
  })
  afterAll(() => new Promise((done) => silent.close(done)))

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
