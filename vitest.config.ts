import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { namespacePool } from './load-tests/src/browser/namespace-pool.ts'

const FIREFOX = '**/*.firefox.e2e.test.ts'
/** They compare times to a second. */
const ALONE = ['**/recording.e2e.test.ts', '**/sleep.e2e.test.ts', '**/weak-call.e2e.test.ts']
/** Real media and servers on a machine that others use too: what fails has to fail twice. */
const RETRIES = 1
/** By default one less, which on two cores is one. */
const WORKERS = availableParallelism()
const ignored = ['**/node_modules/**', '**/dist/**', '**/.cache/**']

// One project after the other: media and browsers are timed, and unit tests take every core.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...ignored, '**/*.integration.test.ts', '**/*.e2e.test.ts'],
          maxWorkers: WORKERS,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude: ignored,
          maxWorkers: WORKERS,
          retry: RETRIES,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['**/*.e2e.test.ts'],
          exclude: [...ignored, FIREFOX, ...ALONE],
          maxWorkers: WORKERS,
          retry: RETRIES,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'e2e-alone',
          include: ALONE,
          exclude: ignored,
          fileParallelism: false,
          retry: RETRIES,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'e2e-firefox',
          include: [FIREFOX],
          exclude: ignored,
          // Its ICE offers no loopback address.
          pool: namespacePool,
          fileParallelism: false,
          retry: RETRIES,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
