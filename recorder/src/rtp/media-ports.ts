import { Worker } from 'node:worker_threads'
import type { Endpoint, PortBatch, PortCommand, PortEvent, PortSignal } from './port-messages.ts'

type OnBatch = (batch: PortBatch) => void

interface PortWaiters {
  readonly onBatch: OnBatch
  readonly onLost: (error: Error) => void
  readonly opened: PromiseWithResolvers<Endpoint>
  readonly closed: PromiseWithResolvers<void>
}

/** UDP ports that a thread of their own reads, many packets at a time: a process has one of these. */
export class MediaPorts implements AsyncDisposable {
  readonly #signal: PortSignal = new Int32Array(new SharedArrayBuffer(4))
  readonly #worker: Worker
  readonly #ports = new Map<number, PortWaiters>()
  #lastId = 0
  #ended: Error | undefined

  constructor() {
    // What the process was started with is not for it.
    const options = { name: 'media ports', workerData: this.#signal, execArgv: [] }
    this.#worker = new Worker(new URL('./port-thread.ts', import.meta.url), options)
    this.#worker.on('message', (event: PortEvent) => this.#follow(event))
    this.#worker.on('error', (error) => this.#end(error))
  }

  /**
   * `address` is one of this machine's. Rejects with the system's error where it is not, and with the thread's where that has
   * ended, which `onLost` is told of when it happens.
   */
  async open(
    address: string,
    onBatch: OnBatch,
    onLost: (error: Error) => void = () => {},
  ): Promise<MediaPort> {
    if (this.#ended) throw this.#ended
    this.#lastId += 1
    const id = this.#lastId
    const opened = Promise.withResolvers<Endpoint>()
    const closed = Promise.withResolvers<void>()
    this.#ports.set(id, { onBatch, onLost, opened, closed })
    this.#command({ kind: 'open', id, address })
    const local = await opened.promise
    return {
      local,
      listenTo: (peer) => this.#command({ kind: 'listen-to', id, peer }),
      send: (packet) => this.#command({ kind: 'send', id, packet }),
      close: () => {
        if (this.#ports.has(id)) this.#command({ kind: 'close', id })
        return closed.promise
      },
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
    this.#end(new Error('Media ports were closed'))
  }

  #end(error: Error): void {
    this.#ended ??= error
    const ports = [...this.#ports.values()]
    this.#ports.clear()
    for (const { onLost, opened, closed } of ports) {
      opened.reject(error)
      closed.resolve()
      onLost(error)
    }
  }

  #command(command: PortCommand): void {
    this.#worker.postMessage(command)
    Atomics.add(this.#signal, 0, 1)
    Atomics.notify(this.#signal, 0)
  }

  #follow(event: PortEvent): void {
    const port = this.#ports.get(event.id)
    switch (event.kind) {
      case 'opened':
        port?.opened.resolve(event.local)
        break
      case 'refused':
        this.#ports.delete(event.id)
        port?.opened.reject(event.error)
        break
      case 'received':
        port?.onBatch(event.batch)
        break
      case 'closed':
        this.#ports.delete(event.id)
        port?.closed.resolve()
        break
      default:
        event satisfies never
    }
  }
}

export interface MediaPort {
  readonly local: Endpoint
  /** Takes packets from there, and from nowhere else. */
  listenTo(peer: Endpoint): void
  /** To the peer. */
  send(packet: Uint8Array): void
  /** Resolves after the last batch, which holds all that had come by now. */
  close(): Promise<void>
}
