/** The rules of meaning, over all documents at once. No system is asked: what can be told from the text is told. */
import { type Problem, placeText } from './error.ts'
import { appRules } from './rules/apps.ts'
import { credentialRules } from './rules/credentials.ts'
import { groupRules } from './rules/groups.ts'
import { nameRules } from './rules/names.ts'
import { normalizationRules } from './rules/normalization.ts'
import { quotaRules } from './rules/quota.ts'
import { registryRules } from './rules/registry.ts'
import { serverRules } from './rules/servers.ts'
import { ssoRules } from './rules/sso.ts'
import { userRules } from './rules/users.ts'
import { problemOf, type Rule, worldOf } from './rules/world.ts'
import type { PlatformDocument, TeamDocument } from './schema.ts'
import { type Placed, problemAt } from './validate.ts'

const rules: readonly Rule[] = [
  ...nameRules,
  ...groupRules,
  ...normalizationRules,
  ...appRules,
  ...credentialRules,
  ...serverRules,
  ...ssoRules,
  ...userRules,
  ...quotaRules,
  ...registryRules,
]

export interface Checked {
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** Checks what the documents mean together. */
export function check(documents: {
  readonly platforms: readonly Placed<PlatformDocument>[]
  readonly teams: readonly Placed<TeamDocument>[]
}): Checked {
  const [platform, ...others] = documents.platforms
  const problems: Problem[] = []
  const warnings: Problem[] = []
  for (const other of others) {
    const name = JSON.stringify(other.document.metadata.name)
    const first = platform?.place.locate(['metadata', 'name'])
    const where = first ? ` (the first: ${placeText(first)})` : ''
    problems.push(
      problemAt(
        other.place,
        ['metadata', 'name'],
        `${name} is a second Platform, and a description has one${where}`,
      ),
    )
  }
  const world = worldOf(platform, documents.teams)
  for (const rule of rules) {
    for (const finding of rule(world)) {
      const problem = problemOf(finding)
      if (problem) (finding.warning === true ? warnings : problems).push(problem)
    }
  }
  return { problems, warnings }
}
