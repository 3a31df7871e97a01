import { type MediaOffer, type RtpCapabilities, VisavisError } from '@visavis/protocol'
import type { Session } from '../sessions/session.ts'
import type { MediaNode } from './media-node.ts'
import { SessionMedia } from './session-media.ts'

/** Visitors prepared at once: 0.3 MB of memory and 13 KB a minute each. */
const MAX_VISITORS = 2_000
/** From one network address. An office behind one address has few who point at the button at once. */
const MAX_PER_ADDRESS = 50
/** A visitor's page lets go sooner; this is for pages that do not. */
const VISITOR_MS = 600_000

export interface PreparedMediaOptions {
  readonly node: MediaNode
  /** Whether the process cannot keep up. Visitors who only may call are the first to wait. */
  readonly isOverloaded?: (() => boolean) | undefined
}

interface Kept {
  readonly timer: NodeJS.Timeout | undefined
  /** From which it was prepared: a socket that is gone takes its address along, but not what was prepared. */
  readonly network: string | undefined
}

/** Media made ready for a call that may come. */
export class PreparedMedia {
  readonly #node: MediaNode
  readonly #isOverloaded: () => boolean
  /** Who has some, the eldest first. Those that ended are dropped when met. */
  readonly #sessions = new Map<Session, Kept>()

  constructor({ node, isOverloaded = () => false }: PreparedMediaOptions) {
    this.#node = node
    this.#isOverloaded = isOverloaded
  }

  /** Throws `forbidden`, `already-in-room`, `too-many-prepared` or `media-unavailable`. */
  async prepare(session: Session, rtpCapabilities: RtpCapabilities): Promise<MediaOffer> {
    const { grants } = session
    if (!grants.canPublish && !grants.canSubscribe) throw new VisavisError('forbidden')
    if (session.membership) throw new VisavisError('already-in-room')
    this.release(session)
    if (isVisitor(session)) this.#admitVisitor(session)
    const media = new SessionMedia({
      node: this.#node,
      session: session.id,
      epoch: session.epoch,
    })
    this.#keep(session, media)
    try {
      return await media.prepare({ worker: this.#node.pickWorker(), rtpCapabilities, grants })
    } catch (error) {
      this.release(session)
      throw error
    }
  }

  /** What the session prepared in another process, which goes on meanwhile. `false` where there is nothing of it. */
  async restore(session: Session): Promise<boolean> {
    const { id, epoch } = session
    try {
      const media = await SessionMedia.adopt({ node: this.#node, session: id, epoch, tracks: {} })
      this.release(session)
      this.#keep(session, media)
      return true
    } catch (error) {
      if (!(error instanceof VisavisError)) throw error
      return false
    }
  }

  /** Another process goes on with what the session prepared. */
  abandon(session: Session): void {
    this.take(session)?.abandon()
  }

  /** What the session prepared is the caller's from now on. */
  take(session: Session): SessionMedia | undefined {
    const { prepared } = session
    session.prepared = undefined
    clearTimeout(this.#sessions.get(session)?.timer)
    this.#sessions.delete(session)
    return prepared
  }

  release(session: Session): void {
    this.take(session)?.close()
  }

  /** A worker died, with what was prepared on it. */
  lose(worker: string): void {
    for (const session of this.#living()) {
      if (!session.prepared?.isOn(worker)) continue
      this.take(session)?.lose()
      session.notify('media.lost', { reason: 'worker-died' })
    }
  }

  /** Advisors are at work and stay; visitors make way for visitors. */
  #admitVisitor({ channel }: Session): void {
    if (this.#isOverloaded()) throw new VisavisError('too-many-prepared')
    const visitors = this.#living().filter(isVisitor)
    const neighbours = visitors.filter(
      (other) => this.#sessions.get(other)?.network === channel?.network,
    )
    if (neighbours.length >= MAX_PER_ADDRESS) throw new VisavisError('too-many-prepared')
    const [eldest] = visitors
    if (eldest && visitors.length >= MAX_VISITORS) this.#drop(eldest)
  }

  #keep(session: Session, media: SessionMedia): void {
    session.prepared = media
    const drop = () => this.#drop(session)
    const timer = isVisitor(session) ? setTimeout(drop, VISITOR_MS).unref() : undefined
    this.#sessions.set(session, { timer, network: session.channel?.network })
  }

  #drop(session: Session): void {
    this.release(session)
    session.notify('media.lost', { reason: 'released' })
  }

  #living(): Session[] {
    for (const session of this.#sessions.keys()) if (!session.prepared) this.take(session)
    return [...this.#sessions.keys()]
  }
}

function isVisitor({ grants }: Session): boolean {
  return !grants.guidanceServe
}
