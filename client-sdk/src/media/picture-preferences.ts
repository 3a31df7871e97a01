import {
  type PicturePreference,
  type SubscriptionId,
  type TrackId,
  VisavisError,
} from '@visavis/protocol/browser'
import type { Request } from '../connection/request.ts'
import { isNotFound, isUnanswered } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { checkedPicture, type DrawnPicture } from './picture-size.ts'

/** What changes together, as when a window is resized, is told together. */
const GATHER_MS = 50

/** What has just arrived is not to be disturbed before its first frame. */
const ARRIVED_MS = 1_000

interface Preference {
  readonly picture: DrawnPicture
  isTold: boolean
}

interface Untold {
  readonly subscription: SubscriptionId
  readonly preference: Preference
}

export interface PicturePreferencesOptions {
  request: Request
  logger: Logger
}

/** How large each remote picture is drawn, kept until the server knows, and told again for each new subscription. */
export class PicturePreferences {
  readonly #options: PicturePreferencesOptions
  readonly #preferences = new Map<TrackId, Preference>()
  readonly #subscriptions = new Map<TrackId, SubscriptionId>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: PicturePreferencesOptions) {
    this.#options = options
  }

  isHidden(track: TrackId): boolean {
    return this.#preferences.get(track)?.picture === 'hidden'
  }

  /** @throws {VisavisError} `invalid-request` for sizes that no picture has. */
  prefer(track: TrackId, drawn: DrawnPicture): void {
    const picture = checkedPicture(drawn)
    if (isSame(this.#preferences.get(track)?.picture, picture)) return
    this.#preferences.set(track, { picture, isTold: false })
    this.tellSoon()
  }

  /** A track arrived, or arrived once more over a new transport, of which the server knows nothing yet. */
  follow(track: TrackId, subscription: SubscriptionId): void {
    this.#subscriptions.set(track, subscription)
    const preference = this.#preferences.get(track)
    if (!preference) return
    preference.isTold = false
    this.#tellAfter(ARRIVED_MS)
  }

  forget(track: TrackId): void {
    this.#preferences.delete(track)
    this.#subscriptions.delete(track)
  }

  /** Tells what the server may not have heard. */
  tellSoon(): void {
    this.#tellAfter(GATHER_MS)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#preferences.clear()
    this.#subscriptions.clear()
  }

  #tellAfter(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#tell(), ms)
  }

  async #tell(): Promise<void> {
    const untold = [...this.#preferences].flatMap(([track, preference]) => {
      const subscription = this.#subscriptions.get(track)
      return subscription && !preference.isTold ? [{ subscription, preference }] : []
    })
    if (untold.length > 0) await this.#ask(untold)
  }

  /** Never rejects. */
  async #ask(untold: readonly Untold[]): Promise<void> {
    const pictures = untold.map(({ subscription, preference: { picture } }) =>
      spoken(subscription, picture),
    )
    for (const { preference } of untold) preference.isTold = true
    try {
      await this.#options.request('subscription.prefer', { pictures })
    } catch (error) {
      this.#options.logger.info('picture sizes not told', { error: String(error) })
      await this.#onFailed(untold, error)
    }
  }

  async #onFailed(untold: readonly Untold[], error: unknown): Promise<void> {
    // One that has gone meanwhile keeps none of the others.
    if (isNotFound(error) && untold.length > 1) {
      await Promise.all(untold.map((one) => this.#ask([one])))
      return
    }
    // What the server refuses it refuses again.
    if (error instanceof VisavisError && !error.retryable) return
    for (const { preference } of untold) preference.isTold = false
    if (isUnanswered(error)) this.tellSoon()
  }
}

function spoken(subscription: SubscriptionId, picture: DrawnPicture): PicturePreference {
  return picture === 'hidden' ? { subscription, visible: false } : { subscription, ...picture }
}

function isSame(before: DrawnPicture | undefined, now: DrawnPicture): boolean {
  if (before === undefined || before === 'hidden' || now === 'hidden') return before === now
  return before.width === now.width && before.height === now.height
}
