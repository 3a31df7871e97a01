import type { TokenGrant } from '@visavis/protocol/browser'
import { Heartbeat } from '../connection/heartbeat.ts'
import { type Opened, openSession } from '../connection/open-session.ts'
import type { Request } from '../connection/request.ts'
import type { Rpc } from '../connection/rpc.ts'
import { TokenCache } from '../connection/token-cache.ts'
import type { OpenWire } from '../connection/wire.ts'
import { SILENT } from '../logger.ts'
import type { TokenSource } from '../token-source.ts'

const PINGS = 7

/** A session for the test alone: no room, and no second attempt. */
export class TestSession implements Disposable {
  readonly grant: TokenGrant
  readonly opened: Opened
  readonly #rpc: Rpc
  readonly #heartbeat: Heartbeat

  constructor(options: { grant: TokenGrant; rpc: Rpc; opened: Opened }) {
    const { rpc, opened } = options
    this.grant = options.grant
    this.opened = opened
    this.#rpc = rpc
    this.#heartbeat = new Heartbeat(rpc, {
      heartbeatMs: opened.heartbeatMs,
      onDoubt: () => rpc.close('heartbeat-lost'),
    })
  }

  static async open(options: {
    tokenSource: TokenSource
    openWire: OpenWire
    signal: AbortSignal
  }): Promise<TestSession> {
    const { openWire, signal } = options
    const grant = await new TokenCache(options.tokenSource).take()
    signal.throwIfAborted()
    const session = await openSession({
      grant,
      resume: null,
      openWire,
      signal,
      logger: SILENT,
      onSocket: () => undefined,
      onNotification: () => undefined,
      onClosed: () => undefined,
    })
    return new TestSession({ grant, ...session })
  }

  readonly request: Request = (method, params) => this.#rpc.request(method, params)

  /** Milliseconds there and back, the median of several. */
  async roundTrip(signal: AbortSignal): Promise<number> {
    const times: number[] = []
    for (let count = 0; count < PINGS; count += 1) {
      signal.throwIfAborted()
      const sentAt = performance.now()
      await this.request('session.ping', {})
      times.push(performance.now() - sentAt)
    }
    return times.sort((a, b) => a - b)[PINGS >> 1] ?? 0
  }

  /** Says goodbye without waiting. */
  close(): void {
    this.#heartbeat.stop()
    const bye = this.#rpc.request('session.close', {}).catch(() => undefined)
    void bye.then(() => this.#rpc.close('finished'))
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
