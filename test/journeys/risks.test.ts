/** Each risk is accepted by its name and no other: by apply, and in a saved plan, which does what it showed. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openStage, type Stage } from './sandbox.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const risks = ['destroys-data', 'cuts-access', 'rotates-credential', 'exposes'] as const
const secret = '/api/v1/namespaces/demo/secrets/registry-push'
const malformed = Buffer.from('short').toString('base64')

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  team(/scan: .*/, 'scan: {blockFrom: low}')
  expect((await stage.troupe('apply', '--approve', 'destroys-data')).code).toBe(0)
})
afterAll(() => stage.close())

interface Deed {
  readonly risk: (typeof risks)[number]
  readonly deed: string
  /** Makes the plan hold a change with this risk. @param turn which time it is: not twice the same */
  readonly cause: (turn: number) => unknown
  /** What of the servers the change is about. */
  readonly seen: () => Promise<unknown>
}

const team = (from: RegExp, to: string) => stage.edit('teams/demo.yaml', (text) => text.replace(from, to))
const project = async () =>
  (await stage.harbor('GET', '/projects/demo')) as { project_id: number; metadata: Record<string, string> }

const deeds: readonly Deed[] = [
  {
    risk: 'destroys-data',
    deed: 'retention keeps fewer images',
    cause: (turn) => team(/keepMostRecent: \d+/, `keepMostRecent: ${9 - turn}`),
    seen: async () => stage.harbor('GET', `/retentions/${(await project()).metadata['retention_id']}`),
  },
  {
    risk: 'cuts-access',
    deed: 'a project shrinks',
    cause: (turn) => team(/storage: \d+Gi/, `storage: ${19 - turn}Gi`),
    seen: async () =>
      stage.harbor('GET', `/quotas?reference=project&reference_id=${(await project()).project_id}`),
  },
  {
    risk: 'rotates-credential',
    deed: 'a credential could not be in force',
    cause: () => stage.kubernetes('PATCH', secret, { data: { password: malformed } }),
    seen: async () => {
      const { data } = (await stage.kubernetes('GET', secret)) as { data: { password: string } }
      return data.password
    },
  },
  {
    risk: 'exposes',
    deed: 'fewer images are held back',
    cause: (turn) => team(/scan: .*/, `scan: {blockFrom: ${['high', 'critical'][turn]}}`),
    seen: async () => (await project()).metadata['severity'],
  },
]

it('a name that is no risk is refused, and nothing is asked of a server', async () => {
  for (const command of ['plan', 'apply']) {
    const { code, stderr } = await stage.troupe(command, '--approve', 'cuts-acess')
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining(`Allowed choices are ${risks.join(', ')}`),
    })
  }
})

describe.each(deeds)('$risk, when $deed', ({ risk, cause, seen }) => {
  const others = risks.filter((one) => one !== risk).join(',')
  const needed = new RegExp(`needs {2}--approve ${risk}\\b`)

  it('is told by apply, which leaves it, also where all other risks are approved', async () => {
    await cause(0)
    const before = await seen()
    for (const words of [[], ['--approve', others]]) {
      const { code, stdout } = await stage.troupe('apply', ...words)
      expect({ code, stdout }).toEqual({ code: 5, stdout: expect.stringMatching(needed) })
      expect(await seen()).toEqual(before)
    }
    const { code, stderr } = await stage.troupe('apply', '--approve', risk)
    expect(code, stderr).toBe(0)
    expect(await seen()).not.toEqual(before)
  })

  it('is done by a saved plan that was made with its name, and by no other', async () => {
    await cause(1)
    const before = await seen()
    const shown = await stage.troupe('plan', '--out', 'without')
    expect(shown).toMatchObject({ code: 2, stdout: expect.stringMatching(needed) })
    expect((await stage.troupe('apply', 'without')).code).toBe(5)
    const late = await stage.troupe('apply', 'without', '--approve', risk)
    expect(late).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('--approve has no place beside a saved plan'),
    })
    expect(await seen()).toEqual(before)

    expect((await stage.troupe('plan', '--out', 'with', '--approve', risk)).stdout).not.toMatch(needed)
    const { code, stderr } = await stage.troupe('apply', 'with')
    expect(code, stderr).toBe(0)
    expect(await seen()).not.toEqual(before)
    expect((await stage.troupe('plan')).code).toBe(0)
  })
})
