import { expect, test } from 'vitest'
import { addTallies, lineOf, tallyReport } from './tally.mjs'

const passed = { status: 'passed' }
const failed = { status: 'failed' }
const skipped = { status: 'skipped' }

test('tests are counted, skipped ones are not', () => {
  const report = {
    testResults: [
      { status: 'passed', assertionResults: [passed, passed, skipped] },
      { status: 'failed', assertionResults: [passed, failed] },
    ],
  }
  expect(tallyReport(report, 1)).toEqual({ passed: 3, failed: 1 })
})

test('a file that does not load is a failure', () => {
  const report = { testResults: [{ status: 'failed', assertionResults: [] }] }
  expect(tallyReport(report, 1)).toEqual({ passed: 0, failed: 1 })
})

test('a run that ended badly is never without a failure', () => {
  const report = { testResults: [{ status: 'passed', assertionResults: [passed] }] }
  expect(tallyReport(report, 1)).toEqual({ passed: 1, failed: 1 })
  expect(tallyReport({ testResults: [] }, 1)).toEqual({ passed: 0, failed: 1 })
})

test('the last line of a run', () => {
  expect(lineOf(addTallies({ passed: 3, failed: 0 }, { passed: 100, failed: 2 }))).toBe(
    '103 passed, 2 failed',
  )
})
