import { CLOSE_REASONS, type CloseReason } from '@visavis/protocol'
import type { WebSocket } from 'ws'
import type { MediaNode } from '../media-node.ts'
import { keepAlive } from './heartbeat.ts'
import { type Batch, readBatch } from './read-batch.ts'

/** Answers and notices that wait for a slow caller. Beyond it the link is ended, not the memory. */
const MAX_QUEUED_BYTES = 16 * 1024 * 1024
/** Calls in progress at which reading pauses: the caller's own queue then fills instead of ours. */
const MAX_PENDING_CALLS = 4_096

export interface ControlLinkOptions {
  socket: WebSocket
  node: MediaNode
  /** Whose link it is. */
  caller: string
  heartbeatMs: number
  onAnswered(batch: Batch, results: Awaited<ReturnType<MediaNode['send']>>): void
}

/** One caller's socket: batches in, answers and notices out. */
export class ControlLink {
  readonly #options: ControlLinkOptions
  #pending = 0
  /** Notices sent, and the last of them, which may not have arrived. */
  #noticed = 0
  #unheard: string[] = []

  constructor(options: ControlLinkOptions) {
    this.#options = options
    const { socket, heartbeatMs } = options
    keepAlive(socket, {
      intervalMs: heartbeatMs,
      mark: () => this.#noticed,
      onPong: (mark) => this.#heard(mark),
    })
    socket.on('message', (data, isBinary) => {
      const batch = isBinary ? undefined : readBatch(data.toString())
      if (batch) void this.#run(batch)
      else this.close('protocol-violation')
    })
    // A frame that is too large, or no WebSocket frame at all: ws closes the socket by itself.
    socket.on('error', () => undefined)
  }

  get pendingCalls(): number {
    return this.#pending
  }

  get unheard(): readonly string[] {
    return this.#unheard
  }

  get queuedBytes(): number {
    return this.#options.socket.bufferedAmount
  }

  /** Sends what must not be lost with the link. */
  notify(frame: string): void {
    this.#noticed++
    this.#unheard.push(frame)
    this.send(frame)
  }

  send(frame: string): void {
    const { socket } = this.#options
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > MAX_QUEUED_BYTES) socket.terminate()
    else socket.send(frame)
  }

  close(reason: CloseReason): void {
    this.#options.socket.close(CLOSE_REASONS[reason], reason)
  }

  terminate(): void {
    this.#options.socket.terminate()
  }

  #heard(mark: number): void {
    const unheard = Math.max(0, this.#noticed - mark)
    this.#unheard = unheard === 0 ? [] : this.#unheard.slice(-unheard)
  }

  async #run(batch: Batch): Promise<void> {
    const { node, caller, onAnswered } = this.#options
    this.#count(batch.calls.length)
    try {
      const results = await node.send(batch.calls, caller)
      onAnswered(batch, results)
      this.send(JSON.stringify({ id: batch.id, results }))
    } catch {
      // Only a closed node refuses a whole batch.
      this.close('shutting-down')
    } finally {
      this.#count(-batch.calls.length)
    }
  }

  #count(change: number): void {
    const { socket } = this.#options
    this.#pending += change
    if (this.#pending >= MAX_PENDING_CALLS) socket.pause()
    else if (socket.isPaused) socket.resume()
  }
}
