/**
 * @typedef {{ passed: number, failed: number }} Tally
 *
 * @typedef {{ status: string }} Assertion
 * @typedef {{ testResults: readonly { status: string, assertionResults: readonly Assertion[] }[] }} Report
 *   the part of vitest's JSON report that is read
 */

/**
 * Counts tests. A file that could not be loaded has no tests to fail and counts as one failure, and so
 * does a run that ended badly for another reason, such as an error outside of any test.
 *
 * @param {Report} report
 * @param {number} exitCode
 * @returns {Tally}
 */
export function tallyReport({ testResults }, exitCode) {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  const passed = tests.filter(({ status }) => status === 'passed').length
  const failedTests = tests.filter(({ status }) => status === 'failed').length
  const brokenFiles = testResults.filter(isBroken).length
  const failed = failedTests + brokenFiles
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed }
}

/** @param {Report['testResults'][number]} file */
function isBroken({ status, assertionResults }) {
  return status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
}

/**
 * @param {Tally} a
 * @param {Tally} b
 * @returns {Tally}
 */
export function addTallies(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed }
}

/** @param {Tally} tally */
export function lineOf({ passed, failed }) {
  return `${passed} passed, ${failed} failed`
}
