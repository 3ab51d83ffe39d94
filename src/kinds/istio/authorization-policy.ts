/**
 * Who may ask what: sign-on at the gateway, by DENY and exact hosts, and default-deny inside each team's namespace.
 * DENY with negative fields errs on the safe side: a path that is spelt in an unknown way is refused.
 */
import { loses } from '../../core/compare.ts'
import { keyOf } from '../../core/key.ts'
import type { Actual, Desired, Risk } from '../../core/kind.ts'
import type { App, Platform, Team } from '../../tenancy/tenancy.ts'
import { defineClusterKind } from '../define.ts'
import { manifestKind } from '../manifest/kind.ts'
import { isRecord, listOf, type ManifestSpec } from '../manifest/projection.ts'
import { notThePortal } from './harbor-routes.ts'
import {
  appPolicyKey,
  bothHosts,
  gatewaySelector,
  hostName,
  portalPolicyKey,
  security,
  signedOn,
} from './names.ts'

export const authorizationPolicy = defineClusterKind(
  manifestKind({
    name: 'istio.authorization-policy',
    parent: 'kubernetes.namespace',
    type: security('AuthorizationPolicy', 'authorizationpolicies'),
    whole: ['spec'],
    removalRisks: ['exposes'],
    risks,
    creationRisks: ({ spec }): readonly Risk[] => (allowsAll(spec) ? ['exposes'] : []),
    *derive({ platform, teams }) {
      if (platform.harbor.portalAccess === 'token') yield portal(platform)
      for (const team of teams) {
        for (const app of signedOn(team)) yield signOn(platform, team, app)
        yield* inside(platform, team)
      }
    },
  }),
)

/** A token is needed where the portal answers, and nowhere else of Harbor: docker clients are left alone. */
function portal(platform: Platform): Desired<ManifestSpec> {
  const hosts = bothHosts(hostName(platform.harbor.url))
  return {
    key: portalPolicyKey(platform),
    team: null,
    spec: deny(platform, [
      { ...withoutToken(platform), to: [{ operation: { hosts, notPaths: notThePortal } }] },
    ]),
    summary: "sign-on at Harbor's portal",
  }
}

/** Two reasons to refuse: no token, or one without a group of the team. A token without the claim has none. */
function signOn(platform: Platform, team: Team, app: App): Desired<ManifestSpec> {
  const open = app.open.length > 0 ? { notPaths: [...new Set(app.open)].sort() } : {}
  const to = [{ operation: { hosts: bothHosts(app.host), ...open } }]
  const groups = [...new Set(team.access.map(({ group }) => group))].sort()
  const claim = `request.auth.claims[${platform.harbor.sso.groupsClaim}]`
  return {
    key: appPolicyKey(platform, team, app),
    team: team.name,
    spec: deny(platform, [
      { ...withoutToken(platform), to },
      ...(groups.length > 0 ? [{ to, when: [{ key: claim, notValues: groups }] }] : []),
    ]),
    summary: `sign-on at ${app.host}`,
  }
}

function deny(platform: Platform, rules: readonly unknown[]): ManifestSpec {
  return { spec: { selector: gatewaySelector(platform), action: 'DENY', rules } }
}

function withoutToken({ keycloak }: Platform) {
  return { from: [{ source: { notRequestPrincipals: [`${keycloak.issuer}/*`] } }] }
}

/** Inside a team: nothing, but its own and the gateway. Policies that allow add up. */
function* inside({ mesh }: Platform, { name, namespace }: Team): Iterable<Desired<ManifestSpec>> {
  const { gateway } = mesh
  const principal = `cluster.local/ns/${gateway.namespace}/sa/${gateway.serviceAccount}`
  const allow = (rule: unknown) => ({ action: 'ALLOW', rules: [rule] })
  const policies = {
    'default-deny': {},
    'same-namespace': allow({ from: [{ source: { namespaces: [namespace.name] } }] }),
    gateway: allow({ from: [{ source: { principals: [principal] } }] }),
    ...(namespace.network === 'open' && { open: allow({}) }),
  }
  for (const [policy, spec] of Object.entries(policies)) {
    yield { key: keyOf('istio.authorization-policy', namespace.name, policy), team: name, spec: { spec } }
  }
}

/**
 * What a policy that denies leaves open are its `not` values: more paths open a way, fewer groups or paths close one,
 * and a rule that goes denies nobody any more. Of a policy that allows, each rule lets somebody in.
 */
function risks(desired: Desired<ManifestSpec>, actual: Actual<ManifestSpec>): readonly Risk[] {
  const [to, from] = [partsOf(desired.spec), partsOf(actual.spec)]
  const opens =
    (from.denies && (!to.denies || to.rules.length < from.rules.length)) ||
    (to.denies && from.denies && loses(to.paths, from.paths)) ||
    (allowsAll(desired.spec) && !allowsAll(actual.spec))
  const closes =
    (to.denies && !from.denies) ||
    (to.denies &&
      (to.rules.length > from.rules.length ||
        loses([...from.paths, ...from.groups], [...to.paths, ...to.groups]))) ||
    (!to.denies && !from.denies && !allowsAll(desired.spec) && loses(from.rules, to.rules))
  return [...(closes ? (['cuts-access'] as const) : []), ...(opens ? (['exposes'] as const) : [])]
}

function partsOf({ spec }: ManifestSpec) {
  const { action, rules: all } = isRecord(spec) ? spec : {}
  const rules = listOf(all).filter(isRecord)
  const within = (field: string, inner: string, values: string) =>
    rules
      .flatMap((rule) => listOf(rule[field]))
      .flatMap((one) => {
        const place = isRecord(one) && isRecord(one[inner]) ? one[inner] : one
        return isRecord(place) ? listOf(place[values]) : []
      })
  return {
    denies: action === 'DENY',
    rules,
    paths: within('to', 'operation', 'notPaths'),
    groups: within('when', '', 'notValues'),
  }
}

/** Whether some ALLOW rule has no conditions: beside it no default-deny counts. */
function allowsAll({ spec }: ManifestSpec): boolean {
  if (!isRecord(spec) || spec['action'] === 'DENY' || !Array.isArray(spec['rules'])) return false
  return spec['rules'].some((rule) => isRecord(rule) && Object.keys(rule).length === 0)
}
