import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx}'],
    globalSetup: './db/testing-setup.ts',
    pool: 'forks',
    maxWorkers: 2,
    // Modules keep no state, so files may share them; loading them anew for each would cost most of the run.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
})
