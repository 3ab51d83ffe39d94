/** How Harbor's retention and immutability rules name repositories and tags: doublestar patterns. */
import { z } from 'zod'

export const Selector = z.object({
  kind: z.string().optional(),
  decoration: z.string().optional(),
  pattern: z.string().default(''),
  extras: z.string().optional(),
})

export const RuleSelectors = {
  // Rules made elsewhere may hold null instead of a list (Harbor contract 25).
  tag_selectors: z.array(Selector).nullish(),
  scope_selectors: z.record(z.string(), z.array(Selector)).nullish(),
}

/** The two selectors of a rule that matches by these patterns. */
export function selecting(repositories: string, tags: string, extras?: string) {
  return {
    tag_selectors: [{ kind: 'doublestar', decoration: 'matches', pattern: tags, ...(extras && { extras }) }],
    scope_selectors: {
      repository: [{ kind: 'doublestar', decoration: 'repoMatches', pattern: repositories }],
    },
  }
}

/** The patterns of a rule; anything but plain matching shows in the text, so that it differs. */
export function selected(rule: {
  readonly tag_selectors?: readonly z.infer<typeof Selector>[] | null | undefined
  readonly scope_selectors?: Readonly<Record<string, readonly z.infer<typeof Selector>[]>> | null | undefined
}): { readonly repositories: string; readonly tags: string } {
  const words = (list: readonly z.infer<typeof Selector>[] | null | undefined, plain: string) =>
    (list ?? [])
      .map(({ decoration = '', pattern }) => (decoration === plain ? pattern : `${decoration} ${pattern}`))
      .join(' and ')
  return {
    repositories: words(rule.scope_selectors?.['repository'], 'repoMatches'),
    tags: words(rule.tag_selectors, 'matches'),
  }
}
