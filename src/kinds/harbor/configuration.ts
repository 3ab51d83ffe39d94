/**
 * Harbor's sign-on settings: one object that is always there.
 *
 * A Harbor that still uses its own database and names no issuer counts as having none, so setting it up is a creation.
 * Harbor can hold no mark on its settings: the ledger on the platform's namespace says that they are ours.
 * The mode can be changed only while nobody but the admin has an account (reference: Harbor §5.3), so this comes first.
 * Reading and writing them is for the admin alone (Harbor contract 23).
 */

import { z } from 'zod'
import { loses } from '../../core/compare.ts'
import { SystemError } from '../../core/error.ts'
import { keyOf } from '../../core/key.ts'
import type { Desired, Hands } from '../../core/kind.ts'
import type { HarborClient } from '../../systems/harbor/types.ts'
import { type CredentialName, harborClientSecret } from '../../tenancy/names.ts'
import type { Platform } from '../../tenancy/tenancy.ts'
import { type Accompanied, defineHarborKind, namesOf } from '../define.ts'

const Setting = <T extends z.ZodType>(value: T) => z.object({ value, editable: z.boolean().optional() })
const text = Setting(z.string().default(''))
const Configuration = z.object({
  auth_mode: text,
  oidc_name: text,
  oidc_endpoint: text,
  oidc_client_id: text,
  oidc_groups_claim: text,
  oidc_admin_group: text.optional(),
  oidc_scope: text,
  oidc_user_claim: text,
  oidc_verify_cert: Setting(z.boolean()),
  oidc_auto_onboard: Setting(z.boolean()),
  project_creation_restriction: text,
})

const key = keyOf('harbor.configuration', 'oidc')
const holder = 'harbor.configuration/oidc'

function canonical(platform: Platform) {
  const { sso, adminGroup } = platform.harbor
  return {
    auth_mode: 'oidc_auth',
    oidc_name: sso.name,
    oidc_endpoint: platform.keycloak.issuer,
    oidc_client_id: sso.clientId,
    oidc_groups_claim: sso.groupsClaim,
    oidc_admin_group: adminGroup,
    oidc_scope: [...sso.scopes].sort(),
    oidc_user_claim: sso.userClaim,
    oidc_verify_cert: sso.verifyCertificate,
    oidc_auto_onboard: sso.autoOnboard,
    // Otherwise whoever signs in may make projects, and take the name of a team to come.
    project_creation_restriction: 'adminonly',
    credential: 'in force',
  }
}
type Spec = ReturnType<typeof canonical>

/** Beside the spec: where the secret of Harbor's client is. */
interface Names {
  readonly secret: CredentialName
}

function body({ credential: _, oidc_scope, ...settings }: Spec) {
  return { ...settings, oidc_scope: oidc_scope.join(',') }
}

export const configuration = defineHarborKind<Spec>({
  name: 'harbor.configuration',
  needs: ['kubernetes.secret'],
  mark: 'ledger',
  removable: false,

  *derive({ platform }) {
    const secret = harborClientSecret(platform)
    const { sso } = platform.harbor
    const wanted: Accompanied<Spec, Names> = {
      key,
      team: null,
      spec: canonical(platform),
      after: [keyOf('kubernetes.secret', secret.namespace, secret.name)],
      summary: `sign-on by ${platform.keycloak.issuer}, ${sso.offline ? 'with' : 'without'} offline_access`,
      names: { secret },
    }
    yield wanted
  },

  async observe({ desired, teams }, { client, signal, vault, noted, owner }) {
    // Only the administrator may ask, and a run that looks at some teams only would not be told.
    if (teams) return []
    const found = await client.get('admin', '/configurations', {}, Configuration, signal)
    if (!found) throw unreadable()
    if (found.auth_mode.value === 'db_auth' && found.oidc_endpoint.value === '') return []
    // What nobody describes cannot be compared, and is left alone.
    const [wanted] = desired
    const inForce = wanted && (await vault.holder(namesOf<Names>(wanted).secret, signal)) === holder
    const spec: Spec = {
      auth_mode: found.auth_mode.value,
      oidc_name: found.oidc_name.value,
      oidc_endpoint: found.oidc_endpoint.value,
      oidc_client_id: found.oidc_client_id.value,
      oidc_groups_claim: found.oidc_groups_claim.value,
      oidc_admin_group: found.oidc_admin_group?.value ?? '',
      oidc_scope: found.oidc_scope.value.split(',').filter(Boolean).sort(),
      oidc_user_claim: found.oidc_user_claim.value,
      oidc_verify_cert: found.oidc_verify_cert.value,
      oidc_auto_onboard: found.oidc_auto_onboard.value,
      project_creation_restriction: found.project_creation_restriction.value,
      credential: inForce ? 'in force' : 'unknown',
    }
    return [{ key, team: null, spec, id: 'oidc', owner: noted(key) ? owner : null }]
  },

  async create(desired, hands) {
    await write(desired, hands)
    return 'oidc'
  },
  update: (desired, _, hands) => write(desired, hands),
  remove: () => Promise.resolve(),

  risks({ spec }, { spec: was }) {
    const differs = (field: keyof Spec) => spec[field] !== was[field]
    const moves = (['auth_mode', 'oidc_endpoint', 'oidc_user_claim', 'oidc_groups_claim'] as const).some(
      differs,
    )
    const closes =
      (differs('oidc_admin_group') && was.oidc_admin_group !== '') ||
      (differs('project_creation_restriction') && was.project_creation_restriction === 'everyone') ||
      loses(was.oidc_scope, spec.oidc_scope)
    const opens =
      (differs('oidc_admin_group') && spec.oidc_admin_group !== '') ||
      (was.oidc_verify_cert && !spec.oidc_verify_cert) ||
      (spec.oidc_auto_onboard && !was.oidc_auto_onboard)
    return [...(moves || closes ? (['cuts-access'] as const) : []), ...(opens ? (['exposes'] as const) : [])]
  },
})

async function write(desired: Desired<Spec>, { client, vault, signal }: Hands<HarborClient>): Promise<void> {
  const { secret: name } = namesOf<Names>(desired)
  const secret = await vault.read(name, signal)
  await client.put('admin', '/configurations', { ...body(desired.spec), oidc_client_secret: secret }, signal)
  await vault.stamp(name, holder, signal)
}

function unreadable(): SystemError {
  return new SystemError('harbor has no /configurations: is this address Harbor’s?', {
    system: 'harbor',
    verdict: 'refused',
    status: 404,
  })
}
