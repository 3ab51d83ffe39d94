/** `plan`: the pure part, CPU and memory by the number of teams. */

import type { Case, PlanFigures } from './plan-child.ts'
import { runBundled } from './processes.ts'
import type { Settings } from './settings.ts'
import { mebibytes, median, printTable, spreadText, verdict } from './statistics.ts'

const words: Readonly<Record<Case, string>> = {
  first: 'nothing there',
  same: 'nothing changed',
  changed: 'one field changed',
}

export async function benchPlan({ runs }: Settings): Promise<void> {
  const sizes = [100, 1_000, 10_000]
  const cases = Object.keys(words) as Case[]
  const figures = new Map<string, (PlanFigures & { readonly peak: number })[]>()
  for (let run = 0; run < runs; run++) {
    for (const teams of sizes) {
      for (const which of cases) {
        const { result, usage } = await runBundled<PlanFigures>(
          'plan-child',
          { teams, which },
          { node: ['--expose-gc'] },
        )
        const name = `${teams} ${which}`
        figures.set(name, [...(figures.get(name) ?? []), { ...result, peak: usage.peak }])
      }
    }
  }
  const rows = sizes.flatMap((teams) =>
    cases.map((which) => {
      const all = figures.get(`${teams} ${which}`) ?? []
      const total = all.map((one) => one.derive + one.plan)
      return [
        `${teams} teams, ${words[which]}`,
        all[0]?.objects ?? 0,
        all[0]?.changes ?? 0,
        spreadText(all.map((one) => one.derive)),
        spreadText(all.map((one) => one.plan)),
        median(total).toFixed(2),
        ((median(total) * 1e6) / (all[0]?.objects ?? 1)).toFixed(1),
        mebibytes(median(all.map((one) => one.heap))),
        mebibytes(median(all.map((one) => one.peak))),
      ]
    }),
  )
  printTable('plan: CPU seconds (min / median / max), µs per object, heap and peak memory in MiB', [
    ['', 'objects', 'changes', 'derive', 'plan', 'both', 'µs/object', 'heap', 'peak'],
    ...rows,
  ])
  const most = figures.get('10000 same') ?? []
  const few = figures.get('1000 same') ?? []
  const kinds = Object.keys(most[0]?.kinds ?? {}).map((kind) => ({
    kind,
    many: median(most.map((one) => one.kinds[kind] ?? 0)),
    few: median(few.map((one) => one.kinds[kind] ?? 0)),
  }))
  printTable(
    'derive: the dearest kinds at 10,000 teams, CPU seconds, and how they grow from 1,000 (10 is linear)',
    [
      ['', 'seconds', 'growth'],
      ...kinds
        .sort((a, b) => b.many - a.many)
        .slice(0, 6)
        .map((one) => [one.kind, one.many.toFixed(2), (one.many / Math.max(one.few, 0.001)).toFixed(0)]),
    ],
  )
  const cpu = median(most.map((one) => one.derive + one.plan))
  const peak = median(most.map((one) => one.peak))
  console.log(
    `  goal for 10,000 teams, nothing changed: CPU < 3 s ${verdict(cpu, 3)}, peak < 1024 MiB ${verdict(peak, 2 ** 30)}`,
  )
}
