import { describe, expect, it } from 'vitest'
import type { KubernetesObject } from '../../systems/kubernetes/types.ts'
import { project, removal } from './projection.ts'

const live: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: {
    name: 'x',
    namespace: 'demo',
    labels: { 'troupe.dev/platform': 'otomi', wanted: 'a', formerly: 'b', foreign: 'c' },
    managedFields: [
      {
        manager: 'troupe',
        operation: 'Apply',
        fieldsV1: {
          'f:metadata': { 'f:labels': { '.': {}, 'f:troupe.dev/platform': {}, 'f:formerly': {} } },
          'f:spec': { 'f:ours': {} },
        },
      },
      {
        manager: 'troupe',
        operation: 'Apply',
        subresource: 'status',
        fieldsV1: { 'f:status': { 'f:x': {} } },
      },
      { manager: 'kubectl', operation: 'Update', fieldsV1: { 'f:spec': { 'f:theirs': {} } } },
    ],
  },
  spec: { ours: 1, theirs: { deep: true } },
  status: { x: 1 },
}

describe('what is compared', () => {
  it('is what we own and what we want; the mark, the status and what others wrote are not', () => {
    const wanted = { metadata: { labels: { wanted: 'z' } }, spec: { ours: 1 } }
    expect(project(live, wanted, [])).toEqual({
      metadata: { labels: { wanted: 'a', formerly: 'b' } },
      spec: { ours: 1 },
    })
  })

  it('is all of a field that widens access by what else stands in it', () => {
    expect(project(live, { spec: { ours: 1 } }, ['spec'])['spec']).toEqual(live['spec'])
  })

  it('takes an absent field for the empty one that is wanted, and for no other', () => {
    const { spec: _, ...without } = live
    expect(project(without as KubernetesObject, { spec: {} }, ['spec'])['spec']).toEqual({})
    expect(project(without as KubernetesObject, { spec: { a: 1 } }, ['spec'])).not.toHaveProperty('spec')
  })
})

describe('what an apply can not take away', () => {
  it('goes by one merge patch that makes all the rest right, too', () => {
    const have = { selector: { matchLabels: { app: 'x', tier: 'y' } }, rules: [{}], action: 'ALLOW' }
    const want = { selector: { matchLabels: { app: 'x' } }, action: 'DENY' }
    expect(removal(have, want)).toEqual({
      selector: { matchLabels: { app: 'x', tier: null } },
      rules: null,
      action: 'DENY',
    })
  })

  it('is nothing where values differ only', () => {
    expect(removal({ rules: [1, 2] }, { rules: [1], action: 'DENY' })).toBeUndefined()
  })
})
