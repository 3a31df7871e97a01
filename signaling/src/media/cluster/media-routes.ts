import type { SfuRequest, SfuResult, TransportId } from '@visavis/protocol'
import type { ClusterMember } from './cluster-member.ts'

interface RoutedTransport {
  readonly id: TransportId
  readonly member: ClusterMember
  readonly worker: string
  readonly session: string
  /** Tracks, slots and subscriptions on it. */
  readonly parts: Set<string>
}

/** Which node has what this process asked for, by id. */
export class MediaRoutes {
  readonly #transports = new Map<TransportId, RoutedTransport>()
  readonly #byPart = new Map<string, RoutedTransport>()

  get size(): number {
    return this.#transports.size + this.#byPart.size
  }

  has(transport: TransportId): boolean {
    return this.#transports.has(transport)
  }

  /** The node that has what a call is about, other than by its worker. */
  memberFor({ method, params }: SfuRequest): ClusterMember | undefined {
    if ('transport' in params && method !== 'transport.create') {
      return this.#transports.get(params.transport)?.member
    }
    if ('consumer' in params) return this.#byPart.get(params.consumer)?.member
    if ('producer' in params) return this.memberOfTrack(params.producer)
    return undefined
  }

  memberOfTrack(track: string): ClusterMember | undefined {
    return this.#byPart.get(track)?.member
  }

  /** Before a call is sent: later calls of the same batch may name what it makes. */
  note(request: SfuRequest, member: ClusterMember): void {
    const { method, params } = request
    switch (method) {
      case 'transport.create':
      case 'transport.create-plain':
        this.#add(params.transport, member, params.worker, params.session)
        break
      case 'producer.create':
        this.#addPart(params.transport, params.producer)
        break
      case 'slot.create':
        this.#addPart(params.transport, params.slot)
        break
      case 'consumer.create':
        this.#addPart(params.transport, params.consumer)
        break
      case 'producer.close':
        this.#dropPart(params.producer)
        break
      case 'consumer.close':
        this.#dropPart(params.consumer)
        break
      case 'transport.close':
        this.#drop(params.transport)
        break
      default:
      // Neither makes nor ends anything.
    }
  }

  noteAdopted(session: string, had: SfuResult<'session.adopt'>, member: ClusterMember): void {
    for (const { transport, worker } of had.transports)
      this.#add(transport, member, worker, session)
    for (const { transport, producer } of had.producers) this.#addPart(transport, producer)
    for (const { transport, slot } of had.slots) this.#addPart(transport, slot)
    for (const { transport, consumer } of had.consumers) this.#addPart(transport, consumer)
  }

  transportsOn(worker: string): TransportId[] {
    return this.#where((transport) => transport.worker === worker)
  }

  /** The worker has died, or its node. */
  dropWorker(worker: string): void {
    for (const id of this.transportsOn(worker)) this.#drop(id)
  }

  dropSession(session: string): void {
    for (const id of this.#where((transport) => transport.session === session)) this.#drop(id)
  }

  #where(fits: (transport: RoutedTransport) => boolean): TransportId[] {
    return [...this.#transports.values()].filter(fits).map(({ id }) => id)
  }

  #add(id: TransportId, member: ClusterMember, worker: string, session: string): void {
    this.#transports.set(id, { id, member, worker, session, parts: new Set() })
  }

  #addPart(transport: TransportId, part: string): void {
    const whole = this.#transports.get(transport)
    if (!whole) return
    whole.parts.add(part)
    this.#byPart.set(part, whole)
  }

  #dropPart(part: string): void {
    this.#byPart.get(part)?.parts.delete(part)
    this.#byPart.delete(part)
  }

  #drop(id: TransportId): void {
    for (const part of this.#transports.get(id)?.parts ?? []) this.#byPart.delete(part)
    this.#transports.delete(id)
  }
}
