import type { LinkSample } from './link-sample.ts'

/** A voice and the smallest picture take about 100; below this both break. */
const NARROW_RECEIVE_BPS = 80_000
/** What the browser thinks that it may send: below, the smallest picture would push the voice aside. */
const NARROW_SEND_BPS = 60_000
const QUEUED_ROUND_TRIP_MS = 300
/** A queue that overflows loses more than a bad radio does; a rate that falls to so much less in three seconds was cut: from 150 kbps to 30, too. */
const QUEUE_LOSS = 0.4
const SUDDEN = 2.5
const RATES = 6
/** Above these the network is full, not just slow: sound does not arrive in time. */
const BROKEN_SOUND = 0.2
/**
 * Where the picture has stopped and not even a voice of the usual rate comes through, less says the same. A camera that stops
 * by itself leaves the sound alone, and a link that takes twice a voice brings one whole.
 */
const BROKEN_SOUND_IN_THE_DARK = 0.05
const VOICE_BPS = 40_000
const FULL_ROUND_TRIP_MS = 800
/** Looks without a picture that should be there. */
const DARK_LOOKS = 8
/** A single bad half second is not worth a change. What sound there is comes in bursts, so between two a good one may lie. */
const LOOKS = {
  receive: { toAgree: 2, of: 3 },
  // A browser sends less by itself when it may not send so much, which is enough where there is room for a voice and the smallest picture.
  send: { toAgree: 6, of: 8 },
}

/** Way back: what stills show of the network, which must be far above what is narrow. */
const ROOMY_BPS = 220_000
const ROOMY_TO_AGREE = 2
/** With twice as much a single still is enough. */
const PLENTY_BPS = 2 * ROOMY_BPS
/** Trying video again costs a moment of voice where it fails, so each failure makes the next try later. */
const FIRST_PATIENCE_MS = 5_000
const LONGEST_PATIENCE_MS = 120_000
/** Video that lasted so long was no failure. */
const GOOD_FOR_MS = 30_000
/** Where no stills tell, a quiet network is trusted after a while. */
const QUIET_LOOKS = 20
const QUIET_ROUND_TRIP_MS = 400

export interface Look extends LinkSample {
  readonly at: number
  /** Whether a moving picture should come. */
  readonly isPictureExpected: boolean
  /** Whether the server answers over the socket at once: what does not come is held up elsewhere, unless media has a worse way. */
  readonly isWayQuick?: boolean
}

type Direction = 'receive' | 'send'

/**
 * Whether there is room for video in one direction: leaves it soon, comes back carefully. The only place that decides.
 * Times are passed in.
 */
export class RoomForVideo {
  readonly #direction: Direction
  #isNarrow = false
  #changedAt = Number.NEGATIVE_INFINITY
  #patienceMs = FIRST_PATIENCE_MS
  /** Whether the last looks were bad. */
  #bad: readonly boolean[] = []
  #darkLooks = 0
  #quietLooks = 0
  #roomy = 0
  /** Of the last looks, in bits a second. */
  #rates: readonly number[] = []

  constructor(direction: Direction) {
    this.#direction = direction
  }

  get isNarrow(): boolean {
    return this.#isNarrow
  }

  /** Whether something speaks against it, which is not enough yet. */
  get isDoubted(): boolean {
    return !this.#isNarrow && (this.#bad.includes(true) || this.#darkLooks > 0)
  }

  /** Twice a second. Whether the judgement changed. */
  look(look: Look): boolean {
    return this.#isNarrow ? this.#lookForQuiet(look) : this.#lookForTrouble(look)
  }

  /** Something else says that there is no room. */
  distrust(at: number): void {
    if (!this.#isNarrow) this.#change(true, at)
  }

  /** After each still: what it arrived at. Whether the judgement changed. */
  noteRate(bps: number, at: number): boolean {
    const weight = bps >= PLENTY_BPS ? ROOMY_TO_AGREE : 1
    this.#roomy = bps >= ROOMY_BPS ? this.#roomy + weight : 0
    const isDue = at - this.#changedAt >= this.#patienceMs
    if (!this.#isNarrow || !isDue || this.#roomy < ROOMY_TO_AGREE) return false
    return this.#change(false, at)
  }

  #lookForTrouble(look: Look): boolean {
    if (look.at - this.#changedAt > GOOD_FOR_MS) this.#patienceMs = FIRST_PATIENCE_MS
    const looks = LOOKS[this.#direction]
    this.#bad = [...this.#bad, this.#isBad(look)].slice(-looks.of)
    const isBad = this.#bad.filter(Boolean).length >= looks.toAgree
    const isDark = this.#isDark(look)
    const isElsewhere = look.isWayQuick && look.roundTripMs < QUEUED_ROUND_TRIP_MS
    if (isElsewhere || (!isBad && !isDark)) return false
    // A change back so soon was a failed try.
    const isRelapse = look.at - this.#changedAt <= GOOD_FOR_MS
    if (isRelapse) this.#patienceMs = Math.min(LONGEST_PATIENCE_MS, this.#patienceMs * 2)
    return this.#change(true, look.at)
  }

  #lookForQuiet(look: Look): boolean {
    const isQuiet = look.roundTripMs < QUIET_ROUND_TRIP_MS && look.concealedShare < 0.02
    this.#quietLooks = isQuiet && !look.isPictureExpected ? this.#quietLooks + 1 : 0
    const isDue = look.at - this.#changedAt >= this.#patienceMs
    return isDue && this.#quietLooks >= QUIET_LOOKS && this.#change(false, look.at)
  }

  #isBad(look: Look): boolean {
    const { receivedBps, concealedShare, lostShare, roundTripMs, sendBps } = look
    if (this.#direction === 'send') {
      // Without a queue it is losses that keep the rate down, which a smaller picture does not help.
      return sendBps !== null && sendBps < NARROW_SEND_BPS && roundTripMs > QUEUED_ROUND_TRIP_MS
    }
    // A busy machine breaks sound too, and so do losses: neither is a reason to send less.
    const isSudden = receivedBps * SUDDEN < Math.max(0, ...this.#rates)
    const isQueued = isSudden || roundTripMs > QUEUED_ROUND_TRIP_MS || lostShare > QUEUE_LOSS
    this.#rates = [...this.#rates, receivedBps].slice(-RATES)
    const isStopped = look.isPictureExpected && look.frames <= 1 && receivedBps < VOICE_BPS
    const broken = isStopped ? BROKEN_SOUND_IN_THE_DARK : BROKEN_SOUND
    const isFull = (concealedShare > broken && isQueued) || roundTripMs > FULL_ROUND_TRIP_MS
    return receivedBps > 0 && receivedBps < NARROW_RECEIVE_BPS && isFull
  }

  /** The picture stays away while sound comes: nothing of it fits. */
  #isDark({ receivedBps, frames, isPictureExpected }: Look): boolean {
    if (this.#direction === 'send') return false
    const isDark = isPictureExpected && frames === 0 && receivedBps > 0
    this.#darkLooks = isDark && receivedBps < NARROW_RECEIVE_BPS ? this.#darkLooks + 1 : 0
    return this.#darkLooks >= DARK_LOOKS
  }

  #change(isNarrow: boolean, at: number): true {
    this.#isNarrow = isNarrow
    this.#changedAt = at
    this.#bad = []
    this.#darkLooks = 0
    this.#quietLooks = 0
    this.#roomy = 0
    return true
  }
}
