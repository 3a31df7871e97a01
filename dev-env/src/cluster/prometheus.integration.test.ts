import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const cwd = fileURLToPath(new URL('../../../deploy/prometheus', import.meta.url))

test.each([
  ['configuration', ['check', 'config', 'prometheus.yml']],
  [
    'alerts wake somebody when they should, and not otherwise',
    ['test', 'rules', 'alerts-test.yml'],
  ],
])('Prometheus: %s', async (_, words) => {
  const { stdout } = await run('promtool', words, { cwd })
  expect(stdout).toContain('SUCCESS')
})
