/** Protocol mappers inside a client or a client scope: the form in which both sides are compared. */
import { z } from 'zod'

/** A mapper as it is stored; the nested form, not the effective one of `…/models` (reference/keycloak.md §3.1). */
export const ProtocolMapper = z.object({
  id: z.string(),
  name: z.string(),
  protocol: z.string().optional(),
  protocolMapper: z.string(),
  config: z.record(z.string(), z.string()).optional(),
})
export type ProtocolMapper = z.infer<typeof ProtocolMapper>

/** What we want of a mapper. */
export interface WantedMapper {
  readonly protocolMapper: string
  readonly config: Readonly<Record<string, string>>
}

/** The mapper of that name. */
export function mapperNamed(
  name: string,
  mappers: readonly ProtocolMapper[] | undefined,
): ProtocolMapper | undefined {
  return mappers?.find((mapper) => mapper.name === name)
}

/**
 * One form for both sides. Empty values are dropped by the server, a switch that is absent is off, and the two
 * switches that came later follow an older one where they are absent.
 */
export function projectMapper(mapper: WantedMapper | ProtocolMapper | undefined): WantedMapper | undefined {
  if (!mapper) return undefined
  const given: Readonly<Record<string, string>> = mapper.config ?? {}
  const { 'lightweight.claim': lightweight, ...config } = given
  const texts = {
    'id.token.claim': 'false',
    'access.token.claim': 'false',
    'userinfo.token.claim': config['id.token.claim'] ?? 'false',
    'introspection.token.claim': config['access.token.claim'] ?? 'false',
    ...config,
    ...(lightweight === 'true' && { 'lightweight.claim': lightweight }),
  }
  return {
    protocolMapper: mapper.protocolMapper,
    config: Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== '')),
  }
}

/** Words for mappers that write the same claim as ours: whoever they name may be let in. */
export function writersOf(
  claim: string,
  mappers: readonly ProtocolMapper[] = [],
  ours: readonly string[] = [],
): readonly string[] {
  return mappers
    .filter(({ name, config }) => config?.['claim.name'] === claim && !ours.includes(name))
    .map(({ name }) => `the mapper "${name}" writes the claim ${claim} too: it can widen access`)
}
