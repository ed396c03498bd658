import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { summary } from './test-summary.ts'

export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx}'],
    globalSetup: ['./db/testing-setup.ts', './portal/testing-chromium.ts'],
    pool: 'forks',
    maxWorkers: 3,
    // Modules keep no state, so files may share them; loading them anew for each would cost most of the run.
    isolate: false,
    reporters: ['default', summary],
    // Processes that tests start find what the last ones compiled.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/code') },
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
})
