/** `npm run contracts`: all recorded conversations on an empty sandbox, and how many steps pass. */

import { startSandbox } from '../src/sandbox/sandbox.ts'
import {
  conversations,
  exceptions,
  type Played,
  play,
  recordedSystems,
} from '../test/contracts/conversations.ts'

const chosen = process.argv.slice(2)
const systems = recordedSystems.filter((system) => chosen.length === 0 || chosen.includes(system))

/** A system's conversations one after another, since some change settings of the whole server; the systems side by side. */
const results = await Promise.all(
  systems.map(async (system) => {
    const sandbox = await startSandbox({ installed: false })
    const played: Played[] = []
    for (const file of conversations(system)) played.push(await play(file, sandbox))
    await sandbox.close()
    return { system, played }
  }),
)

let failures = 0
for (const { system, played } of results) {
  const sum = (pick: (one: Played) => number) => played.reduce((total, one) => total + pick(one), 0)
  const failed = sum((one) => one.failed)
  failures += failed
  for (const one of played) if (one.failed > 0) console.log(one.text)
  console.log(
    `${system.padEnd(11)} ${played.length} conversations, ${sum((one) => one.passed)} steps pass, ${failed} fail`,
  )
}
for (const { file, reason } of exceptions) console.log(`left out: ${file}: ${reason}`)
process.exit(failures > 0 ? 1 : 0)
