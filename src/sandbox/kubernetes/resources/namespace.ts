/** Namespaces: their own label, their phase, the levels of pod security. */

import { dnsLabel } from '../names.ts'
import { asTexts, at, fieldOf, type KubernetesObject } from '../object.ts'
import type { Problems } from '../problems.ts'
import { byPath } from '../selectors.ts'
import type { Behaviour } from './resource.ts'

const LEVELS = ['privileged', 'baseline', 'restricted']
const MODES = ['enforce', 'audit', 'warn']

/** @see istio-kubernetes reference §6.6, contracts 11-namespace-life and 12-names-and-labels */
export const namespace: Behaviour = {
  names: dnsLabel,
  defaults: labelName,
  prepare: (draft, before) => {
    if (before) {
      draft['spec'] = before['spec']
      draft['status'] = before['status']
      return
    }
    const finalizers = asTexts(at(draft, 'spec', 'finalizers'))
    fieldOf(draft, 'spec')['finalizers'] = finalizers.includes('kubernetes')
      ? finalizers
      : [...finalizers, 'kubernetes']
    draft['status'] = { phase: 'Active' }
    labelName(draft) // the name may only just have been generated
  },
  check: (object, _before, problems) => {
    checkPodSecurity(object, problems)
  },
  selectable: byPath('status.phase'),
}

function labelName({ metadata }: KubernetesObject): void {
  const { name } = metadata
  if (name) metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': name }
}

function checkPodSecurity({ metadata }: KubernetesObject, problems: Problems): void {
  for (const mode of MODES) {
    const label = `pod-security.kubernetes.io/${mode}`
    const level = metadata.labels?.[label]
    if (level !== undefined && !LEVELS.includes(level)) {
      problems.invalid(`metadata.labels[${label}]`, level, `must be one of ${LEVELS.join(', ')}`)
    }
    const version = metadata.labels?.[`${label}-version`]
    if (version !== undefined && version !== 'latest' && !/^v1\.\d+$/.test(version)) {
      problems.invalid(`metadata.labels[${label}-version]`, version, 'must be "latest" or "v1.x"')
    }
  }
}
