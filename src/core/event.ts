/** What a run tells while it goes on. The engine emits, shells render: a terminal, a log, a stream. */
import type { Key, KindName } from './key.ts'
import type { Change } from './plan.ts'

/** How one change ended. The words finish the sentence "… has been". */
export type Outcome =
  | {
      readonly status: 'created' | 'updated' | 'replaced' | 'removed'
      readonly change: Change
      readonly attempts: number
    }
  /** It stood already as wanted when we came to it. */
  | { readonly status: 'unchanged'; readonly change: Change; readonly attempts: number }
  | { readonly status: 'failed'; readonly change: Change; readonly attempts: number; readonly error: Error }
  /** Not tried: what it waits for failed, or the run was ended. */
  | { readonly status: 'skipped'; readonly change: Change; readonly because: Key | 'interrupted' }

export type Event =
  | { readonly type: 'observed'; readonly kind: KindName; readonly count: number }
  | { readonly type: 'apply-begun'; readonly changes: readonly Change[] }
  | { readonly type: 'change-begun'; readonly change: Change }
  | {
      readonly type: 'change-retried'
      readonly change: Change
      readonly attempt: number
      readonly error: Error
    }
  | { readonly type: 'change-ended'; readonly outcome: Outcome }

export type Emit = (event: Event) => void
