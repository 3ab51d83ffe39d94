/** Registries: what Harbor refuses, or stores and never does. */
import { quantityValue } from '../quantity.ts'
import type { Finding, Rule, World } from './world.ts'

/** Harbor's largest quota: 1024 TiB. */
const LARGEST = 2 ** 50

function* storage({ teams }: World): Iterable<Finding> {
  for (const on of teams) {
    const size = on.team.registry.storage
    if (size !== 'unlimited' && quantityValue(size) > LARGEST)
      yield {
        on,
        path: ['spec', 'registry', 'storage'],
        message: `"${size}" is more than Harbor's largest quota: write at most 1024Ti, or "unlimited"`,
      }
  }
}

/** Harbor holds back images that were never scanned, as if they were vulnerable. */
function* scan({ teams }: World): Iterable<Finding> {
  for (const on of teams) {
    const { onPush, blockFrom } = on.team.registry.scan
    if (blockFrom !== undefined && !onPush)
      yield {
        on,
        path: ['spec', 'registry', 'scan', 'blockFrom'],
        warning: true,
        message: 'with onPush: false every new image is held back until somebody has it scanned',
      }
  }
}

function* rulesOnce({ teams }: World): Iterable<Finding> {
  for (const on of teams) {
    for (const [field, rules] of [
      ['retention', on.team.registry.retention.map(({ repositories, tags }) => `${repositories}\n${tags}`)],
      ['immutable', on.team.registry.immutable.map(({ repositories, tags }) => `${repositories}\n${tags}`)],
    ] as const) {
      for (const [index, rule] of rules.entries())
        if (rules.indexOf(rule) < index)
          yield {
            on,
            path: ['spec', 'registry', field, index],
            message: `says the same repositories and tags as ${field}[${rules.indexOf(rule)}]: keep one of them`,
          }
    }
  }
}

/** What is immutable is kept whatever retention says. */
function* retentionInVain({ teams }: World): Iterable<Finding> {
  for (const on of teams) {
    const { immutable, retention } = on.team.registry
    const all = immutable.findIndex(
      ({ repositories, tags }) => repositories === '**' && (tags === '**' || tags === '*'),
    )
    if (all >= 0 && retention.length > 0)
      yield {
        on,
        path: ['spec', 'registry', 'immutable', all],
        warning: true,
        message: 'keeps every tag for ever, so that retention removes nothing',
      }
  }
}

/** A rotation costs a robot, a Secret and a restart of whoever read it. */
function* rotation({ teams }: World): Iterable<Finding> {
  for (const on of teams) {
    for (const use of ['pull', 'push'] as const) {
      const after = on.team.registry.robots[use].rotateAfter
      if (after !== undefined && seconds(after) < 3600)
        yield {
          on,
          path: ['spec', 'registry', 'robots', use, 'rotateAfter'],
          warning: true,
          message: `"${after}" rotates this credential at nearly every run: write at least "1h"`,
        }
    }
  }
}

function seconds(duration: string): number {
  const factor = { s: 1, m: 60, h: 3600, d: 86_400 }[duration.slice(-1)] ?? Number.NaN
  return Number(duration.slice(0, -1)) * factor
}

export const registryRules: readonly Rule[] = [storage, scan, rulesOnce, retentionInVain, rotation]
