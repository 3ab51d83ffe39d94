/** What the recorded conversations 40 and 41, which play on a whole sandbox, do not show. */
import { describe, expect, it } from 'vitest'
import { istioAdmission } from './admission.ts'
import type { KubernetesObject } from './object.ts'

describe('several mistakes at once', () => {
  it('are listed, those of a policy each with its name', () => {
    const object: KubernetesObject = {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'x', namespace: 'demo' },
      spec: { rules: [{ from: [{ source: {} }], to: [{ operation: { ports: ['99999'] } }] }] },
    }
    const said = istioAdmission({
      operation: 'UPDATE',
      group: 'security.istio.io',
      version: 'v1',
      resource: 'authorizationpolicies',
      object,
      oldObject: object,
    })
    expect(said?.status?.message).toContain(
      '2 errors occurred:\n\t* invalid policy x.demo: `from.source` must not be empty, found at rule 0\n\t* invalid policy x.demo: bad port (99999): <nil>\n\n',
    )
  })
})
