import type { PubSub } from '@visavis/cluster'
import { LIMITS, ParticipantId, type RoomId, TrackId } from '@visavis/protocol'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { NetworkReport } from './plan-stills.ts'

/** What others reported is said again this often: a process that came late, or missed it, learns of it then. */
const REPEAT_MS = 3_000
/** A process that says nothing for so long has nothing to say any more. */
const FORGET_MS = 3 * REPEAT_MS + 1_000

const BitRate = Type.Optional(Type.Integer({ minimum: 0 }))
const Origin = { origin: Type.String() }
/** Base64 is four characters for three bytes. */
const STILL_CHARACTERS = Math.ceil(LIMITS.stillBytes / 3) * 4

const News = Compile(
  Type.Union([
    /** A process that came late asks. */
    Type.Object({ ...Origin, kind: Type.Literal('asked') }),
    /** Of the participants whose sessions the process has: all of them. */
    Type.Object({
      ...Origin,
      kind: Type.Literal('reports'),
      reports: Type.Array(
        Type.Object({
          participant: ParticipantId,
          isWeak: Type.Boolean(),
          receiveBps: BitRate,
          sendBps: BitRate,
        }),
      ),
    }),
    Type.Object({
      ...Origin,
      kind: Type.Literal('still'),
      track: TrackId,
      still: Type.Integer({ minimum: 0 }),
      data: Type.String({ maxLength: STILL_CHARACTERS }),
    }),
  ]),
)

export type Reports = ReadonlyMap<ParticipantId, NetworkReport>

export interface Still {
  readonly id: number
  readonly bytes: Buffer
}

export interface StillsNewsOptions {
  readonly pubSub: PubSub
  /** This process, to the others. */
  readonly instance: string
  readonly room: RoomId
  /** Of the participants who are here. */
  reports(): Reports
  onReports(): void
  onStill(track: TrackId, still: Still): void
}

/** What the processes that have a room tell each other of its weak networks. */
export class StillsNews {
  readonly #options: StillsNewsOptions
  readonly #others = new Map<string, { readonly reports: Reports; readonly at: number }>()
  readonly #stop: () => void
  readonly #timer: NodeJS.Timeout
  #hasSaid = false

  constructor(options: StillsNewsOptions) {
    this.#options = options
    const { pubSub, instance, room } = options
    this.#stop = pubSub.subscribe(topicOf(room), {
      onMessage: (message) => this.#hear(message),
      onListening: () => pubSub.publish(topicOf(room), { origin: instance, kind: 'asked' }),
    })
    this.#timer = setInterval(() => this.#tick(), REPEAT_MS).unref()
  }

  /** Of the participants who are elsewhere. */
  get others(): Reports {
    return new Map([...this.#others.values()].flatMap(({ reports }) => [...reports]))
  }

  /** Tells what was reported here. */
  share(): void {
    const { pubSub, instance, room, reports } = this.#options
    const all = [...reports()].map(([participant, report]) => ({ participant, ...report }))
    // What was said has to be taken back; nothing need not be said again and again.
    if (all.length === 0 && !this.#hasSaid) return
    this.#hasSaid = all.length > 0
    pubSub.publish(topicOf(room), { origin: instance, kind: 'reports', reports: all })
  }

  still(track: TrackId, { id, bytes }: Still): void {
    const { pubSub, instance, room } = this.#options
    const data = bytes.toString('base64')
    pubSub.publish(topicOf(room), { origin: instance, kind: 'still', track, still: id, data })
  }

  close(): void {
    clearInterval(this.#timer)
    this.#stop()
  }

  #hear(message: unknown): void {
    if (!News.Check(message) || message.origin === this.#options.instance) return
    switch (message.kind) {
      case 'asked':
        this.share()
        break
      case 'reports':
        this.#note(message.origin, message.reports)
        break
      case 'still': {
        const bytes = Buffer.from(message.data, 'base64')
        this.#options.onStill(message.track, { id: message.still, bytes })
        break
      }
      default:
        message satisfies never
    }
  }

  #note(
    origin: string,
    reports: readonly ({ participant: ParticipantId } & NetworkReport)[],
  ): void {
    const entries = reports.map(({ participant, ...report }) => [participant, report] as const)
    if (entries.length === 0) this.#others.delete(origin)
    else this.#others.set(origin, { reports: new Map(entries), at: performance.now() })
    this.#options.onReports()
  }

  #tick(): void {
    this.share()
    const before = this.#others.size
    for (const [origin, { at }] of this.#others) {
      if (performance.now() - at > FORGET_MS) this.#others.delete(origin)
    }
    if (this.#others.size < before) this.#options.onReports()
  }
}

function topicOf(room: RoomId): string {
  return `stills:${room}`
}
