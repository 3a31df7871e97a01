import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  newId,
  type ParticipantId,
  type RecordedPart,
  type RecordedTrack,
  type TrackId,
  type TransportId,
} from '@visavis/protocol'
import type { MediaNode } from '@visavis/sfu'
import { ask, Peer, startNode } from '@visavis/sfu/testing'
import { localTime } from '../src/local-time.ts'
import { Intake } from '../src/parts/intake.ts'
import { trackFormat } from '../src/parts/track-format.ts'
import { MediaPorts } from '../src/rtp/media-ports.ts'
import { FileSource } from '../src/seal/file-source.ts'
import { SealedReader } from '../src/seal/sealed-reader.ts'

const SCOPE = 'room'

/** A media node, senders, and a recorder's intake with a log that the test writes. */
export class MediaRoom implements AsyncDisposable {
  readonly parts: RecordedPart[] = []
  readonly failures: unknown[] = []
  readonly folder: string
  readonly #dataKey = Buffer.alloc(32, 1)
  readonly #undo: AsyncDisposableStack
  #seq = 0
  #files = 0
  #changed = () => {}

  static async open({ isSecure = false } = {}): Promise<MediaRoom> {
    await using undo = new AsyncDisposableStack()
    const folder = await mkdtemp(join(tmpdir(), 'visavis-recorder-'))
    undo.defer(() => rm(folder, { recursive: true, force: true }))
    const node = undo.use(await startNode())
    const ports = undo.use(new MediaPorts())
    const intake = undo.use(await Intake.open({ ports, address: '127.0.0.1' }))
    const { workers } = await ask(node, 'node.describe', {})
    const worker = workers[0]?.worker ?? ''
    const transport = newId('transport')
    const peer = await ask(node, 'transport.create-plain', {
      ...{ transport, worker, session: 'recorder', scope: SCOPE, ...intake.local },
      ...(isSecure && { srtp: intake.srtp }),
    })
    intake.listenTo(peer)
    return new MediaRoom({ node, intake, transport, folder, undo: undo.move() })
  }

  readonly node: MediaNode
  readonly intake: Intake
  readonly #transport: TransportId

  private constructor(options: {
    node: MediaNode
    intake: Intake
    transport: TransportId
    folder: string
    undo: AsyncDisposableStack
  }) {
    this.node = options.node
    this.intake = options.intake
    this.#transport = options.transport
    this.folder = options.folder
    this.#undo = options.undo
    const timer = setInterval(() => this.#confirm(), 200)
    this.#undo.defer(() => clearInterval(timer))
  }

  async join(): Promise<{ peer: Peer; participant: ParticipantId }> {
    const peer = await Peer.create({ link: this.node, scope: SCOPE })
    this.#undo.use(peer)
    return { peer, participant: newId('participant') }
  }

  /** An event of the log after which these may be recorded. */
  allow(...recordable: ParticipantId[]): void {
    this.#seq += 1
    this.intake.fold({ seq: this.#seq, at: Date.now(), recordable: new Set(recordable) })
    this.#confirm()
  }

  /** What signaling does for a track: a consumer that flows to the recorder. */
  async record(
    track: TrackId,
    participant: ParticipantId,
    source: RecordedTrack['source'],
  ): Promise<void> {
    const consumer = newId('subscription')
    const { rtpCapabilities } = await ask(this.node, 'node.describe', {})
    const { rtpParameters } = await ask(this.node, 'consumer.create', {
      ...{ consumer, transport: this.#transport, producer: track, rtpCapabilities },
    })
    const format = trackFormat(rtpParameters)
    const kind = format.codec.kind
    this.intake.add({
      track: { track, participant, person: newId('person'), kind, source },
      format,
      folder: {
        folder: this.folder,
        dataKey: this.#dataKey,
        nextFile: () => {
          const file = `part-${this.#files++}.vvs`
          return { file, name: file }
        },
        onBegin: () => {},
        onEnd: (part) => {
          this.parts.push(part)
          this.#changed()
        },
        onFailure: (error) => this.failures.push(error),
      },
    })
    await ask(this.node, 'consumer.resume', { consumer })
  }

  /** Resolves when so many parts have ended. */
  async partsEnded(count: number): Promise<void> {
    while (this.parts.length < count) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve
      })
    }
  }

  /** A part opened into a file that players know. */
  async unseal(part: RecordedPart): Promise<string> {
    await using source = await FileSource.open(join(this.folder, part.file))
    const reader = await SealedReader.open({ source, dataKey: this.#dataKey, name: part.file })
    const path = join(this.folder, `${part.file}.${part.format}`)
    await writeFile(path, await reader.readAll())
    return path
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#undo.disposeAsync()
  }

  #confirm(): void {
    const now = localTime()
    const serverNow = Date.now()
    this.intake.confirm({ askedAt: now - 1, answeredAt: now, serverNow, head: this.#seq })
  }
}
