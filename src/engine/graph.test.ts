import { expect, test } from 'vitest'
import type { Key } from '../core/key.ts'
import type { Change } from '../core/plan.ts'
import { graph } from './graph.ts'

const kinds = [
  { name: 'kubernetes.namespace' },
  { name: 'harbor.project', needs: ['kubernetes.namespace'] },
  { name: 'harbor.robot', parent: 'harbor.project' },
  { name: 'keycloak.realm' },
  { name: 'keycloak.group', parent: 'keycloak.realm' },
] as const
const make = (key: Key, team: string | null, after: Key[] = []): Change => ({
  op: 'create',
  key,
  team,
  risks: [],
  origin: 'pending',
  desired: { key, team, spec: {}, after },
})
const drop = (key: Key, team: string | null): Change => ({
  op: 'remove',
  key,
  team,
  risks: [],
  origin: 'pending',
  gone: 'mention',
  actual: { key, team, spec: {}, id: '1', owner: 'us' },
})
const of = (changes: Change[]) => Object.fromEntries(graph(changes, kinds))

test('a child waits for its parent and for the edges on it, where these change', () => {
  expect(
    of([
      make('harbor.robot:a/pull', 'a', ['kubernetes.namespace:a', 'kubernetes.namespace:standing']),
      make('harbor.project:a', 'a'),
      make('kubernetes.namespace:a', 'a'),
    ]),
  ).toEqual({
    'harbor.robot:a/pull': ['kubernetes.namespace:a', 'harbor.project:a'],
    'harbor.project:a': [],
    'kubernetes.namespace:a': [],
  })
})

test('a parent that is there once is waited for without being named', () => {
  expect(of([make('keycloak.group:g', 'a'), make('keycloak.realm:r', null)])['keycloak.group:g']).toEqual([
    'keycloak.realm:r',
  ])
})

test('removals run the other way, within a team, after what is made for it', () => {
  const edges = of([
    drop('kubernetes.namespace:a', 'a'),
    drop('harbor.project:a', 'a'),
    drop('harbor.robot:a/pull', 'a'),
    drop('harbor.project:b', 'b'),
    make('harbor.project:a2', 'a'),
  ])
  expect(edges['kubernetes.namespace:a']).toEqual(['harbor.project:a', 'harbor.project:a2'])
  expect(edges['harbor.project:a']).toEqual(['harbor.robot:a/pull', 'harbor.project:a2'])
  expect(edges['harbor.project:b']).toEqual([])
})
