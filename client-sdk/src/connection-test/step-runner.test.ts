import { expect, test } from 'vitest'
import { ConnectError, DeviceError } from '../errors.ts'
import { passed } from './outcomes.ts'
import { StepRunner, type StepWork, type StepWorks } from './step-runner.ts'
import { TEST_STEPS, type TestStep } from './test-report.ts'

const works: StepWork = async () => passed({ type: 'connected', ms: 1 })
const never: StepWork = () => new Promise(() => undefined)

function worksBut(others: Partial<StepWorks>): StepWorks {
  return {
    socket: works,
    udp: works,
    tcp: works,
    turn: works,
    'round-trip': works,
    download: works,
    upload: works,
    camera: works,
    microphone: works,
    ...others,
  }
}

test('one step after the other, each told when it runs and when it is done', async () => {
  const seen: string[] = []
  const runner = new StepRunner((report) => {
    const running = TEST_STEPS.filter((step) => report[step].state === 'running')
    seen.push(...running)
  })
  const report = await runner.run(worksBut({}))
  expect(seen).toEqual(TEST_STEPS)
  expect(report.microphone).toEqual({ state: 'passed', detail: { type: 'connected', ms: 1 } })
})

test('what a step throws is its result, and the next one runs', async () => {
  const runner = new StepRunner(() => undefined)
  const report = await runner.run(
    worksBut({
      socket: () => Promise.reject(new ConnectError('unreachable')),
      upload: () => Promise.reject(new TypeError('a mistake')),
      camera: () => Promise.reject(new DeviceError('permission-denied')),
    }),
  )
  expect(report.socket).toEqual({ state: 'failed', detail: { type: 'unreachable' } })
  expect(report.upload).toEqual({ state: 'failed', detail: { type: 'unknown' } })
  expect(report.camera).toEqual({ state: 'failed', detail: { type: 'permission-denied' } })
  expect(report.microphone.state).toBe('passed')
})

test('skipping leaves out one step, ending all that follow', async () => {
  const leave: Partial<Record<TestStep, () => void>> = {
    udp: () => runner.skip(),
    download: () => runner.end(),
  }
  const runner = new StepRunner((report) => {
    const running = TEST_STEPS.find((step) => report[step].state === 'running')
    if (running) queueMicrotask(leave[running] ?? (() => undefined))
  })
  const report = await runner.run(worksBut({ udp: never, download: never }))
  const skipped = TEST_STEPS.filter((step) => report[step].state === 'skipped')
  expect(skipped).toEqual(['udp', 'download', 'upload', 'camera', 'microphone'])
  expect(report.tcp.state).toBe('passed')
})
