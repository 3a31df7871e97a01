import type {
  SfuAnswer,
  SfuLink,
  SfuNoticeEvent,
  SfuRequest,
  SfuResult,
  TransportId,
} from '@visavis/protocol'
import { codeOf, refusal } from './answers.ts'
import { ask, locateTrack, promptly } from './ask-members.ts'
import type { ClusterMember } from './cluster-member.ts'
import { ClusterMembers, type ClusterMembersOptions } from './cluster-members.ts'
import { describeCluster } from './describe-cluster.ts'
import { LateAdoptions } from './late-adoptions.ts'
import { LostTransports } from './lost-transports.ts'
import { MediaRoutes } from './media-routes.ts'

/** For clients to have built their media anew elsewhere: what they left on a node that drains is closed then. */
export const MOVED_MS = 4_000

export interface MediaClusterOptions
  extends Pick<ClusterMembersOptions, 'registry' | 'secret' | 'tls' | 'logger'> {
  /** Nodes of it come first. */
  readonly region?: string | undefined
}

type Reception = Extract<SfuRequest, { method: 'consumer.create' | 'producer.bring' }>

/**
 * All media nodes of a cluster as one link: every call goes to the node that has what it is about. A node that is lost is told
 * of as the deaths of its workers; one that drains too, though what it carries goes on until clients have moved.
 */
export class MediaCluster implements SfuLink {
  readonly #options: MediaClusterOptions
  readonly #members: ClusterMembers
  readonly #routes = new MediaRoutes()
  readonly #lost = new LostTransports()
  readonly #late = new LateAdoptions()
  readonly #listeners = new Set<(event: SfuNoticeEvent) => void>()
  readonly #moving = new Set<NodeJS.Timeout>()

