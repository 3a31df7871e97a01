import {
  type NewEvent,
  newId,
  type Params,
  type ParticipantId,
  type RecordingPolicy,
  type RoomEntry,
  type RoomId,
  type TicketId,
  VisavisError,
} from '@visavis/protocol'
import type { Logger } from 'pino'
import { RateLimit } from '../http/rate-limit.ts'
import type { RedisCounters } from '../http/redis-counters.ts'
import { trackEvents } from '../media/announce.ts'
import type { MediaNode } from '../media/media-node.ts'
import type { Announcement, SessionMedia } from '../media/session-media.ts'
import type { TicketStore } from '../ports.ts'
import type { RecordingRules } from '../recording/recording-rules.ts'
import type { RoomLog } from '../room-log/room-log.ts'
import { createRoom } from '../rooms/create-room.ts'
import type { Entrance } from '../rooms/entrance.ts'
import { openMedia } from '../rooms/open-media.ts'
import { placed } from '../rooms/placement.ts'
import { joined, planAccept, planEnd } from '../rooms/plans.ts'
import type { RoomHub } from '../rooms/room-hub.ts'
import type { HubUse, RoomHubs } from '../rooms/room-hubs.ts'
import type { SessionDirectory } from '../sessions/directory/session-directory.ts'
import type { Session } from '../sessions/session.ts'
import type { Reply } from '../socket/reply.ts'
import type { Queue } from './queue.ts'
import { ticketRecord } from './ticket-record.ts'

/** A shopper, an advisor, and a colleague or two whom they call in. */
export const GUIDANCE_CAPACITY = 4

/** Calls that one person may ask for: each rings at every desk and stays in the log. */
export const REQUEST_RATE = { requests: 60, seconds: 60 }

/** Desks that are likely to answer: of more, one connects a few milliseconds later. */
const BROUGHT_DESKS = 8

export interface GuidanceOptions {
  readonly log: RoomLog
  readonly hubs: RoomHubs
  readonly directory: SessionDirectory
  readonly node: MediaNode
  readonly entrance: Entrance
  readonly tickets: TicketStore
  readonly queue: Queue
  readonly rules: RecordingRules
  /** Shared with other processes. */
  readonly counters?: RedisCounters | undefined
  readonly logger: Logger
}

/** From a shopper's click to an advisor's answer. */
export class Guidance {
  readonly #parts: GuidanceOptions
  readonly #requests: RateLimit

  constructor(parts: GuidanceOptions) {
    this.#parts = parts
    const { counters } = parts
    this.#requests = new RateLimit(REQUEST_RATE, counters && { counters, name: 'guidance' })
  }

  /** One append makes the room, while the media node makes the transports. */
  async request(
    session: Session,
    { rtpCapabilities, announce = [] }: Params<'guidance.request'>,
    reply: Reply,
  ): Promise<RoomEntry> {
    const { entrance, node, directory } = this.#parts
    if (!session.grants.guidanceRequest) throw new VisavisError('forbidden')
    await this.#requests.take(`${session.tenant}/${session.person}`)
    if (session.membership || (await directory.inCall(session))) {
      throw new VisavisError('already-in-room')
    }
    const room = newId('room')
    const media = entrance.mediaFor(session, room)
    const participant = newId('participant')
    const call = {
      room,
      ticket: newId('ticket'),
      participant,
      worker: media.preparedOn ?? node.pickWorker(),
      media,
      announce,
    }
    this.#bringTogether(session, call)
    const [created, early] = await Promise.allSettled([
      this.#create(session, call),
      openMedia(session, media, { worker: call.worker, rtpCapabilities, tracks: [] }),
    ])
    if (created.status === 'rejected') {
      media.close()
      await entrance.giveUpSeat(session)
      throw created.reason
    }
    const use = created.value
    const offer =
      early.status === 'fulfilled'
        ? early.value
        : await entrance.openMedia(session, use.hub, media, rtpCapabilities)
    return entrance.settle({ session, use, participant, media, offer, after: 0, reply })
  }

