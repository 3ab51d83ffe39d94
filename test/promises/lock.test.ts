/** Two Troupes on one platform: nothing is doubled or lost, and who comes second finds out who is at work. */
import { hostname } from 'node:os'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { holdLease, leaseVersion } from '../../src/systems/kubernetes/lease.ts'
import { isWrite } from '../support/faults.ts'
import { approval, type Ended, troupe } from '../support/program.ts'
import { planNow, withPlayer } from '../support/run.ts'
import { reach } from '../support/servers.ts'
import { noFaults, openStage, type Stage } from '../support/stage.ts'

const signal = new AbortController().signal

describe.skipIf(noFaults !== undefined)('the lock', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await openStage()
  })
  afterEach(() => stage.close())

  const lease = (holder: string, more: object = {}) => ({
    namespace: stage.tenancy.platform.namespace,
    name: `troupe-${stage.tenancy.platform.name}`,
    identity: holder,
    seconds: 2,
    isGone: () => false,
    patient: false,
    ...more,
  })

  async function makeHome(): Promise<void> {
    const hands = await reach(stage)
    const metadata = { name: stage.tenancy.platform.namespace }
    await hands.kubernetes('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata })
    await hands.close()
  }

  test('of two applies at once one waits or gives up, and the world is as one would have made it', async () => {
    const [first, second] = await Promise.all([
      troupe(stage, 'apply', ...approval).ended,
      troupe(stage, 'apply', ...approval, '--wait').ended,
    ])
    expect([first.code, second.code].sort(), `${first.stderr}\n${second.stderr}`).toEqual([0, 0])
    const { plan } = await planNow(stage)
    expect(plan.changes).toEqual([])
    const hands = await reach(stage)
    const projects = stage.tenancy.teams.map(({ registry }) => registry.project)
    for (const project of projects) {
      const found = (await hands.harbor('GET', `/projects?name=${project}`)).body as {
        project_id: number
        name: string
      }[]
      const [{ project_id } = { project_id: 0 }] = found.filter(({ name }) => name === project)
      const robots = (await hands.harbor('GET', `/robots?q=Level%3Dproject%2CProjectID%3D${project_id}`))
        .body as unknown[]
      expect(robots).toHaveLength(2)
    }
    await hands.close()
  })

  test('plans made while somebody applies wait for nobody, and change nothing about the end', async () => {
    stage.faults.inject((asked) => (isWrite(asked) ? { what: 'latency', ms: 20 } : undefined))
    let applying = true
    const apply = troupe(stage, 'apply', ...approval).ended.finally(() => {
      applying = false
    })
    const codes: (number | null)[] = []
    while (applying) codes.push((await troupe(stage, 'plan').ended).code)
    const { code, stderr } = await apply
    stage.faults.inject(() => undefined)
    expect(code, stderr).toBe(0)
    expect(codes.length).toBeGreaterThan(0)
    expect(codes.filter((one) => one !== 0 && one !== 2)).toEqual([])
    expect((await planNow(stage)).plan.changes).toEqual([])
  })

  test('what was planned before somebody else applied is looked at again, and not done twice', async () => {
    let other: Promise<Ended> | undefined
    stage.faults.inject((asked) => {
      // The first one has looked and is about to take the lock: meanwhile another one does all of it.
      if (other || !isWrite(asked) || !asked.url.includes('/leases')) return undefined
      other = troupe(stage, 'apply', ...approval).ended
      return { until: other }
    })
    const { code, stderr } = await troupe(stage, 'apply', '--wait', ...approval).ended
    expect(code, stderr).toBe(0)
    expect((await other)?.code).toBe(0)
    expect(stderr).not.toMatch(/created/)
    expect((await planNow(stage)).plan.changes).toEqual([])
  })

  test('a holder that is alive is named, and is not waited for without leave', async () => {
    await makeHome()
    await withPlayer(stage, async ({ clients: { kubernetes: client } }) => {
      const held = await holdLease({ client, ...lease('ann@elsewhere pid 7 since noon') }, signal)
      const { code, stderr } = await troupe(stage, 'apply', ...approval).ended
      expect(stderr).toContain('Waiting for ann@elsewhere pid 7 since noon, who holds the lock')
      expect(stderr).toContain('ann@elsewhere pid 7 since noon is applying just now')
      expect(stderr).toContain('--wait')
      expect(code).toBe(4)
      await held.release()
    })
    expect((await planNow(stage)).plan.unchanged).toBeLessThan(10)
  })

  test('a holder that has died elsewhere blocks nobody for longer than its Lease lasts', async () => {
    await makeHome()
    await withPlayer(stage, async ({ clients: { kubernetes: client } }) => {
      const dead = new AbortController()
      const options = lease('dead@elsewhere pid 7 since noon')
      await client.create(
        { apiVersion: 'coordination.k8s.io/v1', plural: 'leases' },
        {
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          metadata: { namespace: options.namespace, name: options.name },
          spec: {
            holderIdentity: options.identity,
            leaseDurationSeconds: 2,
            renewTime: '2026-01-01T00:00:00.000000Z',
          },
        },
        { fieldManager: 'test' },
        dead.signal,
      )
      const began = performance.now()
      const held = await holdLease({ client, ...lease('us') }, signal)
      expect(performance.now() - began).toBeGreaterThan(1900)
      expect(performance.now() - began).toBeLessThan(6000)
      await held.release()
    })
  })

  test('a process of this machine that is no more is not waited for', async () => {
    await makeHome()
    await withPlayer(stage, async ({ clients: { kubernetes: client } }) => {
      // A number that no process has: beyond what Linux gives.
      const gone = lease(`me@${hostname()} pid 99999999 since noon`, { seconds: 60 })
      await holdLease({ client, ...gone }, signal).then(async ({ release }) => {
        const { code, stderr } = await troupe(stage, 'apply', ...approval).ended
        expect(stderr).not.toContain('Waiting')
        expect(code, stderr).toBe(0)
        await release()
      })
    })
  })

  test('whose answer was lost is held all the same, and not waited for', async () => {
    await makeHome()
    await withPlayer(stage, async ({ clients: { kubernetes: client } }) => {
      await (await holdLease({ client, ...lease('first') }, signal)).release()
      let isLost = false
      stage.faults.inject(({ method, url }) => {
        if (isLost || method !== 'PATCH' || !url.includes('/leases/')) return undefined
        isLost = true
        return { what: 'drop' }
      })
      const began = performance.now()
      const held = await holdLease({ client, ...lease('second', { seconds: 10 }) }, signal)
      expect(isLost).toBe(true)
      expect(performance.now() - began).toBeLessThan(5_000)
      await held.release()
    })
  })

  test('released, it is free at once and its version tells that somebody held it', async () => {
    await makeHome()
    await withPlayer(stage, async ({ clients: { kubernetes: client } }) => {
      const first = await holdLease({ client, ...lease('first') }, signal)
      await first.release()
      const between = await leaseVersion({ client, ...lease('') }, signal)
      const second = await holdLease({ client, ...lease('second') }, signal)
      expect(second.version).toBe(between)
      expect(second.version).not.toBe(first.version)
      await second.release()
    })
  })
})
