import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // A process for each file: some measure their own memory.
    pool: 'forks',
    maxWorkers: 4,
  },
})
