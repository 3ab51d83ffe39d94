/** The order of admission: what mutates, then (once the object has been validated) what only refuses. */
import { ApiError } from '../status.ts'
import type { Admission, AdmissionContext, Plugin, Review } from './admission.ts'
import { namespaceLifecycle } from './lifecycle.ts'
import { podSecurity } from './pod-security.ts'
import { claimLimits, limitRanger, priority, serviceAccount, tolerations } from './pods.ts'
import { admissionPolicies } from './policies.ts'
import { quota } from './quota.ts'

const MUTATING: readonly Plugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  priority,
  tolerations,
  claimLimits,
]
const VALIDATING: readonly Plugin[] = [podSecurity, admissionPolicies]

/** Runs the plugins. */
export interface Chain {
  mutate(review: Review): void
  validate(review: Review): void
}

/** @param extra plugged in behind the server's own, where webhooks are called */
export function admissionChain(context: AdmissionContext, extra: readonly Admission[]): Chain {
  return {
    mutate: (review) => {
      for (const plugin of MUTATING) plugin(review, context)
    },
    validate: (review) => {
      for (const plugin of VALIDATING) plugin(review, context)
      if (review.subresource === '') for (const admission of extra) ask(admission, review)
      quota(review, context)
    },
  }
}

function ask(admission: Admission, review: Review): void {
  const answer = admission({
    operation: review.operation,
    group: review.resource.group,
    version: review.resource.version,
    resource: review.resource.plural,
    object: review.object,
    oldObject: review.before,
  })
  for (const warning of answer?.warnings ?? []) review.warn(warning)
  if (answer?.status) throw new ApiError(answer.status)
}
