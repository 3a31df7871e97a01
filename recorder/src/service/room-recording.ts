import { randomBytes } from 'node:crypto'
import {
  type PartEnd,
  type RecordedTrack,
  type RecorderMethod,
  type RecorderParams,
  type RecorderResult,
  type RoomEvent,
  type RoomId,
  type RtpCapabilities,
  type SubscriptionId,
  type SubscriptionOffer,
  type TenantId,
  VisavisError,
  type WantedRecording,
} from '@visavis/protocol'
import type { HeadConfirmation } from '../gate/packet-gate.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { Intake } from '../parts/intake.ts'
import { trackFormat } from '../parts/track-format.ts'
import type { PartFolder } from '../parts/track-recorder.ts'
import type { RecorderLogger } from '../recorder-logger.ts'
import type { MediaPorts } from '../rtp/media-ports.ts'
import type { Take } from '../spool/take.ts'
import { RoomFold } from './room-fold.ts'

export interface RoomRecordingOptions {
  readonly tenant: TenantId
  readonly wanted: WantedRecording
  /** Of this process. */
  readonly recorder: string
  /** Where the media node sends to. */
  readonly address: string
  readonly ports: MediaPorts
  readonly rtpCapabilities: RtpCapabilities
  readonly keys: KeyRing
  readonly logger: RecorderLogger
  call<M extends RecorderMethod>(method: M, params: RecorderParams<M>): Promise<RecorderResult<M>>
  createTake(terms: { retentionDays: number; take: string; startedAt: number }): Promise<Take>
}

/** What does not leave this machine is not encrypted on its way. */
function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}

export const TRACK_ENDED = 'track ended'

/** One recording while this process has it. */
export class RoomRecording {
  readonly room: RoomId
  /** Resolves when all parts have ended. */
  readonly done: Promise<void>
  readonly #options: RoomRecordingOptions
  readonly #fold: RoomFold
  readonly #intake: Intake
  readonly #take: Take
  readonly #ssrcs = new Map<SubscriptionId, number>()
  readonly #finished = Promise.withResolvers<void>()
  /** Up to there the log may still say that others had it. */
  readonly #claimedAt: number
  #ending: Promise<void> | undefined
  #reading: Promise<void> | undefined

  /** Claims the recording. Rejects with `recording-taken` where another was quicker. */
  static async claim(options: RoomRecordingOptions): Promise<RoomRecording> {
    const { wanted, recorder, call, address, ports } = options
    const { room, recording } = wanted
    const fold = new RoomFold(recording)
    const claimed = await call('recorder.claim', { room, recording, recorder })
    await using undo = new AsyncDisposableStack()
    undo.defer(() => release(call, room))
    const past = [...fold.fold(claimed.events)]
    if (fold.seq < claimed.head) {
      for await (const events of pagesAfter(call, room, fold)) past.push(...fold.fold(events))
    }
    const { state } = fold
    if (state.recording?.id !== recording) throw new VisavisError('not-found')
    let made: RoomRecording | undefined
    const intake = undo.use(
      await Intake.open({
        ports,
        address,
        reasonOf: (participant, arrived) => fold.reasonFor(participant, arrived),
        onEnded: (ended) => options.logger.info({ recording, ...ended }, TRACK_ENDED),
        onLost: (error) => made?.fail(error),
      }),
    )
    const take = await options.createTake({
      take: `${recorder}.${randomBytes(6).toString('hex')}`,
      retentionDays: state.recording.terms.retentionDays,
      startedAt: state.at,
    })
    const last = past.at(-1)
    if (last) intake.fold(last)
    undo.move()
    made = new RoomRecording(options, { fold, intake, take, claimedAt: claimed.head })
    return made
  }

  private constructor(
    options: RoomRecordingOptions,
    parts: { fold: RoomFold; intake: Intake; take: Take; claimedAt: number },
  ) {
    const { fold, intake, take, claimedAt } = parts
    this.#claimedAt = claimedAt
    this.room = options.wanted.room
    this.#options = options
    this.#fold = fold
    this.#intake = intake
    this.#take = take
    this.done = this.#finished.promise
  }

  /** Asks for media. */
  async open(): Promise<void> {
    const { call, rtpCapabilities } = this.#options
    const { room } = this
    const { local, srtp } = this.#intake
    const isAcross = !isLoopback(local.address)
    const place = { room, ...local, ...(isAcross && { srtp }) }
    const answer = await call('recorder.open', { ...place, rtpCapabilities })
    if (isAcross && !answer.srtp) throw new VisavisError('media-refused', { detail: 'No SRTP.' })
    this.#intake.listenTo(answer)
    await this.offered(answer.subscriptions)
  }

