/** Whose an object is. Our mark is three labels and our field manager: a copy of our labels alone makes nothing ours. */
import type { KubernetesObject } from '../../systems/kubernetes/types.ts'
import { fieldManager, mark } from '../../tenancy/names.ts'

/** More teams than this are not named in a selector: it would outgrow a URL. */
const selectableTeams = 50

/** The platform whose mark an object carries; null where it carries none. */
export function ownerOf({ metadata }: KubernetesObject): string | null {
  const labels = metadata.labels ?? {}
  const written = (metadata.managedFields ?? []).some(({ manager }) => manager === fieldManager)
  return written && labels[mark.managedBy] === 'troupe' ? (labels[mark.platform] ?? null) : null
}

/** The team that an object's mark names. */
export function teamOf({ metadata }: KubernetesObject): string | null {
  return metadata.labels?.[mark.team] ?? null
}

/** The labels of our mark. */
export function markOf(owner: string, team: string | null): Readonly<Record<string, string>> {
  return {
    [mark.managedBy]: 'troupe',
    [mark.platform]: owner,
    ...(team !== null && { [mark.team]: team }),
  }
}

/** Whether a label is part of our mark, and so of no spec. */
export function isMark(label: string): boolean {
  return label === mark.managedBy || label === mark.platform || label === mark.team
}

/** Selects what carries a platform's mark, narrowed to teams where they are few. */
export function markSelector(owner: string, teams?: ReadonlySet<string>): string {
  const platform = `${mark.managedBy}=troupe,${mark.platform}=${owner}`
  return teams && teams.size > 0 && teams.size <= selectableTeams
    ? `${platform},${mark.team} in (${[...teams].sort().join(',')})`
    : platform
}

/** Other tools that would write over what we write. */
export function otherWriters({ metadata }: KubernetesObject): readonly string[] {
  const { annotations = {}, labels = {} } = metadata
  const release = annotations['meta.helm.sh/release-name']
  const argo = annotations['argocd.argoproj.io/tracking-id'] ?? labels['argocd.argoproj.io/instance']
  return [
    ...(release ? [`Helm release ${release} manages it, too`] : []),
    ...(argo ? [`Argo CD application ${argo.split(':')[0]} manages it, too`] : []),
  ]
}
