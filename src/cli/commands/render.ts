/** `troupe render`: what would be applied, as files for other tools. Contacts nothing. */
import { Option } from 'commander'
import { stringify } from 'yaml'
import { catalogue } from '../../kinds/catalogue.ts'
import type { ManagedKind } from '../../kinds/define.ts'
import type { Tenancy } from '../../tenancy/tenancy.ts'
import { makeCommand } from '../command.ts'
import { UsageError } from '../exit-code.ts'
import { narrowing, pathsHelp, several, withOutput } from '../options.ts'
import { read } from '../planning.ts'
import { harborValues, istioValues, keycloakValues } from '../render/helm-values.ts'
import type { Output, Shell } from '../shell.ts'

const forms = {
  manifests,
  'harbor-values': ({ platform }: Tenancy) => [harborValues(platform)],
  'keycloak-values': ({ platform }: Tenancy) => [keycloakValues(platform)],
  'istio-values': ({ platform }: Tenancy) => [istioValues(platform)],
} as const

interface Options {
  readonly output: Output
  readonly team?: readonly string[]
}

export function command(shell: Shell) {
  const made = makeCommand(
    'render',
    'Prints the Kubernetes and Istio manifests of a description, or Helm values for the installed systems. Secrets are not among them.',
    [
      ['troupe render | kubectl diff -f -', 'what another tool would see'],
      ['troupe render --what harbor-values > harbor.yaml', 'before installing Harbor'],
      ['troupe render --team demo', 'one team’s manifests'],
    ],
  )
    .argument('[path...]', pathsHelp)
    .addOption(new Option('--what <form>', 'what to print').choices(Object.keys(forms)).default('manifests'))
    .addOption(several('--team <name,...>', 'only these teams’ manifests'))
  return withOutput(made).action(async (paths: string[], options: Options & { what: keyof typeof forms }) => {
    const { tenancy } = await read(paths, shell)
    narrowing(options, tenancy, false)
    if (options.team && options.what !== 'manifests')
      throw new UsageError(`--team has no meaning with --what ${options.what}: its values are the platform’s`)
    const documents = forms[options.what](tenancy, options.team)
    if (options.output === 'json') {
      const [first] = documents
      const list = { apiVersion: 'v1', kind: 'List', items: documents }
      shell.out(JSON.stringify(options.what === 'manifests' ? list : first, null, 2))
    } else
      shell.out(
        documents
          .map((one) => stringify(one, { aliasDuplicateObjects: false }))
          .join('---\n')
          .trimEnd(),
      )
  })
}

function manifests(tenancy: Tenancy, teams?: readonly string[]): readonly object[] {
  return catalogue.flatMap((kind: ManagedKind) =>
    [...kind.derive(tenancy)]
      .filter(({ team }) => teams === undefined || (team !== null && teams.includes(team)))
      .flatMap((desired) => kind.manifest?.(desired, tenancy.platform.name) ?? [])
      .map(inUsualOrder),
  )
}

/** What it is and what it is called stand before what it says, as everybody writes a manifest. */
function inUsualOrder(manifest: object): object {
  const { apiVersion, kind, metadata, ...rest } = manifest as Readonly<Record<string, unknown>>
  return { apiVersion, kind, metadata, ...rest }
}
