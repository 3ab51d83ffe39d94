/** What people are told of a matrix: a sign in the cell, and the same sign before its cause. */
import pc from 'picocolors'
import { expect, test } from 'vitest'
import type { Cell, Target } from '../../probes/matrix.ts'
import { matrixText } from './matrix.ts'

const subject = { type: 'anonymous', label: 'anonymous' } as const
const project = (deed: 'see' | 'pull' | 'push'): Target => ({
  type: 'project',
  team: 'demo',
  project: 'demo',
  deed,
})
const cells: readonly Cell[] = [
  { subject, target: project('see'), promised: true, observed: false, cause: '403 forbidden' },
  { subject, target: project('pull'), promised: false, observed: true, cause: 'the servers allow it: 200' },
  { subject, target: project('push'), promised: false, observed: undefined, cause: 'no image to try with' },
  {
    subject,
    target: { type: 'gateway', name: 'hooks' },
    promised: true,
    observed: false,
    cause: '/service/x got through: 500',
  },
]

test('each difference has the sign of its cell, the most dangerous first, and a rule is no refusal', () => {
  const lines = matrixText(cells, pc.createColors(false), 100).split('\n')
  expect(lines).toContainEqual(expect.stringMatching(/^anonymous +✗ +! +\?$/))
  expect(lines).toContain('✗ /service/notifications and its disguises are closed')
  expect(lines.filter((line) => /^[!✗?] .*: /.test(line))).toEqual([
    '! not promised, possible: the servers allow it: 200',
    '✗ promised, refused: 403 forbidden',
    '✗ not as promised: /service/x got through: 500',
    '? not tried: no image to try with',
  ])
})

test('where the screen makes several tables, each has those that something in it is tried with', () => {
  const robot = {
    type: 'robot',
    label: 'robot demo+pull',
    team: 'demo',
    use: 'pull',
    login: 'robot$demo+pull',
    password: { env: 'PASSWORD' },
  } as const
  const portal: Target = { type: 'gateway', name: 'portal' }
  const kept: readonly Cell[] = [
    { subject: robot, target: project('pull'), promised: true, observed: true },
    { subject, target: project('pull'), promised: false, observed: false },
    { subject, target: portal, promised: true, observed: true },
  ]
  const rows = matrixText(kept, pc.createColors(false), 22)
    .split('\n')
    .filter((line) => /^(robot|anonymous)/.test(line))
  expect(rows).toEqual([
    expect.stringMatching(/^robot demo\+pull +✓$/),
    expect.stringMatching(/^anonymous +·$/),
    expect.stringMatching(/^anonymous +✓$/),
  ])
})
