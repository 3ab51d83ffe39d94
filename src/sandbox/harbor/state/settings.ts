/** The system's configuration: what was written, over the defaults. */
import type { Store } from '../../store/store.ts'
import { SETTINGS } from './settings-keys.ts'

/** A setting's value. */
export type SettingValue = string | number | boolean

/** Reads by type; writes several at once. */
export interface Settings {
  text(key: string): string
  number(key: string): number
  flag(key: string): boolean
  write(values: Readonly<Record<string, SettingValue>>): void
}

/** @throws RangeError for a key that does not exist: a mistake of ours */
export function openSettings(store: Store): Settings {
  const table = store.table<SettingValue>('harbor.settings')
  const read = (key: string): SettingValue => {
    const known = SETTINGS[key]
    if (!known) throw new RangeError(`no setting ${key}`)
    return table.get(key) ?? known[1]
  }
  return {
    text: (key) => String(read(key)),
    number: (key) => Number(read(key)),
    flag: (key) => read(key) === true,
    write: (values) =>
      store.batch(() => {
        for (const [key, value] of Object.entries(values)) table.set(key, value)
      }),
  }
}
