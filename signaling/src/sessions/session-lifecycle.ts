import {
  type CloseReason,
  LIMITS,
  type Params,
  PROTOCOL_VERSIONS,
  type Result,
  type RoomEntry,
  type SessionId,
  type TokenClaims,
  VisavisError,
} from '@visavis/protocol'
import type { Logger } from 'pino'
import type { IceServers } from '../auth/turn-credentials.ts'
import type { MediaNode } from '../media/media-node.ts'
import type { PreparedMedia } from '../media/prepared-media.ts'
import type { ClaimOnce, PersonOf, TokenVerifier } from '../ports.ts'
import type { RoomLog } from '../room-log/room-log.ts'
import type { Entrance } from '../rooms/entrance.ts'
import { applyGrants, disconnect, leave, reconnect } from '../rooms/presence.ts'
import { seenBy } from '../rooms/seen-by.ts'
import type { Reply } from '../socket/reply.ts'
import type { Claimed, SessionDirectory } from './directory/session-directory.ts'
import { hashOfProof, newProof, type ResumeProof } from './resume-proof.ts'
import { type Channel, Session } from './session.ts'
import type { Sessions } from './sessions.ts'

type OpenParams = Params<'session.open'>
type ResumeParams = NonNullable<OpenParams['resume']>

/** Between attempts to end a session while the database is away. */
const RETRY_MS = 2_000

export interface SessionLifecycleOptions {
  readonly verifier: TokenVerifier
  readonly claimOnce: ClaimOnce
  readonly personOf: PersonOf
  readonly sessions: Sessions
  readonly directory: SessionDirectory
  /** Tells the process that had a session that it has it no more. */
  onMoved(session: Claimed): void
  /** A desk that watched the queue in another process goes on here. */
  onDesk(session: Session, reply: Reply): void
  readonly entrance: Entrance
  readonly prepared: PreparedMedia
  readonly node: MediaNode
  iceServers(session: SessionId): IceServers
  readonly resumeWindowMs: number
  readonly log: RoomLog
  readonly logger: Logger
}

export interface Opened {
  readonly session: Session
  readonly result: Result<'session.open'>
}

/** How sessions begin, go on with another socket, and end. */
export class SessionLifecycle {
  readonly #parts: SessionLifecycleOptions
  #isDraining = false

  constructor(parts: SessionLifecycleOptions) {
    this.#parts = parts
  }

  async open(params: OpenParams, channel: Channel, reply: Reply): Promise<Opened> {
    const protocol = PROTOCOL_VERSIONS.find((version) => version === params.protocol)
    if (!protocol) throw new VisavisError('unsupported-protocol')
    const claims = await this.#parts.verifier.verify(params.token)
    const opened = params.resume
      ? await this.#resume(claims, params.resume, channel, reply)
      : await this.#begin(claims, channel)
    opened.session.protocol = protocol
    return { ...opened, result: { ...opened.result, protocol } }
  }

  /** The same person with a newer token. What it no longer grants ends now. */
  async renew(session: Session, token: string): Promise<void> {
    const { verifier, personOf } = this.#parts
    const claims = await verifier.verify(token)
    const isSame =
      claims.tenant === session.tenant &&
      (await personOf(claims.tenant, claims.sub)) === session.person
    if (!isSame) throw new VisavisError('forbidden')
    session.adopt(claims)
    if (!claims.grants.guidanceServe) {
      session.watchesQueue = false
      session.takesCalls = false
      await this.#parts.directory.update(session, { desk: session })
    }
    if (!session.isRecorder) {
      session.station?.[Symbol.dispose]()
      session.station = undefined
    }
    await applyGrants(session)
  }

  /** Goodbye: nothing is kept. */
  async finish(session: Session): Promise<void> {
    const { directory, sessions, logger } = this.#parts
    if (!(await directory.end(session))) return this.release(session)
    sessions.delete(session)
    logger.info({ session: session.id }, 'session closed')
    await leave(session, 'left')
    await directory.forget(session.id)
  }

  /** Another process has the session, and its place in a room. */
  release(session: Session, reason: CloseReason = 'taken-over'): void {
    this.#parts.sessions.delete(session)
    session.membership?.abandon()
    this.#parts.prepared.abandon(session)
    session.place = { kind: 'nowhere' }
    session.end(reason)
  }

  /** The socket is gone. The participant's place is kept for a while. */
  detach(session: Session, channel: Channel): void {
    // A recorder that is cut claims anew; meanwhile another may.
    const windowMs = session.isRecorder ? 0 : this.#parts.resumeWindowMs
    if (!session.detach(channel, { windowMs, onLost: () => this.#lose(session) })) return
    if (this.#isDraining) return
    this.#inOrder(session, 'telling of a lost socket', async () => {
      if (session.channel || session.ended) return
      const isOurs = await this.#parts.directory.update(session, { isAway: true })
      if (session.channel) return
      if (!isOurs) this.release(session)
      else if (session.membership) await disconnect(session.membership)
    })
  }

  /** Sockets close because this process goes: their sessions go on elsewhere, and nobody is told that they left. */
  drain(): void {
    this.#isDraining = true
  }

  #lose(session: Session): void {
    const { directory, sessions, logger } = this.#parts
    this.#inOrder(session, 'leaving after a lost socket', async () => {
      if (session.channel || session.ended) return
      const isOurs = await directory.end(session).catch((err) => {
        // The database is away, and knows of nothing: tried again, unless the client is back by then.
        setTimeout(() => this.#lose(session), RETRY_MS).unref()
        throw err
      })
      // Continued meanwhile, here or elsewhere.
      if (session.channel) return
      if (!isOurs) return this.release(session)
      session.end()
      sessions.delete(session)
      logger.info({ session: session.id }, 'session lost')
      await leave(session, 'lost')
      await directory.forget(session.id)
    })
  }

