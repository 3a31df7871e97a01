/** What is tested, in this order. */
export const TEST_STEPS = [
  'socket',
  'udp',
  'tcp',
  'turn',
  'round-trip',
  'download',
  'upload',
  'camera',
  'microphone',
] as const
export type TestStep = (typeof TEST_STEPS)[number]

export type TestProblem =
  /** No network, or the server does not answer. */
  | 'unreachable'
  /** The token source or the server would not let this page in. */
  | 'refused'
  /** The server has all it can do. */
  | 'busy'
  /** Packets do not get through this way. */
  | 'blocked'
  /** The browser has no WebRTC, or the page no right to devices (no HTTPS). */
  | 'not-supported'
  | 'permission-denied'
  | 'device-in-use'
  | 'device-not-found'
  /** The camera is on and gives no picture. */
  | 'no-picture'
  /** The microphone is on and nothing was heard. */
  | 'silent'
  | 'unknown'

export type SkipReason =
  /** Not set up at this server. */
  | 'not-configured'
  /** An earlier step failed that this one stands on. */
  | 'not-possible'
  | 'by-user'

/** What a measured rate carries. */
export type Sufficiency = 'sharp-picture' | 'picture' | 'voice' | 'too-little'

export type TestDetail =
  /** From the first attempt to the connection. */
  | { readonly type: 'connected'; readonly ms: number }
  | { readonly type: 'round-trip'; readonly ms: number }
  | { readonly type: 'rate'; readonly kbps: number; readonly sufficesFor: Sufficiency }
  | { readonly type: 'picture'; readonly width: number; readonly height: number }
  | { readonly type: 'heard' }

export type StepResult =
  | { readonly state: 'waiting' }
  | { readonly state: 'running' }
  | { readonly state: 'passed'; readonly detail: TestDetail }
  /** Calls work, less well. */
  | { readonly state: 'warning'; readonly detail: TestDetail | { readonly type: TestProblem } }
  | { readonly state: 'failed'; readonly detail: { readonly type: TestProblem } }
  | { readonly state: 'skipped'; readonly detail: { readonly type: SkipReason } }

export type StepOutcome = Exclude<StepResult, { state: 'waiting' | 'running' }>

/** The result of each step so far. A new object for each change. */
export type TestReport = Readonly<Record<TestStep, StepResult>>

export type TestVerdict =
  /** Not run to its end, and nothing worse to say. */
  | 'incomplete'
  | 'good'
  /** Sound and picture get through by TCP or a relay alone. */
  | 'detour'
  | 'slow'
  /** The network is fine; the camera or the microphone is not. */
  | 'devices'
  /** Neither sound nor picture gets through. */
  | 'blocked'
  | 'offline'

export const EMPTY_REPORT: TestReport = Object.fromEntries(
  TEST_STEPS.map((step) => [step, { state: 'waiting' }]),
) as TestReport

/** What all of it means for a call, the worst first. */
export function verdictOf(report: TestReport): TestVerdict {
  const { socket, udp, camera, microphone } = report
  if (socket.state === 'failed') return 'offline'
  const ways = [udp, report.tcp, report.turn]
  if (socket.state !== 'passed' || ways.some(isOpen)) return 'incomplete'
  const isThrough = ways.some(({ state }) => state === 'passed')
  if (!isThrough) return ways.some(({ state }) => state === 'failed') ? 'blocked' : 'incomplete'
  if (isTrouble(camera) || isTrouble(microphone)) return 'devices'
  if (udp.state === 'failed') return 'detour'
  const quality = [report['round-trip'], report.download, report.upload]
  if (quality.some(isTrouble)) return 'slow'
  return TEST_STEPS.some((step) => isOpen(report[step]) || isLeftOut(report[step]))
    ? 'incomplete'
    : 'good'
}

function isOpen({ state }: StepResult): boolean {
  return state === 'waiting' || state === 'running'
}

function isTrouble({ state }: StepResult): boolean {
  return state === 'warning' || state === 'failed'
}

function isLeftOut(result: StepResult): boolean {
  return result.state === 'skipped' && result.detail.type !== 'not-configured'
}
