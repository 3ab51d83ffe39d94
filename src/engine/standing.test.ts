import { expect, test } from 'vitest'
import type { Actual } from '../core/kind.ts'
import { Standing } from './standing.ts'

function project(name: string, team: string | null): Actual {
  return { key: `harbor.project:${name}`, team, spec: {}, id: name, owner: null }
}

const keysOf = (all: Iterable<Actual>) => [...all].map(({ key }) => key)

test('things are found by team until they are gone or another team’s', () => {
  const standing = new Standing([project('a', 'demo'), project('b', 'demo'), project('c', null)])
  standing.set(project('b', 'dev'))
  standing.delete('harbor.project:a')
  standing.set(project('d', 'demo'))
  expect(keysOf(standing.ofTeam('demo'))).toEqual(['harbor.project:d'])
  expect(keysOf(standing.ofTeam('dev'))).toEqual(['harbor.project:b'])
  expect(keysOf(standing.ofTeam(null))).toEqual(['harbor.project:c'])
  expect(keysOf(standing.ofTeam('nobody'))).toEqual([])
  expect(standing.get('harbor.project:a')).toBeUndefined()
})
