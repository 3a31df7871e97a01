export {
  ConnectionTest,
  type ConnectionTestEvents,
  type ConnectionTestOptions,
} from './connection-test.ts'
export {
  EMPTY_REPORT,
  type SkipReason,
  type StepResult,
  type Sufficiency,
  TEST_STEPS,
  type TestDetail,
  type TestProblem,
  type TestReport,
  type TestStep,
  type TestVerdict,
  verdictOf,
} from './test-report.ts'
