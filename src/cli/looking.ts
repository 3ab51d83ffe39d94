/** What plan, status and verify begin with: read the description, connect, look, and say what that cost. */

import type { Policy } from '../core/policy.ts'
import type { Narrowing } from '../engine/world.ts'
import type { Tenancy } from '../tenancy/tenancy.ts'
import { type Connected, connect } from './connect.ts'
import {
  type ConnectionOptions,
  narrowing,
  type PolicyOptions,
  policy,
  type ScopeOptions,
} from './options.ts'
import { costText, makePlan, type Planned, read, subject } from './planning.ts'
import type { Shell } from './shell.ts'

/** Everything that a command knows once it has looked. */
export interface Looked extends Planned {
  readonly tenancy: Tenancy
  readonly narrowing: Narrowing
  readonly policy: Policy
  readonly connected: Connected
}

/** The connection ends with `use`. @throws TenancyError, UsageError or SystemError */
export async function look(
  paths: readonly string[],
  options: ConnectionOptions & ScopeOptions & PolicyOptions,
  shell: Shell,
  use: (looked: Looked) => Promise<void> | void,
): Promise<void> {
  const began = Date.now()
  const loaded = await read(paths, shell)
  const { tenancy } = loaded
  const choice = {
    narrowing: narrowing(options, tenancy, options.prune ?? false),
    policy: policy(options, tenancy),
  }
  const connected = await connect(tenancy, shell, options)
  try {
    const planned = await makePlan(tenancy, connected, { ...choice, shell })
    shell.say(`Read ${subject(loaded, paths, shell)}  ${shell.colours.dim(costText(connected, began))}`)
    await use({ ...planned, ...choice, tenancy, connected })
  } finally {
    await connected.close()
  }
}
