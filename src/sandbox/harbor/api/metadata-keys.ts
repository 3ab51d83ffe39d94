/** The keys of a project's metadata; all values are text. */
import { struct, text } from '../wire/body.ts'

/** What each key holds, where single keys are checked. */
export const METADATA_KEYS: Readonly<Record<string, 'flag' | 'severity' | 'number' | 'text' | 'fixed'>> = {
  public: 'flag',
  enable_content_trust: 'flag',
  enable_content_trust_cosign: 'flag',
  prevent_vul: 'flag',
  severity: 'severity',
  auto_scan: 'flag',
  auto_sbom_generation: 'flag',
  reuse_sys_cve_allowlist: 'flag',
  retention_id: 'fixed',
  proxy_speed_kb: 'number',
  max_upstream_conn: 'number',
  proxy_cache_local_on_not_found: 'flag',
  proxy_cache_filter_pattern: 'text',
  proxy_cache_filter_kind: 'text',
  proxy_referrer_api: 'flag',
}

const OF_CACHES = new Set([
  'proxy_speed_kb',
  'max_upstream_conn',
  'proxy_cache_filter_pattern',
  'proxy_cache_filter_kind',
])

/** What was sent, without what makes no sense for the kind of project: a cache of another registry, or none. */
export function kept(
  sent: Readonly<Record<string, string | undefined>>,
  cache: boolean,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sent)
      .filter((entry): entry is [string, string] => entry[1] !== undefined)
      .filter(([key]) => (cache ? key !== 'enable_content_trust' : !OF_CACHES.has(key))),
  )
}

/** Metadata in a body; unknown keys are dropped. */
export const METADATA = struct(
  'ProjectMetadata',
  Object.fromEntries(Object.keys(METADATA_KEYS).map((key) => [key, text])),
)
