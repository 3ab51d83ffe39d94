/** `npm run bench [what…] [--full] [--runs N]`: prints figures with their goals. Fails nothing. */
import { benchApply } from './apply.ts'
import { benchCold } from './cold.ts'
import { benchPlan } from './plan.ts'
import { benchSandbox } from './sandbox.ts'
import type { Settings } from './settings.ts'
import { benchSize } from './size.ts'
import { benchTurns } from './turns.ts'

const benches: Readonly<Record<string, (settings: Settings) => Promise<void>>> = {
  plan: benchPlan,
  apply: benchApply,
  turns: benchTurns,
  cold: benchCold,
  sandbox: benchSandbox,
  size: benchSize,
}

/** @param words what stands behind `bench` on the command line */
export async function main(words: readonly string[], root: string): Promise<void> {
  const full = words.includes('--full')
  const at = words.indexOf('--runs')
  const runs = at < 0 ? 3 : Number(words[at + 1])
  const named = words.filter((word, index) => !word.startsWith('--') && (at < 0 || index !== at + 1))
  const unknown = named.find((word) => !(word in benches))
  if (unknown !== undefined || !(runs > 0)) {
    console.error(`usage: npm run bench -- [${Object.keys(benches).join('|')}]… [--full] [--runs 3]`)
    process.exitCode = 3
    return
  }
  const settings = { full, runs, root, troupe: `${root}dist/main.js` }
  for (const name of named.length > 0 ? named : Object.keys(benches)) await benches[name]?.(settings)
}
