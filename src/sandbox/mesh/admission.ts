/**
 * What the API server and istiod say of Istio's objects before they are stored: the CRDs' schemas and rules (422), then
 * istiod's validating webhook (400). Neither adds a default.
 */
import { Findings } from './admission/findings.ts'
import { checkDestinationRule, checkGateway, checkServiceEntry, checkSidecar } from './admission/gateways.ts'
import {
  checkAuthorizationPolicy,
  checkPeerAuthentication,
  checkRequestAuthentication,
  dryRunProblem,
} from './admission/policies.ts'
import { checkVirtualService } from './admission/routes.ts'
import { problemsOf, unknownFieldsOf } from './admission/schema.ts'
import { SHAPES } from './admission/shapes.ts'
import type { KubernetesObject } from './object.ts'

/** What is about to be done. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE'
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly object: KubernetesObject | undefined
  readonly oldObject: KubernetesObject | undefined
}

/** A refusal, or warnings that travel with a success. */
export interface AdmissionAnswer {
  readonly status?: { readonly code: number; readonly message: string; readonly reason?: string }
  readonly warnings?: readonly string[]
}

/** Judges an object. @returns undefined when there is nothing to say */
export function istioAdmission(request: AdmissionRequest): AdmissionAnswer | undefined {
  const { operation, group, object } = request
  if (operation === 'DELETE' || !object || !group.endsWith('istio.io')) return undefined
  const invalid = schemaProblem(group, object)
  if (invalid) return { status: { code: 422, reason: 'Invalid', message: invalid } }
  return webhook(group, object)
}

/** Fields that no schema of Istio knows, as strict field validation names them, e.g. `spec.rules[0].form`. */
export function istioUnknownFields(group: string, object: KubernetesObject): readonly string[] {
  const shape = SHAPES[`${group}/${object.kind}`]
  return shape && object['spec'] !== undefined ? unknownFieldsOf(object['spec'], shape, 'spec') : []
}

function schemaProblem(group: string, object: KubernetesObject): string | undefined {
  const shape = SHAPES[`${group}/${object.kind}`]
  if (!shape || object['spec'] === undefined) return undefined
  const problems = problemsOf(object['spec'], shape, 'spec')
  const [first] = problems
  if (first === undefined) return undefined
  const said = problems.length === 1 ? first : `[${problems.join(', ')}]`
  return `${object.kind}.${group} "${object.metadata.name}" is invalid: ${said}`
}

const CHECKS: Readonly<Record<string, (object: KubernetesObject, findings: Findings) => void>> = {
  'security.istio.io/AuthorizationPolicy': checkAuthorizationPolicy,
  'security.istio.io/RequestAuthentication': checkRequestAuthentication,
  'security.istio.io/PeerAuthentication': checkPeerAuthentication,
  'networking.istio.io/VirtualService': checkVirtualService,
  'networking.istio.io/Gateway': checkGateway,
  'networking.istio.io/ServiceEntry': checkServiceEntry,
  'networking.istio.io/Sidecar': checkSidecar,
  'networking.istio.io/DestinationRule': checkDestinationRule,
}

const DENIED = 'admission webhook "validation.istio.io" denied the request: configuration is invalid: '

function webhook(group: string, object: KubernetesObject): AdmissionAnswer | undefined {
  const check = CHECKS[`${group}/${object.kind}`]
  if (!check) return undefined
  const dryRun = dryRunProblem(object)
  if (dryRun) return { status: { code: 400, message: DENIED + dryRun } }
  const findings = new Findings()
  check(object, findings)
  const { name, namespace = 'default' } = object.metadata
  const prefix = object.kind === 'AuthorizationPolicy' ? `invalid policy ${name}.${namespace}: ` : ''
  const errors = findings.text(prefix)
  const warnings = findings.warnings.length > 0 ? { warnings: findings.warnings } : {}
  if (errors !== undefined) return { status: { code: 400, message: DENIED + errors }, ...warnings }
  return findings.warnings.length > 0 ? warnings : undefined
}
