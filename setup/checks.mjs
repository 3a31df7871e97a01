import { spawn } from 'node:child_process'
import { ROOT } from './paths.mjs'

/**
 * @typedef {{ name: string, command: readonly string[] }} Check
 */

/**
 * What is checked without running the code.
 *
 * @type {readonly Check[]}
 */
export const STATIC_CHECKS = [
  {
    name: 'format and lint',
    command: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  },
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '-b'] },
  { name: 'knip', command: ['node_modules/knip/bin/knip.js'] },
]

/** @type {Check} */
export const UNIT_TESTS = {
  name: 'unit tests',
  command: ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit'],
}

/**
 * Runs a check, says how it went and how long it took; its output is shown only when it fails.
 *
 * @param {Check} check
 * @returns {Promise<boolean>} whether it passed
 */
export async function runCheck({ name, command }) {
  const began = performance.now()
  const { passed, output } = await run(command)
  const seconds = ((performance.now() - began) / 1_000).toFixed(1)
  process.stdout.write(`${passed ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)\n`)
  if (!passed) process.stdout.write(`${output.trimEnd()}\n`)
  return passed
}

/**
 * @param {readonly string[]} command
 * @returns {Promise<{ passed: boolean, output: string }>}
 */
function run(command) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        output += chunk
      })
    }
    child.once('error', reject)
    child.once('close', (code) => resolve({ passed: code === 0, output }))
  })
}
