import {
  LIMITS,
  type Params,
  PROTOCOL_VERSION,
  type Result,
  type RoomEntry,
  type SessionId,
  type TokenClaims,
  VisavisError,
} from '@visavis/protocol'
import type { Logger } from 'pino'
import type { IceServers } from '../auth/turn-credentials.ts'
import type { MediaNode } from '../media/media-node.ts'
import type { ClaimOnce, PersonOf, TokenVerifier } from '../ports.ts'
import type { RoomLog } from '../room-log/room-log.ts'
import type { Entrance } from '../rooms/entrance.ts'
import { applyGrants, disconnect, leave, reconnect } from '../rooms/presence.ts'
import type { Reply } from '../socket/reply.ts'
import { type Channel, Session } from './session.ts'
import type { Sessions } from './sessions.ts'

type OpenParams = Params<'session.open'>
type ResumeParams = NonNullable<OpenParams['resume']>

export interface SessionLifecycleOptions {
  readonly verifier: TokenVerifier
  readonly claimOnce: ClaimOnce
  readonly personOf: PersonOf
  readonly sessions: Sessions
  readonly entrance: Entrance
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

  constructor(parts: SessionLifecycleOptions) {
    this.#parts = parts
  }

  async open(params: OpenParams, channel: Channel, reply: Reply): Promise<Opened> {
    if (params.protocol !== PROTOCOL_VERSION) throw new VisavisError('unsupported-protocol')
    const claims = await this.#parts.verifier.verify(params.token)
    return params.resume
      ? this.#resume(claims, params.resume, channel, reply)
      : this.#begin(claims, channel)
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
    }
    if (!session.isRecorder) {
      session.station?.[Symbol.dispose]()
      session.station = undefined
    }
    await applyGrants(session)
  }

  /** Goodbye: nothing is kept. */
  async finish(session: Session): Promise<void> {
    this.#parts.sessions.delete(session)
    this.#parts.logger.info({ session: session.id }, 'session closed')
    await leave(session, 'left')
  }

  /** The socket is gone. The participant's place is kept for a while. */
  detach(session: Session, channel: Channel): void {
    // A recorder that is cut claims anew; meanwhile another may.
    const windowMs = session.isRecorder ? 0 : this.#parts.resumeWindowMs
    if (!session.detach(channel, { windowMs, onLost: () => this.#lose(session) })) return
    this.#inOrder(session, 'telling of a lost socket', async () => {
      if (session.membership && !session.channel) await disconnect(session.membership)
    })
  }

  #lose(session: Session): void {
    session.end()
    this.#parts.sessions.delete(session)
    this.#parts.logger.info({ session: session.id }, 'session lost')
    this.#inOrder(session, 'leaving after a lost socket', () => leave(session, 'lost'))
  }

  #inOrder(session: Session, what: string, task: () => Promise<void>): void {
    session.order.exclusive(task).catch((error) => {
      // What is left open here is ended by the next start.
      if (error instanceof VisavisError && error.code === 'shutting-down') return
      this.#parts.logger.error({ err: error, session: session.id }, `${what} failed`)
    })
  }

  async #begin(claims: TokenClaims, channel: Channel): Promise<Opened> {
    const { claimOnce, personOf, sessions } = this.#parts
    const lifeMs = Math.max(1, claims.exp * 1_000 - Date.now())
    if (!(await claimOnce(`jti:${claims.tenant}:${claims.jti}`, lifeMs))) {
      throw new VisavisError('token-replayed')
    }
    const person = await personOf(claims.tenant, claims.sub)
    const session = new Session({ person, claims, channel })
    sessions.add(session)
    this.#parts.logger.info({ session: session.id, role: claims.role }, 'session opened')
    return { session, result: this.#answer(session) }
  }

  async #resume(
    claims: TokenClaims,
    { session: id, secret, seq, rtpCapabilities }: ResumeParams,
    channel: Channel,
    reply: Reply,
  ): Promise<Opened> {
    const { personOf, sessions } = this.#parts
    const person = await personOf(claims.tenant, claims.sub)
    const session = sessions.get(id)
    const isTheirs = session?.tenant === claims.tenant && session.person === person
    if (!session || session.ended || !isTheirs || !session.proof.spend(secret)) {
      throw new VisavisError('resume-refused')
    }
    session.membership?.hold()
    session.attach(channel)
    session.adopt(claims)
    this.#parts.logger.info({ session: id }, 'session resumed')
    try {
      const entry = await session.order.exclusive(() =>
        this.#continue(session, seq, rtpCapabilities, reply),
      )
      return { session, result: { ...this.#answer(session), ...(entry && { entry }) } }
    } catch (error) {
      this.detach(session, channel)
      throw error
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
  async #epilogue({ tenant, place }: Session, after: number): Promise<RoomEntry | undefined> {
    if (place.kind !== 'outside' || place.by !== 'room') return undefined
    const { room, participant } = place
    const events = await this.#parts.log.read({ tenant, room, after })
    return events.length > 0 ? { room, participant, events: [...events] } : undefined
  }

  #answer(session: Session): Result<'session.open'> {
    const { node, iceServers, sessions } = this.#parts
    const other = sessions.inCallElsewhere(session)
    const room = other?.membership?.hub.room
    return {
      session: session.id,
      role: session.claims.role,
      resume: { session: session.id, secret: session.proof.issue() },
      rtpCapabilities: node.rtpCapabilities,
      heartbeatMs: LIMITS.heartbeatMs,
      iceServers: iceServers(session.id),
      ...(room && { elsewhere: { room } }),
    }
  }
}
