/** Fixtures as they are written, without servers. */
import { fileURLToPath } from 'node:url'
import { loadTenancy } from '../../src/tenancy/load.ts'
import type { Tenancy } from '../../src/tenancy/tenancy.ts'

/** The folder of a fixture. */
export function fixtureFolder(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
}

/** A fixture with the addresses that stand in it. */
export async function readFixture(name: string): Promise<Tenancy> {
  return (await loadTenancy([fixtureFolder(name)])).tenancy
}
