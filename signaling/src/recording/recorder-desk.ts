import type { PubSub } from '@visavis/cluster'
import {
  type RoomEvent,
  type TenantId,
  VisavisError,
  type WantedRecording,
} from '@visavis/protocol'
import type { Logger } from 'pino'
import type { MediaNode } from '../media/media-node.ts'
import type { RoomHub } from '../rooms/room-hub.ts'
import type { RoomHubs } from '../rooms/room-hubs.ts'
import type { SessionDirectory } from '../sessions/directory/session-directory.ts'
import type { Session } from '../sessions/session.ts'
import { RecorderStation, wantedOf } from './recorder-station.ts'
import { RecorderWatch } from './recorder-watch.ts'
import { RecordingNews } from './recording-news.ts'

export interface RecorderDeskOptions {
  readonly hubs: RoomHubs
  readonly node: MediaNode
  readonly logger: Logger
  readonly pubSub: PubSub
  readonly directory: Pick<SessionDirectory, 'instance' | 'isShared'>
}

/** The recorders that are connected here. */
export class RecorderDesk {
  readonly #parts: RecorderDeskOptions
  readonly #stations = new Set<RecorderStation>()
  readonly #stopListening: () => void
  readonly #news: RecordingNews
  readonly #watch: RecorderWatch

  constructor(parts: RecorderDeskOptions) {
    this.#parts = parts
    this.#news = new RecordingNews({
      ...parts,
      ...parts.directory,
      wanted: () => this.#wantedHere(),
      onWanted: (tenant, wanted) => this.#tellOfOthers(tenant, wanted),
    })
    this.#watch = new RecorderWatch({
      ...parts,
      isShared: parts.directory.isShared,
      isHeldHere: (hub) => this.#isHeldHere(hub),
    })
    this.#stopListening = parts.node.onNotice((event) => {
      if (event.notice !== 'worker.died') return
      for (const station of this.#stations) station.onWorkerDied(event.params.worker)
    })
  }

  /** Throws `not-found` for everybody who is no recorder: to them there is no such thing. */
  stationOf(session: Session): RecorderStation {
    if (!session.isRecorder) throw new VisavisError('not-found')
    const known = [...this.#stations].find((station) => station.session === session)
    return known ?? this.#open(session)
  }

  /** Of every room, before those in it are told. */
  onEvents(hub: RoomHub, events: readonly RoomEvent[]): void {
    const stations = [...this.#stations].filter(({ session }) => session.tenant === hub.tenant)
    for (const station of stations) station.seatAt(hub.room)?.gate(hub.state)
    if (events.some(({ type }) => type === 'room-ended')) {
      // Told of the end first, like everybody.
      queueMicrotask(() => {
        for (const station of stations) station.closeSeat(hub.room)
      })
    }
    const isNews = events.some(({ type }) => ASKS_FOR_RECORDER.has(type))
    const [wanted] = isNews ? wantedOf(hub) : []
    if (!wanted) return
    for (const station of stations) station.tellWanted(wanted)
    this.#news.share(hub.tenant, [wanted])
  }

  close(): void {
    this.#stopListening()
    this.#watch.close()
    this.#news.close()
  }

  #isHeldHere({ tenant, room, state }: RoomHub): boolean {
    const recorder = state.recording?.recorder
    const mine = [...this.#stations].filter(({ session }) => session.tenant === tenant)
    return mine.some((station) => station.seatAt(room)?.recorder === recorder)
  }

  #wantedHere(): Map<TenantId, WantedRecording[]> {
    const byTenant = new Map<TenantId, WantedRecording[]>()
    for (const hub of this.#parts.hubs.all) {
      const wanted = wantedOf(hub)
      if (wanted.length === 0) continue
      byTenant.set(hub.tenant, [...(byTenant.get(hub.tenant) ?? []), ...wanted])
    }
    return byTenant
  }

  /** Of a room that is here too, its own events tell. */
  #tellOfOthers(tenant: TenantId, wanted: WantedRecording): void {
    if (this.#parts.hubs.peek(tenant, wanted.room)) return
    for (const station of this.#stations) {
      if (station.session.tenant === tenant) station.tellWantedElsewhere(wanted)
    }
  }

  #open(session: Session): RecorderStation {
    const station = new RecorderStation({
      ...this.#parts,
      session,
      onClosed: () => this.#stations.delete(station),
    })
    this.#stations.add(station)
    this.#news.follow(session.tenant)
    session.station = station
    return station
  }
}

const ASKS_FOR_RECORDER: ReadonlySet<string> = new Set([
  'recording-requested',
  'recorder-released',
] satisfies RoomEvent['type'][])