  /** One advisor at a time may try to enter, and the room's log says who did. */
  async accept(
    session: Session,
    { ticket, rtpCapabilities, announce }: Params<'queue.accept'>,
    reply: Reply,
  ): Promise<RoomEntry> {
    const { tickets, entrance, queue, logger } = this.#parts
    const { tenant, person } = session
    if (!session.grants.guidanceServe) throw new VisavisError('forbidden')
    if (session.membership) throw new VisavisError('already-in-room')
    const claim = await tickets.claim(tenant, ticket, person)
    if (claim.status === 'not-found') throw new VisavisError('not-found')
    if (claim.status === 'taken') throw new VisavisError('ticket-taken')
    const { room } = claim
    try {
      return await entrance.enter({
        session,
        room,
        rtpCapabilities,
        announce,
        plan: planAccept,
        reply,
      })
    } catch (error) {
      await this.#giveBack(session, ticket, room).catch((err) => {
        logger.error({ err, room }, 'giving a ticket back failed')
      })
      throw error
    } finally {
      queue.changed(tenant)
    }
  }

  async #create(session: Session, call: NewCall): Promise<HubUse> {
    const { node, hubs, directory, rules } = this.#parts
    const { tenant } = session
    const { room, participant } = call
    // Two tabs may ask at the same moment, and neither is in a call yet.
    if (!(await directory.takeSeatAlone(session, { room, participant }))) {
      throw new VisavisError((await directory.inCall(session)) ? 'already-in-room' : 'not-open')
    }
    const opening = openingEvents(session, call, { node, recording: rules.policy })
    const events = await createRoom(this.#parts, { tenant, room, events: opening })
    const use = hubs.adopt(tenant, room, events)
    try {
      await this.#openTicket(use.hub)
      return use
    } catch (error) {
      await use.hub.decide((state) => planEnd(state, 'cancelled')).finally(use.release)
      throw error
    }
  }

  /** Who may answer sends on another worker perhaps: the way between both is there before the answer. */
  #bringTogether({ tenant }: Session, { worker, media }: NewCall): void {
    for (const { prepared } of this.#parts.queue.freeDesks(tenant).slice(0, BROUGHT_DESKS)) {
      if (!prepared?.preparedOn) continue
      prepared.bringTo(worker)
      media.bringTo(prepared.preparedOn)
    }
  }

  async #openTicket(hub: RoomHub): Promise<void> {
    const { tickets, queue } = this.#parts
    const record = ticketRecord(hub)
    if (!record) throw new Error('The room has no ticket')
    await tickets.put(record)
    queue.ring(record.ticket)
  }

  /** The ticket waits again, or is what the room has made of it meanwhile. */
  async #giveBack({ tenant, person }: Session, ticket: TicketId, room: RoomId): Promise<void> {
    const { hubs, tickets } = this.#parts
    using use = await hubs.acquireCurrent(tenant, room)
    const record = ticketRecord(use.hub)
    if (record) await tickets.put(record)
    await tickets.release(tenant, ticket, person)
  }
}

interface NewCall {
  readonly room: RoomId
  readonly ticket: TicketId
  readonly participant: ParticipantId
  readonly worker: string
  readonly media: SessionMedia
  readonly announce: readonly Announcement[]
}

function openingEvents(
  { person, claims }: Session,
  { participant, ticket, worker, media, announce }: NewCall,
  { node, recording }: { node: MediaNode; recording: RecordingPolicy },
): NewEvent[] {
  const { locale, product } = claims
  const body = { ticket, ...(locale && { locale }), ...(product && { product }) }
  return [
    {
      type: 'room-created',
      actor: 'system',
      body: { kind: 'guidance', capacity: GUIDANCE_CAPACITY, recording },
    },
    placed(node, worker),
    joined({ participant, person, claims }),
    { type: 'ticket-opened', actor: participant, body },
    ...trackEvents(media, participant, announce),
  ]
}