  #inOrder(session: Session, what: string, task: () => Promise<void>): void {
    session.order.exclusive(task).catch((error) => {
      // What is left open here is ended by the next start.
      if (error instanceof VisavisError && error.code === 'shutting-down') return
      this.#parts.logger.error({ err: error, session: session.id }, `${what} failed`)
    })
  }

  async #begin(claims: TokenClaims, channel: Channel): Promise<Opened> {
    const { claimOnce, personOf, sessions, directory, logger } = this.#parts
    const lifeMs = Math.max(1, claims.exp * 1_000 - Date.now())
    if (!(await claimOnce(`jti:${claims.tenant}:${claims.jti}`, lifeMs))) {
      throw new VisavisError('token-replayed')
    }
    const person = await personOf(claims.tenant, claims.sub)
    const session = new Session({ person, claims, channel })
    const proof = newProof()
    const { id, tenant } = session
    await directory.open({ id, tenant, person, proof: proof.hash })
    sessions.add(session)
    logger.info({ session: session.id, role: claims.role }, 'session opened')
    return { session, result: await this.#answer(session, proof) }
  }

  async #resume(
    claims: TokenClaims,
    { session: id, secret, seq, rtpCapabilities, knowsCapabilities = false }: ResumeParams,
    channel: Channel,
    reply: Reply,
  ): Promise<Opened> {
    const { personOf, directory, logger } = this.#parts
    const { tenant } = claims
    const person = await personOf(tenant, claims.sub)
    const next = newProof()
    const claim = { id, tenant, person, proof: hashOfProof(secret), next: next.hash }
    const claimed = await directory.claim(claim)
    if (!claimed) throw new VisavisError('resume-refused')
    const { session, isHere } = this.#take(claimed, claims, channel)
    logger.info({ session: id, isHere }, 'session resumed')
    try {
      const entry = await session.order.exclusive(async () => {
        if (!isHere) await this.#restore(session, claimed, reply)
        return this.#continue(session, seq, rtpCapabilities, reply)
      })
      const known = knowsCapabilities && { rtpCapabilities: {} }
      const answer = await this.#answer(session, next)
      return { session, result: { ...answer, ...known, ...(entry && { entry }) } }
    } catch (error) {
      this.detach(session, channel)
      throw error
    }
  }

  /** The session as this process knows it, or made anew from what all know of it. */
  #take(
    claimed: Claimed,
    claims: TokenClaims,
    channel: Channel,
  ): { session: Session; isHere: boolean } {
    const { sessions, directory, onMoved } = this.#parts
    const { id, person, epoch } = claimed
    const known = sessions.get(id)
    if (known && !known.ended && claimed.previous === directory.instance) {
      known.epoch = epoch
      known.membership?.hold()
      known.attach(channel)
      known.adopt(claims)
      return { session: known, isHere: true }
    }
    if (known) this.release(known)
    const session = new Session({ id, epoch, person, claims, channel })
    sessions.add(session)
    if (claimed.previous !== directory.instance) onMoved(claimed)
    return { session, isHere: false }
  }

  /** What another process knew: the place in a room, with its media, and the desk. */
  async #restore(session: Session, { place, ...desk }: Claimed, reply: Reply): Promise<void> {
    const { entrance, prepared, onDesk } = this.#parts
    if (place) await entrance.restore(session, place)
    else if (!(await prepared.restore(session))) {
      reply.afterwards(() => session.notify('media.lost', { reason: 'node-lost' }))
    }
    if (desk.watchesQueue && session.grants.guidanceServe) {
      session.takesCalls = desk.takesCalls
      onDesk(session, reply)
    }
  }

  /** `undefined` when the session is in no room. */
  async #continue(
    session: Session,
    seq: number,
    rtpCapabilities: ResumeParams['rtpCapabilities'],
    reply: Reply,
  ): Promise<RoomEntry | undefined> {
    const { entrance } = this.#parts
    const { membership } = session
    if (!membership) return this.#epilogue(session, seq)
    await reconnect(membership)
    const offer = rtpCapabilities && (await entrance.reopenMedia(session, rtpCapabilities))
    const entry = await entrance.answer(membership, { after: seq, offer, reply })
    reply.afterwards(() => {
      membership.repeatOffers()
      if (membership.media.isLost) session.notify('media.lost', { reason: 'worker-died' })
    })
    return entry
  }

  /** How the room ended while the socket was away. */
  async #epilogue(session: Session, after: number): Promise<RoomEntry | undefined> {
    const { tenant, place } = session
    if (place.kind !== 'outside' || place.by !== 'room') return undefined
    const { room, participant } = place
    const events = seenBy(session, await this.#parts.log.read({ tenant, room, after }))
    return events.length > 0 ? { room, participant, events: [...events] } : undefined
  }

  async #answer(session: Session, proof: ResumeProof): Promise<Result<'session.open'>> {
    const { node, iceServers, directory } = this.#parts
    const elsewhere = await directory.inCall(session)
    return {
      session: session.id,
      role: session.claims.role,
      resume: { session: session.id, secret: proof.secret },
      rtpCapabilities: node.rtpCapabilities,
      heartbeatMs: LIMITS.heartbeatMs,
      iceServers: iceServers(session.id),
      ...(elsewhere && { elsewhere: { room: elsewhere.room } }),
    }
  }
}
