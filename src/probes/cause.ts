/** Why something is not as promised: the first link of the chain that is broken, in words. Pure. */
import type { SecretName } from '../core/kind.ts'
import type { Tenancy } from '../tenancy/tenancy.ts'
import type { Seen } from './gateway.ts'
import type { Promised } from './matrix.ts'
import type { SignedIn } from './sign-in.ts'

/** @returns undefined where all is as promised */
export function causeOf(
  { subject, target, promised }: Promised,
  { observed, answer }: Seen,
  person: SignedIn | undefined,
  { platform, teams }: Tenancy,
): string | undefined {
  if (observed === promised) return undefined
  if (observed === undefined) return answer
  const { groupsClaim, clientId } = platform.harbor.sso
  if (observed) return `the servers allow it: ${answer}`
  if (subject.type === 'robot') return `${answer}; ${robotAdvice(subject.password)}`
  if (!person || subject.type !== 'person' || target.type === 'gateway') return answer
  if (person.groups === undefined) {
    return `Keycloak puts no "${groupsClaim}" into the token of ${subject.label}: is scope "groups" a default scope of client "${clientId}"? (${answer})`
  }
  const team = teams.find(({ name }) => name === target.team)
  const wanted = [...(team?.access.map(({ group }) => group) ?? []), platform.harbor.adminGroup]
  const missing = subject.groups.filter((group) => wanted.includes(group) && !person.groups?.includes(group))
  if (missing.length > 0) {
    const why =
      subject.through === undefined
        ? 'is the account still in it?'
        : `does a rule of "${subject.through}" still match what it sends?`
    return `the token of ${subject.label} says groups [${person.groups.join(', ')}], not ${missing.join(', ')}: ${why} (${answer})`
  }
  if (target.type === 'app') return `the token has the groups, and the gateway refuses it: ${answer}`
  return `the token has the groups, and Harbor refuses it: ${answer}; is the group a member of project ${target.project} with its role?`
}

/** Harbor shows no robot's secret, so one that was set by hand shows only here, and no plan mends it. */
function robotAdvice(password: SecretName): string {
  if (!('namespace' in password)) return 'is its password still the right one?'
  const { namespace, name } = password
  return `does it still have the password of secret ${namespace}/${name}? Delete that Secret and apply: both get a new one`
}
