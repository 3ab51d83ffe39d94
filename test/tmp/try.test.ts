import { expect, test } from 'vitest'
import { openStage } from '../support/stage.ts'
import { applyNow, planNow, troubles, lines } from '../support/run.ts'
import { dump, essence, differences } from '../support/dump.ts'
import { undergo } from '../conformance/ordeal.ts'
import { catalogue } from '../../src/kinds/catalogue.ts'
test('try', async () => {
  let stage = await openStage()
  await applyNow(stage)
  let before = essence(await dump(stage))
  const times = []
  for (const kind of catalogue) {
    if (kind.removable === false) continue
    const t = performance.now()
    const o = await undergo(stage, kind, before)
    times.push(kind.name + ' ' + Math.round(performance.now() - t))
    if (o.removedTwice.length + o.aborted.length + o.lostAnswer.length) {
      console.log(JSON.stringify(o, null, 1).slice(0, 2500))
      await stage.close(); stage = await openStage(); await applyNow(stage); before = essence(await dump(stage))
    }
  }
  console.log(times.join(', '))
  await stage.close()
  expect(1).toBe(1)
}, 160000)
