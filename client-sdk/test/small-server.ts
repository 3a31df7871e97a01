import {
  type CloseReason,
  ERRORS,
  METHODS,
  type Method,
  type NewEvent,
  newId,
  type Params,
  type ParticipantId,
  PROTOCOL_VERSIONS,
  type Result,
  type RoomEvent,
  type RoomId,
  VisavisError,
} from '@visavis/protocol'
import Value from 'typebox/value'
import type { OpenWire, Wire } from '../src/connection/wire.ts'
import { WirePair } from './wire-pair.ts'

interface Place {
  readonly room: RoomId
  readonly participant: ParticipantId
}

type Handlers = { readonly [M in Method]?: (params: Params<M>) => Result<M> }

/**
 * One person's server in memory: sessions, resume proofs, one room, chat. It checks every request against
 * its schema, as the real one does, and its wires break when the test says so.
 */
export class SmallServer {
  readonly events: RoomEvent[] = []
  /** Every request, in order. */
  readonly requests: Method[] = []
  place: Place | null = null
  #secret = ''
  #session = newId('session')
  #pair: WirePair | null = null
  /** Whether connections are refused. */
  down = false
  /** Versions of the protocol. */
  speaks: readonly number[] = PROTOCOL_VERSIONS
  /** Whether a request may arrive but its answer not. */
  loseAnswers = false

  readonly openWire: OpenWire = async () => {
    if (this.down) throw new Error('refused')
    const pair = new WirePair()
    pair.server.onMessage = (text) => this.#receive(pair.server, text)
    this.#pair = pair
    return pair.client
  }

  /** Moves messages until `done` settles. */
  async until<T>(done: Promise<T>): Promise<T> {
    let settled = false
    const end = () => {
      settled = true
    }
    done.then(end, end)
    while (!settled) {
      this.#pair?.flush()
      await new Promise((resolve) => setImmediate(resolve))
    }
    return done
  }

  /** Moves messages until `condition` holds. */
  async untilTrue(condition: () => boolean): Promise<void> {
    while (!condition()) await this.until(new Promise((resolve) => setImmediate(resolve)))
  }

  cut(): void {
    this.#pair?.cut()
  }

  end(reason: CloseReason): void {
    this.#pair?.server.close(reason)
  }

  /** The next proof presented is refused, as after a restart. */
  forgetSession(): void {
    this.#secret = 'none'
  }

  append(event: NewEvent): number {
    const seq = this.events.length + 1
    this.events.push({ ...event, seq, at: seq } as RoomEvent)
    this.#notify('room.events', { room: this.place?.room, events: this.events.slice(-1) })
    return seq
  }

  #receive(wire: Wire, text: string): void {
    const { id, method, params } = JSON.parse(text) as { id: number; method: Method; params: never }
    this.requests.push(method)
    try {
      const answer = this.#answer(method, params)
      if (!this.loseAnswers) send(wire, { id, result: answer })
    } catch (error) {
      const { code } = VisavisError.from(error)
      const data = { code, retryable: ERRORS[code][1] }
      send(wire, { id, error: { code: -32_000, message: code, data } })
    }
  }

  #answer(method: Method, params: never): unknown {
    if (!Value.Check(METHODS[method].params, params)) throw new VisavisError('invalid-request')
    const handle = this.#handlers[method] as ((params: never) => unknown) | undefined
    return handle ? handle(params) : {}
  }

  readonly #handlers: Handlers = {
    'session.open': ({ resume, protocol }) => {
      if (!this.speaks.includes(protocol)) throw new VisavisError('unsupported-protocol')
      return this.#open(resume)
    },
    'guidance.request': ({ announce }) => {
      // It has no media, whatever was prepared.
      if (announce) throw new VisavisError('not-found')
      return this.#enter()
    },
    'media.prepare': () => ({ transports: [], slots: [], subscriptions: [] }),
    'room.join': ({ room, takeOver }) => {
      if (this.place?.room !== room) throw new VisavisError('not-found')
      if (!takeOver) throw new VisavisError('already-in-room')
      return { ...this.place, events: this.events }
    },
    'room.read': ({ after }) => ({ events: this.events.slice(after), head: this.events.length }),
    'room.leave': () => {
      if (!this.place) throw new VisavisError('not-in-room')
      this.append({ type: 'room-ended', actor: 'system', body: { reason: 'shopper-left' } })
      this.place = null
      return {}
    },
    'message.post': ({ message, text }) => this.#post(message, text),
    'queue.watch': () => ({ tickets: [] }),
  }

  #open(resume: Params<'session.open'>['resume']): Result<'session.open'> {
    if (resume && resume.secret !== this.#secret) throw new VisavisError('resume-refused')
    if (!resume) this.#session = newId('session')
    this.#secret = newId('message').repeat(2)
    const entry = resume && this.place && { ...this.place, events: this.events.slice(resume.seq) }
    return {
      session: this.#session,
      role: 'shopper',
      resume: { session: this.#session, secret: this.#secret },
      rtpCapabilities: {},
      heartbeatMs: 60_000,
      iceServers: [],
      ...(entry && { entry }),
      ...(!resume && this.place && { elsewhere: { room: this.place.room } }),
    }
  }

  #enter(): Result<'guidance.request'> {
    if (this.place) throw new VisavisError('already-in-room')
    this.events.length = 0
    const place = { room: newId('room'), participant: newId('participant') }
    this.append({ type: 'room-created', actor: 'system', body: { kind: 'guidance', capacity: 3 } })
    this.place = place
    const { participant } = place
    const body = { participant, person: newId('person'), role: 'shopper' as const }
    this.append({ type: 'participant-joined', actor: participant, body })
    return { ...place, events: [...this.events] }
  }

  #post(message: Params<'message.post'>['message'], text: string): Result<'message.post'> {
    if (!this.place) throw new VisavisError('not-in-room')
    const known = this.events.find(
      (event) => event.type === 'message-posted' && event.body.message === message,
    )
    if (known) return { seq: known.seq, at: known.at }
    const { participant } = this.place
    const body = { message, participant, person: newId('person'), text }
    const seq = this.append({ type: 'message-posted', actor: participant, body })
    return { seq, at: seq }
  }

  #notify(method: string, params: object): void {
    if (this.#pair && !this.loseAnswers) send(this.#pair.server, { method, params })
  }
}

function send(wire: Wire, frame: object): void {
  wire.send(JSON.stringify({ jsonrpc: '2.0', ...frame }))
}
