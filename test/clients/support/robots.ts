/** Robots of a Harbor, as an administrator makes them. */
import { good } from '../../support/servers.ts'
import type { Workbench } from './workbench.ts'

export interface Login {
  readonly username: string
  readonly password: string
}

/**
 * A system-wide robot that may do this in each of the projects.
 * @param actions `resource:action`
 */
export async function makeRobot(
  { servers }: Workbench,
  name: string,
  projects: readonly string[],
  actions: readonly string[],
): Promise<Login> {
  const access = actions.map((one) => {
    const [resource, action] = one.split(':')
    return { resource, action }
  })
  const permissions = projects.map((namespace) => ({ kind: 'project', namespace, access }))
  const robot = { name, level: 'system', duration: -1, permissions }
  const made = (await good(servers.harbor('POST', '/robots', robot))) as { name: string; secret: string }
  return { username: made.name, password: made.secret }
}
