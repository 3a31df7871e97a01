import { type PipeEnd, type SfuNoticeEvent, VisavisError } from '@visavis/protocol'
import type { types } from 'mediasoup'
import type { MediaWorker } from '../media-worker.ts'
import { orRefuse } from '../refusal.ts'
import { connectEnd, describeEnd, openPipeEnd, type PipeListen } from './pipe-end.ts'

interface ServedPipe {
  readonly caller: string
  readonly transport: Promise<types.PipeTransport>
  readonly sendings: Map<string, Promise<types.Consumer>>
}

export interface ServedPipesOptions {
  readonly listen: PipeListen
  notify(event: SfuNoticeEvent): void
}

/** Pipes that other nodes opened to receive from this one. What is still being made can be named already, and ended. */
export class ServedPipes {
  readonly #options: ServedPipesOptions
  readonly #pipes = new Map<string, ServedPipe>()

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
    const transport = this.#open(id, worker, end)
    this.#pipes.set(id, { caller, transport, sendings: new Map() })
    return describeEnd(await transport)
  }

  /** The pipe's worker must be the track's. */
  async send(
    { pipe: id, sending, caller }: { pipe: string; sending: string; caller: string },
    producerId: () => Promise<string>,
  ): Promise<types.RtpParameters> {
    const pipe = this.#demand(id, caller)
    const { sendings } = pipe
    if (sendings.has(sending)) throw new VisavisError('id-in-use')
    const consumer = consume(pipe, producerId)
    sendings.set(sending, consumer)
    try {
      const { observer, rtpParameters } = await consumer
      observer.once('close', () => this.#ended(id, sending, sendings))
      return rtpParameters
    } catch (error) {
      sendings.delete(sending)
      throw error
    }
  }

  async stop(id: string, sending: string, caller: string): Promise<void> {
    const { sendings } = this.#demand(id, caller)
    const consumer = await made(sendings.get(sending))
    sendings.delete(sending)
    consumer.close()
  }

  async closePipe(id: string, caller: string): Promise<void> {
    const { transport, sendings } = this.#demand(id, caller)
    const opened = await made(transport)
    sendings.clear()
    opened.close()
  }

  closeOf(caller: string): void {
    for (const [id, pipe] of this.#pipes) {
      // What could not be made needs no closing.
      if (pipe.caller === caller) this.closePipe(id, caller).catch(() => {})
    }
  }

  async #open(id: string, worker: MediaWorker, end: PipeEnd): Promise<types.PipeTransport> {
    let transport: types.PipeTransport | undefined
    try {
      transport = await openPipeEnd(worker, this.#options.listen)
      transport.observer.once('close', () => this.#pipes.delete(id))
      await connectEnd(transport, end)
      return transport
    } catch (error) {
      transport?.close()
      this.#pipes.delete(id)
      throw error
    }
  }

  /** A caller's own, and of no other. */
  #demand(id: string, caller: string): ServedPipe {
    const pipe = this.#pipes.get(id)
    if (pipe?.caller !== caller) throw new VisavisError('not-found')
    return pipe
  }

  /** Not where the caller stopped it. */
  #ended(pipe: string, sending: string, sendings: ServedPipe['sendings']): void {
    if (!sendings.delete(sending)) return
    this.#options.notify({ notice: 'pipe.ended', params: { pipe, sending } })
  }
}

async function consume(
  { transport }: ServedPipe,
  producerId: () => Promise<string>,
): Promise<types.Consumer> {
  const pipe = await made(transport)
  const consumer = await orRefuse(pipe.consume({ producerId: await producerId() }))
  if (consumer.closed || pipe.closed) throw new VisavisError('not-found')
  return consumer
}

/** Waits where it is still being made. Refuses what is absent or could not be made. */
async function made<T>(making: Promise<T> | undefined): Promise<T> {
  if (!making) throw new VisavisError('not-found')
  try {
    return await making
  } catch (cause) {
    throw new VisavisError('not-found', { cause })
  }
}
