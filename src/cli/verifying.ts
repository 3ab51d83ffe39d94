/** The probes, with progress, and what they are called when they end. */
import { type Cell, verdictOf } from '../probes/matrix.ts'
import { probe } from '../probes/probe.ts'
import type { Tenancy } from '../tenancy/tenancy.ts'
import type { Connected } from './connect.ts'
import type { Shell } from './shell.ts'

export async function runProbes(
  tenancy: Tenancy,
  { clients, world }: Connected,
  shell: Shell,
  teams?: ReadonlySet<string>,
): Promise<readonly Cell[]> {
  const cells = await probe(tenancy, {
    harbor: clients.harbor,
    vault: world.vault,
    signal: shell.signal,
    onSecret: (value) => {
      shell.redactor.add(value)
    },
    onSubject: (label, done, all) => {
      if (shell.live) shell.draw(`\r\x1b[K  ${done}/${all}  ${label}`)
    },
    ...(teams && { teams }),
  })
  if (shell.live) shell.draw('\r\x1b[K')
  return cells
}

export function allKept(cells: readonly Cell[]): boolean {
  return cells.every((cell) => verdictOf(cell) === 'kept')
}
