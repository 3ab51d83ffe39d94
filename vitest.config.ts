import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that mostly wait for a clock, or are long: begun first, they run beside the others and not after them. */
const first = [
  'contracts/kubernetes',
  'conformance/kinds',
  'contracts/harbor',
  'journeys/plan-apply',
  'conformance/ordeal',
  'docs/commands',
  'promises/',
  'journeys/',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = first.findIndex((part) => moduleId.includes(`/test/${part}`))
      return found < 0 ? first.length : found
    }
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A process for each file: some measure their own memory.
    pool: 'forks',
    maxWorkers: 5,
    sequence: { sequencer: LongestFirst },
  },
})
