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

/** Metadata in a body; unknown keys are dropped. */
export const METADATA = struct(
  'ProjectMetadata',
  Object.fromEntries(Object.keys(METADATA_KEYS).map((key) => [key, text])),
)