  onEvents(events: readonly RoomEvent[]): void {
    for (const folded of this.#fold.fold(events)) this.#intake.fold(folded)
    this.#take.setPauses(this.#fold.pauses)
    const newest = events.at(-1)?.seq ?? 0
    if (newest > this.#fold.seq) this.#catchUp()
    if (this.#fold.isOver) this.end('stopped')
    else if (this.#isTakenAway) this.end('recorder-lost')
  }

  /** Signaling gave this process up: whoever takes the recording next may be this process again. */
  get #isTakenAway(): boolean {
    const { seq, state } = this.#fold
    return seq >= this.#claimedAt && state.recording?.recorder !== this.#options.recorder
  }

  onHead(confirmation: HeadConfirmation): void {
    this.#intake.confirm(confirmation)
    if (confirmation.head > this.#fold.seq) this.#catchUp()
  }

  async offered(offers: readonly SubscriptionOffer[]): Promise<void> {
    if (this.#ending || offers.length === 0) return
    const ready = await Promise.all(offers.map((offer) => this.#prepare(offer)))
    const subscriptions = ready.filter((id) => id !== undefined)
    if (this.#ending || subscriptions.length === 0) return
    await this.#resume(subscriptions)
  }

  /** One that was withdrawn meanwhile refuses all that are asked for with it: the others are asked for alone. */
  async #resume(subscriptions: readonly SubscriptionId[]): Promise<void> {
    const { call } = this.#options
    try {
      await call('recorder.resume', { room: this.room, subscriptions: [...subscriptions] })
    } catch (error) {
      if (!(error instanceof VisavisError) || error.code !== 'not-found') throw error
      if (subscriptions.length === 1) return
      for (const one of subscriptions) if (this.#ssrcs.has(one)) await this.#resume([one])
    }
  }

  /** The event that is the reason may be known only after this. */
  async withdrawn(subscriptions: readonly SubscriptionId[]): Promise<void> {
    const ssrcs = subscriptions.map((id) => this.#ssrcs.get(id))
    for (const id of subscriptions) this.#ssrcs.delete(id)
    const at = this.#intake.serverTime()
    await this.#read().catch((err) => this.#options.logger.warn({ err }, 'reading a room failed'))
    for (const ssrc of ssrcs) {
      const track = ssrc === undefined ? undefined : this.#intake.trackOf(ssrc)
      if (ssrc === undefined || !track) continue
      const isGone = !this.#fold.state.tracks[track.track]
      const now = { earliest: at, latest: this.#intake.serverTime() }
      const reason = this.#fold.reasonFor(track.participant, now)
      this.#intake.remove(ssrc, isGone && reason !== 'stopped' ? 'track-ended' : reason)
    }
  }

  /** The media node lost what it sent. Asks for it again. */
  async mediaLost(): Promise<void> {
    for (const ssrc of this.#ssrcs.values()) this.#intake.remove(ssrc, 'media-lost')
    this.#ssrcs.clear()
    if (!this.#ending) await this.open()
  }

  /** Ends all parts with what is held of them. Ending twice is ending once. */
  end(because: PartEnd): Promise<void> {
    this.#ending ??= this.#end(because)
      .catch((err) => {
        const { recording } = this.#options.wanted
        this.#options.logger.error({ err, recording }, 'ending a recording failed')
      })
      .finally(this.#finished.resolve)
    return this.#ending
  }

  async #end(because: PartEnd): Promise<void> {
    const endedAt = this.#intake.serverTime()
    await this.#intake.close(because)
    this.#take.finish(endedAt)
    await this.#take.written()
    const { wanted, logger } = this.#options
    logger.info({ recording: wanted.recording, reason: because }, 'recording ended')
    // Nobody has it any more where the room or the socket is gone.
    if (because !== 'media-lost') await release(this.#options.call, this.room)
  }

  /** What signaling did not tell, or has not yet. */
  #catchUp(): void {
    this.#reading ??= this.#read()
      .catch((err) => this.#options.logger.warn({ err }, 'reading a room failed'))
      .finally(() => {
        this.#reading = undefined
      })
  }

  async #read(): Promise<void> {
    const { call } = this.#options
    for await (const events of pagesAfter(call, this.room, this.#fold)) this.onEvents(events)
  }

  /** Everything that a track needs before its first packet. */
  async #prepare(offer: SubscriptionOffer): Promise<SubscriptionId | undefined> {
    const { tenant, wanted, keys, logger } = this.#options
    const { subscription, track: id, participant, kind, source, rtpParameters } = offer
    try {
      // Who has come may be told after what they send.
      if (!this.#fold.state.participants[participant]) await this.#read()
      const person = this.#fold.state.participants[participant]?.person
      if (!rtpParameters || !person) throw new VisavisError('not-found')
      const track: RecordedTrack = { track: id, participant, person, kind, source }
      const format = trackFormat(rtpParameters)
      const { recording } = wanted
      const dataKey = await keys.make({ tenant, recording, person })
      this.#take.addTrack(track)
      this.#ssrcs.set(subscription, format.ssrc)
      this.#intake.add({ track, format, folder: this.#folder(dataKey) })
      return subscription
    } catch (err) {
      logger.error({ err, recording: wanted.recording, track: id }, 'a track cannot be recorded')
      return undefined
    }
  }

  #folder(dataKey: Buffer): PartFolder {
    const take = this.#take
    return {
      folder: take.folder,
      dataKey,
      nextFile: (track) => take.nextFile(track),
      onBegin: (part) => take.begin(part),
      onEnd: (part) => take.end(part),
      onFailure: (err) => this.fail(err),
    }
  }

  /** Nothing can be written: the recording stops for everybody, who see that it has. */
  fail(err: unknown): void {
    if (this.#ending) return
    const { logger, call, wanted } = this.#options
    logger.error({ err, recording: wanted.recording }, 'recording failed')
    const told = call('recorder.fail', { room: this.room }).catch(() => {})
    told.then(() => this.end('storage'))
  }
}

/** What the fold does not have yet of a log, as far as each page is folded before the next. */
async function* pagesAfter(
  call: RoomRecordingOptions['call'],
  room: RoomId,
  fold: RoomFold,
): AsyncGenerator<readonly RoomEvent[]> {
  for (;;) {
    const after = fold.seq
    const { events, head } = await call('recorder.read', { room, after })
    yield events
    if (fold.seq >= head || fold.seq === after) return
  }
}

async function release(call: RoomRecordingOptions['call'], room: RoomId): Promise<void> {
  try {
    await call('recorder.release', { room })
  } catch (err) {
    // Over, or signaling is gone: nobody has it either way.
    if (!(err instanceof VisavisError)) throw err
  }
}