  constructor(options: MediaClusterOptions) {
    this.#options = options
    this.#members = new ClusterMembers({
      ...options,
      onNotice: (event) => this.#onNotice(event),
      onChanged: () => {
        this.#closeLost()
        this.#emit({ notice: 'node.status', params: this.#status() })
      },
      onLost: (member) => this.#lose(member),
      onLeaving: (member) => this.#move(member),
    })
  }

  /** Resolves with whether a node can be used, when there is one or it took too long. */
  async whenReady(timeoutMs: number): Promise<boolean> {
    const isReady = () => this.#members.all.some(({ isUp }) => isUp)
    const { promise, resolve } = Promise.withResolvers<void>()
    const check = () => isReady() && resolve()
    const stop = this.onNotice(check)
    const timer = setTimeout(resolve, timeoutMs)
    check()
    await promise
    clearTimeout(timer)
    stop()
    return isReady()
  }

  async send(requests: readonly SfuRequest[]): Promise<readonly SfuAnswer[]> {
    const groups = new Map<ClusterMember, number[]>()
    const answers: Promise<SfuAnswer>[] = []
    for (const [index, request] of requests.entries()) {
      const target = this.#targetOf(request)
      if ('send' in target) {
        // Before anything waits: later calls of the same batch may name what this one makes.
        this.#routes.note(request, target)
        groups.set(target, [...(groups.get(target) ?? []), index])
      } else answers[index] = Promise.resolve(target)
    }
    for (const [member, indexes] of groups) {
      const calls = indexes.flatMap((index) => requests[index] ?? [])
      const sent = this.#sendTo(member, calls)
      for (const [place, index] of indexes.entries()) {
        answers[index] = sent.then((got) => got[place] ?? refusal('internal'))
      }
    }
    return Promise.all(answers)
  }

  onNotice(listener: (event: SfuNoticeEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  forget(session: string): void {
    this.#late.drop((adoption) => adoption.session === session)
    this.#routes.dropSession(session)
  }

  /** Tracks, transports and the rest that this process knows where to find. */
  get known(): number {
    return this.#routes.size
  }

  async close(): Promise<void> {
    for (const timer of this.#moving) clearTimeout(timer)
    this.#late.drop(() => true)
    await this.#members.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** The node that a call is for, or the answer to one that is for none or for all of them. */
  #targetOf(request: SfuRequest): ClusterMember | SfuAnswer | Promise<SfuAnswer> {
    const { method, params } = request
    switch (method) {
      case 'node.describe':
        return this.#describe()
      case 'session.adopt':
        return this.#adopt(params.session, request)
      case 'session.close':
        return this.#closeSession(params.session, request)
      case 'transport.create':
      case 'transport.create-plain':
      case 'producer.bring':
        return this.#members.ofWorker(params.worker) ?? refusal('media-unavailable')
      default:
        return this.#routes.memberFor(request) ?? refusal('not-found')
    }
  }

  async #sendTo(member: ClusterMember, calls: readonly SfuRequest[]): Promise<SfuAnswer[]> {
    const answers = await member.send(calls.map((call) => this.#withOrigin(call, member)))
    return Promise.all(
      answers.map((answer, index) => {
        const call = calls[index]
        return call && isMissing(call, answer) ? this.#findTrack(call, member, answer) : answer
      }),
    )
  }

  /** Says where a track is that this process knows to be on another node. */
  #withOrigin(request: SfuRequest, to: ClusterMember): SfuRequest {
    if (!isReception(request)) return request
    const origin = this.#routes.memberOfTrack(request.params.producer)
    return !origin || origin === to ? request : comingFrom(request, origin)
  }

  /** What another process made may be on any node: the others are asked. */
  async #findTrack(
    request: Reception,
    member: ClusterMember,
    answer: SfuAnswer,
  ): Promise<SfuAnswer> {
    const { producer } = request.params
    if (this.#routes.memberOfTrack(producer)) return answer
    const others = this.#members.all.filter((other) => other !== member)
    const origin = await locateTrack(producer, others)
    if (origin === 'nowhere') return answer
    // It may be on one that cannot be asked now.
    if (origin === 'unknown') return refusal('media-unavailable')
    return ask(member, comingFrom(request, origin))
  }

  async #adopt(session: string, request: SfuRequest): Promise<SfuAnswer> {
    const answers = await Promise.all(
      this.#members.all.map((member) => this.#adoptAt(member, session, request)),
    )
    const had = answers.flatMap((answer) => adopted(answer) ?? [])
    if (had.length > 0) return { result: merge(had) }
    return answers.find((answer) => codeOf(answer) !== 'not-found') ?? refusal('not-found')
  }

  async #adoptAt(member: ClusterMember, session: string, request: SfuRequest): Promise<SfuAnswer> {
    const asked = ask(member, request)
    const answer = await promptly(asked)
    const had = adopted(answer)
    if (had) this.#routes.noteAdopted(session, had, member)
    if (codeOf(answer) === 'media-unavailable') {
      void this.#disown(member, this.#late.settle({ session, request, member }, asked))
    }
    return answer
  }

  /** The client was told long ago that it is lost. What was made since is known. */
  async #disown(member: ClusterMember, settled: Promise<SfuAnswer | undefined>): Promise<void> {
    const late = await settled
    const transports = (late && adopted(late)?.transports) ?? []
    const left = transports.map(({ transport }) => transport)
    this.#closeLeft(
      member,
      left.filter((transport) => !this.#routes.has(transport)),
    )
  }

  async #closeSession(session: string, request: SfuRequest): Promise<SfuAnswer> {
    this.#routes.dropSession(session)
    await Promise.all(this.#members.all.map((member) => member.send([request])))
    return { result: {} }
  }

  #describe(): SfuAnswer {
    const known = this.#members.all.find(({ rtpCapabilities }) => rtpCapabilities)
    if (!known?.rtpCapabilities) return refusal('media-unavailable')
    const { rtpCapabilities } = known
    return { result: { node: 'cluster', rtpCapabilities, ...this.#status() } }
  }

  #status() {
    return describeCluster(this.#members?.all ?? [], this.#options.region)
  }

  #onNotice(event: SfuNoticeEvent): void {
    if (event.notice === 'worker.died') this.#routes.dropWorker(event.params.worker)
    this.#emit(event)
  }

  #lose(member: ClusterMember): void {
    this.#late.drop((adoption) => adoption.member === member)
    this.#lost.add(member.id, this.#transportsOn(member))
    for (const { worker } of member.status.workers) {
      this.#routes.dropWorker(worker)
      this.#tellGone(worker)
    }
  }

  /** On nodes that are back: clients were told that it is lost. */
  #closeLost(): void {
    for (const member of this.#members.all) {
      if (member.isUp) this.#closeLeft(member, this.#lost.take(member.id))
    }
  }

  #move(member: ClusterMember): void {
    const left = this.#transportsOn(member)
    for (const { worker } of member.status.workers) this.#tellGone(worker, { isLeaving: true })
    const timer = setTimeout(() => {
      this.#moving.delete(timer)
      this.#closeLeft(member, left)
    }, MOVED_MS)
    this.#moving.add(timer)
  }

  #transportsOn({ status }: ClusterMember): TransportId[] {
    return status.workers.flatMap(({ worker }) => this.#routes.transportsOn(worker))
  }

  #closeLeft(member: ClusterMember, transports: readonly TransportId[]): void {
    const calls = transports.map(
      (transport): SfuRequest => ({ method: 'transport.close', params: { transport } }),
    )
    for (const call of calls) this.#routes.note(call, member)
    void member.send(calls)
  }

  #tellGone(worker: string, how: { readonly isLeaving?: true } = {}): void {
    const params = { worker, replacement: worker, sessions: [], ...how }
    this.#emit({ notice: 'worker.died', params })
  }

  #emit(event: SfuNoticeEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch (err) {
        this.#options.logger.error({ err, notice: event.notice }, 'a notice listener threw')
      }
    }
  }
}

function isReception(request: SfuRequest): request is Reception {
  return request.method === 'consumer.create' || request.method === 'producer.bring'
}

function isMissing(request: SfuRequest, answer: SfuAnswer): request is Reception {
  return isReception(request) && codeOf(answer) === 'not-found'
}

function comingFrom(request: Reception, { id: node, url }: ClusterMember): SfuRequest {
  const from = { node, url }
  return request.method === 'consumer.create'
    ? { method: request.method, params: { ...request.params, from } }
    : { method: request.method, params: { ...request.params, from } }
}

function adopted(answer: SfuAnswer): SfuResult<'session.adopt'> | undefined {
  return 'result' in answer ? (answer.result as SfuResult<'session.adopt'>) : undefined
}

/** A session that moved may have something on two nodes. */
function merge(had: readonly SfuResult<'session.adopt'>[]): SfuResult<'session.adopt'> {
  return {
    transports: had.flatMap(({ transports }) => transports),
    producers: had.flatMap(({ producers }) => producers),
    slots: had.flatMap(({ slots }) => slots),
    consumers: had.flatMap(({ consumers }) => consumers),
  }
}
