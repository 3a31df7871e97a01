import {
  type CloseReason,
  type Grants,
  type NotificationMethod,
  type NotificationParams,
  newId,
  type ParticipantId,
  type PersonId,
  PROTOCOL_VERSION,
  type RoomId,
  type SessionId,
  type TenantId,
  type TokenClaims,
  VisavisError,
} from '@visavis/protocol'
import type { SessionMedia } from '../media/session-media.ts'
import type { Membership } from '../rooms/membership.ts'
import { RequestOrder } from './request-order.ts'

/** A session lives this much longer than its token, for a renewal that is on its way. */
export const RENEWAL_GRACE_MS = 60_000

/** What a session needs of its socket. */
export interface Channel {
  /** Where the peer is: an address, of IPv6 its /64. */
  readonly network: string
  notify<N extends NotificationMethod>(method: N, params: NotificationParams<N>): void
  /** A notification made into a frame already. */
  sendText(text: string): void
  /** The same; resolves when it has left this process, or never will. */
  sendAndDrain(text: string): Promise<void>
  /** Says why, and closes. */
  end(reason: CloseReason): void
}

type Connection =
  | { readonly kind: 'attached'; readonly channel: Channel }
  | { readonly kind: 'detached'; readonly timer: NodeJS.Timeout; readonly since: number }
  | { readonly kind: 'ended' }

type Place =
  | { readonly kind: 'nowhere' }
  | { readonly kind: 'inside'; readonly membership: Membership }
  /** Was in a room, whose log can still be read. */
  | {
      readonly kind: 'outside'
      readonly room: RoomId
      readonly participant: ParticipantId
      /** Who ended it: the person, who knows, or the room, which a lost socket may not have told. */
      readonly by: 'person' | 'room'
    }

export interface SessionOptions {
  /** A new one unless the session began in another process. */
  readonly id?: SessionId
  /** Counts who has had the session, as `SessionDirectory` does. */
  readonly epoch?: number
  readonly person: PersonId
  readonly claims: TokenClaims
  readonly channel: Channel
}

/** One person at one device, across the sockets that come and go. */
export class Session {
  readonly id: SessionId
  readonly tenant: TenantId
  readonly person: PersonId
  readonly order = new RequestOrder()
  epoch: number
  /** The version that its client speaks. */
  protocol: number = PROTOCOL_VERSION
  /** Whether the tenant's waiting tickets are told here. */
  watchesQueue = false
  /** Whether this advisor takes calls when free. */
  takesCalls = false
  place: Place = { kind: 'nowhere' }
  /** Media made ready for the next room. */
  prepared: SessionMedia | undefined
  /** What a recorder has. Ends with the session. */
  station: Disposable | undefined
  #claims: TokenClaims
  #connection: Connection
  #expiry: NodeJS.Timeout | undefined

  constructor({ id = newId('session'), epoch = 1, person, claims, channel }: SessionOptions) {
    this.id = id
    this.epoch = epoch
    this.tenant = claims.tenant
    this.person = person
    this.#claims = claims
    this.#connection = { kind: 'attached', channel }
    this.#watchExpiry()
  }

  get claims(): TokenClaims {
    return this.#claims
  }

  get grants(): Grants {
    return this.#claims.grants
  }

  /** `undefined` while no socket is attached. */
  get channel(): Channel | undefined {
    return this.#connection.kind === 'attached' ? this.#connection.channel : undefined
  }

  /** Milliseconds without a socket. */
  get awayMs(): number {
    return this.#connection.kind === 'detached' ? Date.now() - this.#connection.since : 0
  }

  get ended(): boolean {
    return this.#connection.kind === 'ended'
  }

  get membership(): Membership | undefined {
    return this.place.kind === 'inside' ? this.place.membership : undefined
  }

  /** What the session sends and receives over, in a room or ahead of one. Throws `not-in-room`. */
  demandMedia(): SessionMedia {
    const media = this.membership?.media ?? this.prepared
    if (!media) throw new VisavisError('not-in-room')
    return media
  }

  /** Throws `not-in-room`. */
  demandMembership(): Membership {
    if (!this.membership) throw new VisavisError('not-in-room')
    return this.membership
  }

  /** The token's rights from now on. */
  adopt(claims: TokenClaims): void {
    this.#claims = claims
    this.#watchExpiry()
  }

  /** Puts another socket in the place of the one there was, which is told. */
  attach(channel: Channel): void {
    const before = this.#connection
    this.#connection = { kind: 'attached', channel }
    if (before.kind === 'attached') before.channel.end('taken-over')
    if (before.kind === 'detached') clearTimeout(before.timer)
    this.#watchExpiry()
  }

  /** `false` when this socket is not, or no longer, the session's. */
  detach(
    channel: Channel,
    { windowMs, onLost }: { windowMs: number; onLost: () => void },
  ): boolean {
    if (this.#connection.kind !== 'attached' || this.#connection.channel !== channel) return false
    clearTimeout(this.#expiry)
    const timer = setTimeout(onLost, windowMs)
    this.#connection = { kind: 'detached', timer, since: Date.now() }
    return true
  }

  /** Nothing reaches or comes from the session after this. `reason` is told to its socket. */
  end(reason?: CloseReason): void {
    const before = this.#connection
    this.#connection = { kind: 'ended' }
    this.prepared?.close()
    this.prepared = undefined
    this.station?.[Symbol.dispose]()
    this.station = undefined
    clearTimeout(this.#expiry)
    if (before.kind === 'detached') clearTimeout(before.timer)
    if (before.kind === 'attached' && reason) before.channel.end(reason)
  }

  /** A recorder: a service rather than a person. */
  get isRecorder(): boolean {
    return this.#claims.role === 'recorder' && this.grants.recorder === true
  }

  notify<N extends NotificationMethod>(method: N, params: NotificationParams<N>): void {
    this.channel?.notify(method, params)
  }

  #watchExpiry(): void {
    clearTimeout(this.#expiry)
    const leftMs = this.#claims.exp * 1_000 + RENEWAL_GRACE_MS - Date.now()
    this.#expiry = setTimeout(() => this.channel?.end('token-expired'), leftMs).unref()
  }
}
