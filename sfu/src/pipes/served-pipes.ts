import { type PipeEnd, type SfuNoticeEvent, VisavisError } from '@visavis/protocol'
import type { types } from 'mediasoup'
import type { MediaWorker } from '../media-worker.ts'
import { orRefuse } from '../refusal.ts'
import { connectEnd, describeEnd, openPipeEnd, type PipeListen } from './pipe-end.ts'

interface ServedPipe {
  readonly caller: string
  readonly transport: types.PipeTransport
  readonly sendings: Map<string, types.Consumer>
}

export interface ServedPipesOptions {
  readonly listen: PipeListen
  notify(event: SfuNoticeEvent): void
}

/** Pipes that other nodes opened to receive from this one. */
export class ServedPipes {
  readonly #options: ServedPipesOptions
  /** Those still being made have no pipe yet. */
  readonly #pipes = new Map<string, ServedPipe | undefined>()

  constructor(options: ServedPipesOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#pipes.size
  }

  ownerOf(pipe: string): string | undefined {
    return this.#pipes.get(pipe)?.caller
  }

  async open(id: string, caller: string, worker: MediaWorker, end: PipeEnd): Promise<PipeEnd> {
    if (this.#pipes.has(id)) throw new VisavisError('id-in-use')
    this.#pipes.set(id, undefined)
    try {
      const transport = await openPipeEnd(worker, this.#options.listen)
      transport.observer.once('close', () => this.#pipes.delete(id))
      this.#pipes.set(id, { caller, transport, sendings: new Map() })
      await connectEnd(transport, end)
      return describeEnd(transport)
    } catch (error) {
      this.#pipes.get(id)?.transport.close()
      this.#pipes.delete(id)
      throw error
    }
  }

  /** The pipe's worker must be the track's. */
  async send(
    { pipe: id, sending, caller }: { pipe: string; sending: string; caller: string },
    producerId: string,
  ): Promise<types.RtpParameters> {
    const { transport, sendings } = this.#demand(id, caller)
    if (sendings.has(sending)) throw new VisavisError('id-in-use')
    const consumer = await orRefuse(transport.consume({ producerId }))
    if (sendings.has(sending)) {
      consumer.close()
      throw new VisavisError('id-in-use')
    }
    if (consumer.closed) throw new VisavisError('not-found')
    sendings.set(sending, consumer)
    consumer.observer.once('close', () => this.#ended(id, sending, sendings))
    return consumer.rtpParameters
  }

  stop(id: string, sending: string, caller: string): void {
    const { sendings } = this.#demand(id, caller)
    const consumer = sendings.get(sending)
    if (!consumer) throw new VisavisError('not-found')
    sendings.delete(sending)
    consumer.close()
  }

  closePipe(id: string, caller: string): void {
    const { transport, sendings } = this.#demand(id, caller)
    sendings.clear()
    transport.close()
  }

  closeOf(caller: string): void {
    for (const [id, pipe] of this.#pipes) if (pipe?.caller === caller) this.closePipe(id, caller)
  }

  /** A caller's own, and of no other. */
  #demand(id: string, caller: string): ServedPipe {
    const pipe = this.#pipes.get(id)
    if (pipe?.caller !== caller) throw new VisavisError('not-found')
    return pipe
  }

  /** Not where the caller stopped it. */
  #ended(pipe: string, sending: string, sendings: Map<string, types.Consumer>): void {
    if (!sendings.delete(sending)) return
    this.#options.notify({ notice: 'pipe.ended', params: { pipe, sending } })
  }
}
