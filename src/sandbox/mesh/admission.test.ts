/** The words of the CRDs and of istiod's webhook, as recorded: mesh contracts 40-admission-policies and 41-admission-routes. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SHAPES } from './admission/shapes.ts'
import { istioAdmission, istioUnknownFields } from './admission.ts'
import { istioCustomResources } from './custom-resources.ts'
import type { KubernetesObject } from './object.ts'

interface Step {
  readonly do: string
  readonly request: { readonly path: string; readonly json: KubernetesObject }
  readonly expect: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly json?: Readonly<Record<string, unknown>>
  }
}

function stepsOf(name: string): [string, Step][] {
  const url = new URL(`../../../test/contracts/mesh/${name}.json`, import.meta.url)
  const { steps } = JSON.parse(readFileSync(url, 'utf8')) as { steps: Step[] }
  return steps.map((step) => [step.do, step])
}

/** What a client that asks for strict field validation gets. */
function answerTo({ request }: Step): {
  status: number
  message?: unknown
  reason?: unknown
  warning?: string
} {
  const [, group = '', version = '', resource = ''] =
    /^\/apis\/([^/]+)\/([^/]+)\/namespaces\/[^/]+\/([^/?]+)/.exec(request.path) ?? []
  const object = request.json
  const unknown = istioUnknownFields(group, object).map((field) => `unknown field "${field}"`)
  if (unknown.length > 0) {
    const how = `${object.kind} in version "${version}" cannot be handled as a ${object.kind}`
    const message = `${how}: strict decoding error: ${unknown.join(', ')}`
    return { status: 400, reason: 'BadRequest', message }
  }
  const said = istioAdmission({ operation: 'CREATE', group, version, resource, object, oldObject: undefined })
  const warning = said?.warnings?.map((text) => `299 - "${text}"`).join(', ')
  const { code = 201, message, reason } = said?.status ?? {}
  return { status: code, message, reason, ...(warning ? { warning } : {}) }
}

function recorded({ expect: { status, headers, json = {} } }: Step): ReturnType<typeof answerTo> {
  const value = (pointer: string) => (json[pointer] === '<absent>' ? undefined : json[pointer])
  const { warning } = headers
  return { status, message: value('/message'), reason: value('/reason'), ...(warning ? { warning } : {}) }
}

describe.each(['40-admission-policies', '41-admission-routes'])('%s', (name) => {
  it.each(stepsOf(name))('%s', (_, step) => {
    expect(answerTo(step)).toEqual(recorded(step))
  })
})

describe('istioCustomResources', () => {
  it('defines every kind that admission knows, with its fields', () => {
    const kinds = istioCustomResources.map((definition) => {
      const { group, names } = definition['spec'] as { group: string; names: { kind: string } }
      return `${group}/${names.kind}`
    })
    expect(kinds).toEqual(expect.arrayContaining(Object.keys(SHAPES)))
    const policy = istioCustomResources.find(
      ({ metadata }) => metadata.name === 'peerauthentications.security.istio.io',
    )
    expect(policy).toMatchObject({
      spec: {
        versions: [
          {
            name: 'v1',
            storage: true,
            schema: {
              openAPIV3Schema: {
                properties: {
                  spec: {
                    properties: { mtls: { type: 'object', properties: { mode: { type: 'string' } } } },
                  },
                },
              },
            },
          },
          { name: 'v1beta1', storage: false },
        ],
      },
    })
  })
})

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
