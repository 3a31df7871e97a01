import { type ConsentNotice, type ConsentReceipt, VisavisError } from '@visavis/protocol/browser'
import type { Room } from '../room/room.ts'
import type { CallAction } from './call-actions.ts'
import { saveReceipt } from './save-receipt.ts'

export type RecordingAction = Extract<
  CallAction,
  { readonly type: `consent-${string}` | `record-${string}` | 'read-notice' }
>

/** One's own part in a recording: the notice, the answer, and what an advisor does with it. */
export class CallRecording {
  readonly #onChanged: () => void
  #notice: ConsentNotice | null = null
  #receipt: ConsentReceipt | null = null
  #isBusy = false

  constructor(onChanged: () => void) {
    this.#onChanged = onChanged
  }

  get notice(): ConsentNotice | null {
    return this.#notice
  }

  get receipt(): ConsentReceipt | null {
    return this.#receipt
  }

  get isBusy(): boolean {
    return this.#isBusy
  }

  /** For the next room. */
  clear(): void {
    this.#notice = null
    this.#receipt = null
    this.#isBusy = false
  }

  /** Never rejects: the log says what came of it, and what did not can be pressed again. */
  async act(action: RecordingAction, room: Room): Promise<void> {
    if (action.type === 'read-notice') return this.#readNotice(room, action.locale)
    if (this.#isBusy) return
    this.#setBusy(true)
    try {
      await this.#do(action, room)
    } catch (error) {
      // Another text is in force by now: it is shown instead.
      const isStale = error instanceof VisavisError && error.code === 'notice-unknown'
      if (isStale && this.#notice) await this.#readNotice(room, this.#notice.locale)
    } finally {
      this.#setBusy(false)
    }
  }

  async #do(
    action: Exclude<RecordingAction, { type: 'read-notice' }>,
    { recording }: Room,
  ): Promise<void> {
    switch (action.type) {
      case 'consent-accept':
        if (this.#notice) this.#receipt = await recording.give(this.#notice)
        return
      case 'consent-decline':
        if (this.#notice) await recording.refuse(this.#notice)
        return
      case 'consent-withdraw':
        await recording.withdraw()
        this.#receipt = await recording.receipt()
        return
      case 'consent-receipt':
        this.#receipt = await recording.receipt()
        return saveReceipt(this.#receipt)
      // Whoever asks is asked like everybody else, and sees the same notice.
      case 'record-start':
        return recording.start()
      case 'record-pause':
        return recording.pause()
      case 'record-resume':
        return recording.resume()
      case 'record-stop':
        return recording.stop()
    }
  }

  /** Without one nobody can agree, and nothing is recorded. */
  async #readNotice({ recording }: Room, locale: string): Promise<void> {
    this.#notice = await recording.readNotice(locale).catch(() => null)
    this.#onChanged()
  }

  #setBusy(isBusy: boolean): void {
    this.#isBusy = isBusy
    this.#onChanged()
  }
}
