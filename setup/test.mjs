import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCheck, STATIC_CHECKS } from './checks.mjs'
import { ROOT } from './paths.mjs'
import { addTallies, lineOf, tallyReport } from './tally.mjs'

// Everything there is: the checks, each counted as one, and every test. Arguments go to vitest and
// choose tests; then the checks are left out. The last line says how many passed and failed.
const args = process.argv.slice(2)
const checks = args.length > 0 ? { passed: 0, failed: 0 } : await runChecks()
const total = addTallies(checks, await runTests(args))
process.stdout.write(`${lineOf(total)}\n`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1

async function runChecks() {
  const tally = { passed: 0, failed: 0 }
  for (const check of STATIC_CHECKS) tally[(await runCheck(check)) ? 'passed' : 'failed']++
  return tally
}

/** @param {readonly string[]} chosen */
async function runTests(chosen) {
  const scratch = mkdtempSync(join(tmpdir(), 'visavis-test-'))
  const file = join(scratch, 'report.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const code = await run(['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...chosen])
    return tallyReport(readReport(file), code)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/**
 * @param {string} file
 * @returns {import('./tally.mjs').Report}
 */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // vitest ended before it could write one; its exit code counts as a failure.
    return { testResults: [] }
  }
}

/**
 * @param {readonly string[]} command
 * @returns {Promise<number>}
 */
function run(command) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: ROOT, stdio: 'inherit' })
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}
