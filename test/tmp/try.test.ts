import { expect, test } from 'vitest'
import { openStage } from '../support/stage.ts'
import { applyNow, planNow, troubles, lines } from '../support/run.ts'
import { dump, essence, differences } from '../support/dump.ts'
import { tamperWithAll } from '../conformance/tampering.ts'
test('try', async () => {
  let t = performance.now()
  const lap = (s: string) => { console.log(s, Math.round(performance.now() - t)); t = performance.now() }
  const stage = await openStage()
  await applyNow(stage)
  const d = await dump(stage)
  const stage2 = await openStage()
  await applyNow(stage2)
  const d2 = await dump(stage2)
  console.log(differences(essence(d), essence(d2)).map(l => l.slice(0, 800)))
  await stage2.close()
  lap('before')
  const attempts = await tamperWithAll(stage)
  lap('tamper')
  const by: Record<string, number> = {}
  for (const a of attempts) { by[a.result] = (by[a.result] ?? 0) + 1 }
  console.log(by)
  for (const a of attempts) if (a.result !== 'repaired') console.log(a.result, a.key, a.place, a.detail?.slice(0, 400))
  await stage.close()
  expect(1).toBe(1)
}, 160000)
