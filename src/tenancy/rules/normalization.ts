/**
 * What external names mean. An external name means one group, said in one place: a copied identifier would open one team to another.
 * Teams that share people list the same group in `access`; they don't map a name twice.
 */
import { expressionFault, readExternalName } from '../external-name.ts'
import { didYouMean } from '../suggest.ts'
import { isLost } from '../validate.ts'
import { type Finding, otherPlace, type Rule, samePlace, type World } from './world.ts'

interface Mapping {
  readonly on: World['teams'][number]
  readonly path: readonly (string | number)[]
  readonly provider: string
  readonly group: string
  readonly names: readonly string[]
}

function* mappings({ teams }: World): Iterable<Mapping> {
  for (const on of teams) {
    for (const [index, { group, from }] of on.team.access.entries()) {
      for (const [provider, names] of Object.entries(from))
        yield { on, path: ['spec', 'access', index, 'from', provider], provider, group, names }
    }
  }
}

function* providers(world: World): Iterable<Finding> {
  const { platform } = world
  const path = ['spec', 'keycloak', 'identityProviders']
  if (!platform || isLost(platform, path)) return
  const aliases = platform.platform.keycloak.identityProviders.map(({ alias }) => alias)
  for (const mapping of mappings(world))
    if (!aliases.includes(mapping.provider))
      yield {
        on: mapping.on,
        path: mapping.path,
        part: 'key',
        message: unknownProvider(mapping.provider, aliases),
      }
  for (const [index, { through }] of platform.platform.probeAccounts.entries())
    if (!aliases.includes(through))
      yield {
        on: platform,
        path: ['spec', 'probes', 'accounts', index, 'through'],
        message: unknownProvider(through, aliases),
      }
}

function unknownProvider(alias: string, known: readonly string[]): string {
  const meant = didYouMean(alias, known)
  const hint = known.length === 0 ? 'the Platform names none' : `the Platform names ${known.join(', ')}`
  return `no identity provider has the alias "${alias}"${meant === '' ? `: ${hint}` : meant}`
}

function* expressions(world: World): Iterable<Finding> {
  for (const { on, path, names } of mappings(world)) {
    for (const [index, name] of names.entries()) {
      const fault = expressionFault(name)
      const at = { on, path: [...path, index] }
      if (fault !== null) yield { ...at, message: fault }
      else if (!isAnchored(name))
        yield { ...at, warning: true, message: 'is matched against the whole name: write /^…$/ to say so' }
    }
  }
}

function isAnchored(name: string): boolean {
  const read = readExternalName(name)
  return 'exact' in read || (read.source.startsWith('^') && read.source.endsWith('$'))
}

/** Columns for a mapper's configuration hold 4,000 characters in older databases of Keycloak. */
function* tooLong(world: World): Iterable<Finding> {
  for (const { on, path, names } of mappings(world)) {
    const length = names.reduce((sum, name) => sum + name.length + 5, 0)
    if (length > 3900)
      yield {
        on,
        path,
        part: 'key',
        warning: true,
        message: `makes an expression of about ${length} characters: an older Keycloak keeps 4000`,
      }
  }
}

function* oneMeaning(world: World): Iterable<Finding> {
  const meanings = new Map<string, Mapping & { readonly index: number }>()
  for (const mapping of mappings(world)) {
    for (const [index, name] of mapping.names.entries()) {
      const key = `${mapping.provider}\n${name}`
      const path = [...mapping.path, index]
      const before = meanings.get(key)
      if (!before) meanings.set(key, { ...mapping, index })
      else if (
        !isSameTeamTwice(mapping, before) &&
        !samePlace(mapping.on.place.locate(path), before.on.place.locate([...before.path, before.index]))
      ) {
        const where = otherPlace(before.on, [...before.path, before.index])
        yield { on: mapping.on, path, message: sayTwice(name, mapping, before, where) }
      }
    }
  }
}

/** Two Teams of one name have been reported as such. */
function isSameTeamTwice(a: Mapping, b: Mapping): boolean {
  return a.on !== b.on && a.on.team.name === b.on.team.name
}

/** How many pairs of an expression and a name are tried: all of them up to a thousand teams. */
const PAIRS = 1_000_000

/** An expression that matches a name of another group lets that name's people in, too. */
function* overlaps(world: World): Iterable<Finding> {
  const all = [...mappings(world)]
  const exact = all.flatMap((mapping) =>
    mapping.names.flatMap((name, index) =>
      'exact' in readExternalName(name) ? [{ ...mapping, name, path: [...mapping.path, index] }] : [],
    ),
  )
  let left = PAIRS
  for (const { on, path, provider, group, names } of all) {
    for (const [index, written] of names.entries()) {
      const read = readExternalName(written)
      if ('exact' in read || expressionFault(written) !== null) continue
      left -= exact.length
      if (left < 0) return
      const expression = new RegExp(`^(?:${read.source})$`, read.ignoreCase ? 'i' : '')
      const other = exact.find(
        (one) => one.provider === provider && one.group !== group && expression.test(one.name),
      )
      if (other)
        yield {
          on,
          path: [...path, index],
          warning: true,
          message: `matches ${JSON.stringify(other.name)}, too, which means the group "${other.group}"${otherPlace(other.on, other.path)}`,
        }
    }
  }
}

function sayTwice(name: string, mapping: Mapping, before: Mapping, where: string): string {
  const means = `${JSON.stringify(name)} of ${mapping.provider} means the group "${before.group}" already${where}`
  return before.group === mapping.group
    ? `${means}: say it once`
    : `${means}: to let its people in here, too, list that group in this team's access`
}

export const normalizationRules: readonly Rule[] = [providers, expressions, tooLong, oneMeaning, overlaps]
