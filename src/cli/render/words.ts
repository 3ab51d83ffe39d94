/** The words and signs of the CLI, in one table. They finish the sentence "… has been". */
import { type Key, kindOf, type System, segmentsOf } from '../../core/key.ts'
import { type Change, isPending } from '../../core/plan.ts'
import type { Colours } from '../shell.ts'

export const systemNames: Readonly<Record<System, string>> = {
  kubernetes: 'Kubernetes',
  keycloak: 'Keycloak',
  harbor: 'Harbor',
  istio: 'Istio',
}

/** `network policy demo/default-deny`: the thing and its name, without the system. */
export function thing(key: Key): string {
  const [, kind = ''] = kindOf(key).split('.')
  return `${kind.replaceAll('-', ' ')} ${segmentsOf(key).join('/')}`
}

/** The sign of a change, in its colour. */
export function sign(change: Change, colours: Colours): string {
  if (!isPending(change)) return colours.dim('·')
  if (change.blocked) return colours.yellow('!')
  switch (change.op) {
    case 'create':
      return colours.green('+')
    case 'update':
      return colours.cyan('~')
    case 'replace':
      return colours.magenta('±')
    case 'remove':
      return colours.red('-')
  }
}

/** `1 error`, `3 errors`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}

/** Milliseconds for people. */
export function seconds(ms: number): string {
  return ms < 9950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`
}

/** A moment for a log, to the second: `2026-03-02T09:00:00Z`. */
export function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/** Lines of at most `width` characters, broken at spaces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}
