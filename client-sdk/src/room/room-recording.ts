import {
  type ConsentNotice,
  type ConsentReceipt,
  type RecordingId,
  type RecordingState,
  VisavisError,
} from '@visavis/protocol/browser'
import type { Request } from '../connection/request.ts'

export interface RecordingContext {
  readonly request: Request
  /** The newest recording of the room. */
  readonly recording: () => RecordingState | null
}

/**
 * The recording of a room, and one's own consent to it. What there is of it is in `room.state.recording`. Nothing of anybody
 * is recorded before everybody who has to consent has.
 */
export class RoomRecording {
  readonly #context: RecordingContext

  /** @internal */
  constructor(context: RecordingContext) {
    this.#context = context
  }

  /** What somebody is to read before they choose: `text` is shown as it is. */
  readNotice(locale: string): Promise<ConsentNotice> {
    return this.#context.request('consent.read-notice', { locale })
  }

  /**
   * Consents, after `notice` was shown. Answers with a receipt for whoever consented.
   * @throws {VisavisError} `notice-unknown` when another notice is in force by now, `not-found` when there is no recording.
   */
  give(notice: ConsentNotice): Promise<ConsentReceipt> {
    return this.#context.request('consent.give', { recording: this.#id, notice: seen(notice) })
  }

  /** Declines. The call goes on. */
  async refuse(notice: ConsentNotice): Promise<void> {
    await this.#context.request('consent.refuse', { recording: this.#id, notice: seen(notice) })
  }

  /** Takes one's consent back: nothing is recorded from then on. */
  async withdraw(): Promise<void> {
    await this.#context.request('consent.withdraw', { recording: this.#id })
  }

  /** The receipt of one's own consent, with what became of it. */
  receipt(): Promise<ConsentReceipt> {
    return this.#context.request('consent.read-receipt', { recording: this.#id })
  }

  /**
   * Asks everybody in the room. With a `notice`, one consents by asking.
   * @throws {VisavisError} `forbidden`, `recording-exists`, `recording-forbidden`.
   */
  async start(notice?: ConsentNotice): Promise<void> {
    await this.#context.request('recording.start', notice ? { notice: seen(notice) } : {})
  }

  /** Stops sound, pictures, chat and drawings together, as for a card number. With `forMs` it goes on by itself. */
  async pause(forMs?: number): Promise<void> {
    const timer = forMs === undefined ? {} : { forMs }
    await this.#context.request('recording.pause', { recording: this.#id, ...timer })
  }

  async resume(): Promise<void> {
    await this.#context.request('recording.resume', { recording: this.#id })
  }

  async stop(): Promise<void> {
    await this.#context.request('recording.stop', { recording: this.#id })
  }

  get #id(): RecordingId {
    const recording = this.#context.recording()
    if (!recording) throw new VisavisError('not-found')
    return recording.id
  }
}

function seen({ noticeHash, locale }: ConsentNotice) {
  return { noticeHash, locale }
}
