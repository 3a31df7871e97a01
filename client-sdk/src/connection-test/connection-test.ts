/// <reference lib="esnext.disposable" preserve="true" />
import { openWebSocket } from '../connection/wire.ts'
import { Devices } from '../devices/devices.ts'
import { Emitter } from '../emitter.ts'
import type { MediaKit } from '../media/media-kit.ts'
import type { TokenSource } from '../token-source.ts'
import { measureDownload, measureUpload } from './measure-rate.ts'
import { passed, rateOutcome, roundTripOutcome, skipped, warning } from './outcomes.ts'
import { StepRunner, type StepWork } from './step-runner.ts'
import type { StepOutcome, TestReport } from './test-report.ts'
import { TestSession } from './test-session.ts'
import { tryCamera, tryMicrophone } from './try-devices.ts'
import { loadKit, tryWay, type Way } from './try-way.ts'

export interface ConnectionTestOptions {
  /** One token is spent for each test. */
  tokenSource: TokenSource
}

export interface ConnectionTestEvents {
  report: TestReport
  /** The camera's picture while it is on; `null` when it is off. */
  camera: MediaStreamTrack | null
  /** How loud the microphone is, from 0 to 1, while it is listened to. */
  level: number
}

/**
 * Tries what a call needs, step by step: the server, each way for sound and picture, speed, camera, microphone.
 * Enters no room; nothing is recorded or sent to anybody. A step that fails is a result, never an exception.
 */
export class ConnectionTest extends Emitter<ConnectionTestEvents> {
  readonly #tokenSource: TokenSource
  readonly #runner = new StepRunner((report) => this.emit('report', report))
  readonly #devices = new Devices()
  #running: Promise<TestReport> | null = null
  #session: TestSession | null = null
  #kit: MediaKit | null = null
  #camera: MediaStreamTrack | null = null
  #roundTripMs = 0

  constructor({ tokenSource }: ConnectionTestOptions) {
    super()
    this.#tokenSource = tokenSource
  }

  get report(): TestReport {
    return this.#runner.report
  }

  /** Runs it, once; call it from a click, so that the microphone may be listened to. Never rejects. */
  run(): Promise<TestReport> {
    this.#running ??= this.#run()
    return this.#running
  }

  /** Leaves out the step that runs now. */
  skip(): void {
    this.#runner.skip()
  }

  /** Ends the test: what has not been tried is left out, everything open is closed. */
  close(): void {
    this.#runner.end()
    this.#release()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
    await this.#running
  }

  async #run(): Promise<TestReport> {
    try {
      return await this.#runner.run({
        socket: (signal) => this.#tryServer(signal),
        udp: this.#onSession((session, signal) => this.#tryWay(session, 'udp', signal)),
        tcp: this.#onSession((session, signal) => this.#tryTcp(session, signal)),
        turn: this.#onSession((session, signal) => this.#tryTurn(session, signal)),
        'round-trip': this.#onSession((session, signal) => this.#measureDelay(session, signal)),
        download: this.#onSession(async ({ grant }, signal) =>
          rateOutcome(await measureDownload(grant, signal)),
        ),
        upload: this.#onSession(async ({ grant }, signal) =>
          rateOutcome(await measureUpload(grant, this.#roundTripMs, signal)),
        ),
        camera: (signal) => this.#tryCamera(signal),
        microphone: (signal) => this.#tryMicrophone(signal),
      })
    } finally {
      this.#release()
    }
  }

  #onSession(work: (session: TestSession, signal: AbortSignal) => Promise<StepOutcome>): StepWork {
    return async (signal) => (this.#session ? work(this.#session, signal) : skipped('not-possible'))
  }

  async #tryServer(signal: AbortSignal): Promise<StepOutcome> {
    const startedAt = performance.now()
    const tokenSource = this.#tokenSource
    const session = await TestSession.open({ tokenSource, openWire: openWebSocket, signal })
    if (signal.aborted) session.close()
    else this.#session = session
    return passed({ type: 'connected', ms: Math.round(performance.now() - startedAt) })
  }

  async #tryWay(session: TestSession, way: Way, signal: AbortSignal): Promise<StepOutcome> {
    this.#kit ??= await loadKit(session)
    return tryWay({ session, kit: this.#kit, way, signal })
  }

  async #tryTcp(session: TestSession, signal: AbortSignal): Promise<StepOutcome> {
    const outcome = await this.#tryWay(session, 'tcp', signal)
    const isSpare = this.report.udp.state === 'passed'
    return isSpare && outcome.state === 'failed' ? warning(outcome.detail.type) : outcome
  }

  async #tryTurn(session: TestSession, signal: AbortSignal): Promise<StepOutcome> {
    const { iceServers } = session.opened
    const hasRelay = iceServers.some(({ urls }) => urls.some((url) => /^turns?:/.test(url)))
    return hasRelay ? this.#tryWay(session, 'turn', signal) : skipped('not-configured')
  }

  async #measureDelay(session: TestSession, signal: AbortSignal): Promise<StepOutcome> {
    this.#roundTripMs = await session.roundTrip(signal)
    return roundTripOutcome(this.#roundTripMs)
  }

  async #tryCamera(signal: AbortSignal): Promise<StepOutcome> {
    // The server is not needed any more, and a permission may be thought about for long.
    this.#endSession()
    const track = await this.#devices.open('camera')
    if (signal.aborted) {
      track.stop()
      return skipped('by-user')
    }
    this.#camera = track
    this.emit('camera', track)
    return tryCamera(track, signal)
  }

  async #tryMicrophone(signal: AbortSignal): Promise<StepOutcome> {
    const track = await this.#devices.open('microphone')
    try {
      if (signal.aborted) return skipped('by-user')
      return await tryMicrophone(track, (level) => this.emit('level', level), signal)
    } finally {
      track.stop()
    }
  }

  #endSession(): void {
    this.#session?.close()
    this.#session = null
  }

  #release(): void {
    this.#endSession()
    this.#devices.close()
    this.#camera?.stop()
    if (this.#camera) this.emit('camera', null)
    this.#camera = null
  }
}
