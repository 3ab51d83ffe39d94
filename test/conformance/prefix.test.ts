/** Harbor's own prefix of robots' logins, which its administrators choose. */
import { expect, test } from 'vitest'
import { applyNow, lines, planNow, troubles } from '../support/run.ts'
import { good, reach } from '../support/servers.ts'
import { openStage } from '../support/stage.ts'

test('robots are known by their names whatever stands before them', async () => {
  const stage = await openStage('troupe', (text) => text.replace('robotPrefix: robot$', 'robotPrefix: ci+'))
  const hands = await reach(stage)
  const prefix = async (robot_name_prefix: string) =>
    await good(hands.harbor('PUT', '/configurations', { robot_name_prefix }))
  try {
    await prefix('ci+')
    expect(troubles((await applyNow(stage)).outcomes)).toEqual([])
    expect(lines((await planNow(stage)).plan)).toEqual([])
  } finally {
    await prefix('robot$')
    await hands.close()
    await stage.close()
  }
})
