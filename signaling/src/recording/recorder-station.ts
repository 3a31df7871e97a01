import {
  type NewEvent,
  type RecorderParams,
  type RecorderResult,
  type RoomId,
  type RoomState,
  VisavisError,
  type WantedRecording,
} from '@visavis/protocol'
import type { Logger } from 'pino'
import type { MediaNode } from '../media/media-node.ts'
import type { RoomLog } from '../room-log/room-log.ts'
import { takePage } from '../rooms/event-page.ts'
import type { RoomHub } from '../rooms/room-hub.ts'
import type { RoomHubs } from '../rooms/room-hubs.ts'
import { unlessOver } from '../rooms/unless-over.ts'
import type { Session } from '../sessions/session.ts'
import { recorderText } from '../socket/frames.ts'
import type { Reply } from '../socket/reply.ts'
import { RecorderSeat } from './recorder-seat.ts'
import { demandRecording } from './recording-plans.ts'

export interface StationOptions {
  readonly session: Session
  readonly hubs: RoomHubs
  readonly node: MediaNode
  readonly logger: Logger
  onClosed(): void
}

/** What one recorder's session has: whether it is told of recordings, and its seats. */
export class RecorderStation implements Disposable {
  readonly session: Session
  readonly #hubs: RoomHubs
  readonly #node: MediaNode
  readonly #logger: Logger
  readonly #onClosed: () => void
  readonly #seats = new Map<RoomId, RecorderSeat>()
  /** By whom, as it was told last. */
  readonly #taken = new Map<WantedRecording['recording'], string>()
  #isWatching = false

  constructor({ session, hubs, node, logger, onClosed }: StationOptions) {
    this.session = session
    this.#hubs = hubs
    this.#node = node
    this.#logger = logger
    this.#onClosed = onClosed
  }

  watch(): WantedRecording[] {
    this.#isWatching = true
    const rooms = this.#hubs.all.filter(({ tenant }) => tenant === this.session.tenant)
    return rooms.flatMap((hub) => wantedOf(hub))
  }

  tellWanted(wanted: WantedRecording): void {
    if (!this.#isWatching) return
    this.session.channel?.sendText(recorderText('recorder.wanted', { recordings: [wanted] }))
  }

  /** Heard again and again. One that nobody has is told each time, so that it is tried again. */
  tellWantedElsewhere(wanted: WantedRecording): void {
    const { recording, recorder } = wanted
    if (recorder !== undefined && this.#taken.get(recording) === recorder) return
    if (recorder === undefined) this.#taken.delete(recording)
    else this.#taken.set(recording, recorder)
    this.tellWanted(wanted)
  }

  seatAt(room: RoomId): RecorderSeat | undefined {
    return this.#seats.get(room)
  }

  /** Throws `not-found`. */
  demandSeat(room: RoomId): RecorderSeat {
    const seat = this.#seats.get(room)
    if (!seat) throw new VisavisError('not-found')
    return seat
  }

  async claim(
    { room, recording, recorder, after = 0 }: RecorderParams<'recorder.claim'>,
    reply: Reply,
  ): Promise<RecorderResult<'recorder.claim'>> {
    const { session } = this
    const use = await this.#hubs.acquire(session.tenant, room)
    try {
      await use.hub.decide((state) => planClaim(state, { recording, recorder }))
    } catch (error) {
      use.release()
      throw error
    }
    this.closeSeat(room)
    const seat = new RecorderSeat({ session, use, node: this.#node, recording, recorder })
    this.#seats.set(room, seat)
    const events = await seat.eventsAfter(after)
    reply.afterwards(() => seat.follow(events.at(-1)?.seq ?? after))
    return { events: [...events], head: use.hub.state.seq }
  }

  async release(room: RoomId, reason: 'done' | 'lost'): Promise<void> {
    const seat = this.demandSeat(room)
    const { recording, recorder, use } = seat
    try {
      await unlessOver(
        use.hub.decide((state) => planRelease(state, { recording, recorder, reason })),
      )
    } finally {
      this.closeSeat(room)
    }
  }

  /** The recording ends for everybody: nothing can be written. */
  async fail(room: RoomId): Promise<void> {
    const { recording, use } = this.demandSeat(room)
    const body = { recording, reason: 'failed' } as const
    const failed: NewEvent = { type: 'recording-stopped', actor: 'system', body }
    await use.hub.decide((state) => (isOpen(state, recording) ? [failed] : []))
  }

  async read(
    log: RoomLog,
    { room, after }: RecorderParams<'recorder.read'>,
  ): Promise<RecorderResult<'recorder.read'>> {
    const { hub } = this.demandSeat(room).use
    const events = takePage(await log.read({ tenant: this.session.tenant, room, after }))
    return { events: [...events], head: hub.state.seq }
  }

  onWorkerDied(worker: string): void {
    for (const seat of this.#seats.values()) seat.onWorkerDied(worker)
  }

  closeSeat(room: RoomId): void {
    const seat = this.#seats.get(room)
    this.#seats.delete(room)
    seat?.close()
  }

  /** The session is over: another recorder may take what this one had. */
  [Symbol.dispose](): void {
    this.#isWatching = false
    this.#onClosed()
    for (const room of [...this.#seats.keys()]) {
      this.release(room, 'lost').catch((err) => {
        if (err instanceof VisavisError && err.code === 'shutting-down') return
        this.#logger.error({ err, room }, 'releasing a recording failed')
      })
    }
  }
}

interface Claim {
  readonly recording: WantedRecording['recording']
  readonly recorder: string
}

/** The recording of a room that is asked for or under way; none where there is none. */
export function wantedOf({ room, state }: RoomHub): WantedRecording[] {
  const { recording, ended } = state
  if (!recording || ended || recording.phase.kind === 'stopped') return []
  const { id, recorder } = recording
  return [{ room, recording: id, ...(recorder && { recorder }) }]
}

function planClaim(state: RoomState, { recording: id, recorder }: Claim): NewEvent[] {
  const recording = demandRecording(state, id)
  if (recording.recorder === recorder) return []
  if (recording.recorder) throw new VisavisError('recording-taken')
  return [{ type: 'recorder-assigned', actor: 'system', body: { recording: id, recorder } }]
}

function planRelease(
  state: RoomState,
  { recording, recorder, reason }: Claim & { reason: 'done' | 'lost' },
): NewEvent[] {
  if (!isOpen(state, recording) || state.recording?.recorder !== recorder) return []
  return [{ type: 'recorder-released', actor: 'system', body: { recording, recorder, reason } }]
}

function isOpen({ recording }: RoomState, id: WantedRecording['recording']): boolean {
  return recording?.id === id && recording.phase.kind !== 'stopped'
}
