import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { SFU_LIMITS } from '@visavis/protocol'
import type { LinkTls } from '@visavis/sfu-client'
import { type WebSocket, WebSocketServer } from 'ws'
import type { MediaLogger } from '../media-logger.ts'
import type { MediaNode } from '../media-node.ts'
import { MediaStartError } from '../start-error.ts'
import { Callers } from './callers.ts'
import { closeServer } from './close-server.ts'
import { ControlLink } from './control-link.ts'
import { type ControlMetrics, controlMetrics } from './control-metrics.ts'
import { handleHttp } from './handle-http.ts'
import { isLoopback } from './is-loopback.ts'
import { listen } from './listen.ts'
import { callerOf, refuseUpgrade, upgradeGate } from './upgrade-gate.ts'

export interface ControlServerOptions {
  node: MediaNode
  /** Must be loopback unless there is a secret, or certificates. */
  host: string
  /** 0 takes a free one. */
  port: number
  secret?: string | undefined
  /** Serves TLS, and lets nobody command it without a certificate. */
  tls?: LinkTls | undefined
  logger: MediaLogger
  heartbeatMs?: number
  orphanMs?: number
  /** A caller's link went down. */
  onLinkLost?: () => void
}

export interface ControlServer extends AsyncDisposable {
  readonly port: number
  /** Of the control socket. */
  readonly url: string
  close(): Promise<void>
}

/** Serves a node's control protocol, `/healthz` and `/metrics`. The node stays its owner's to close. */
export async function serveControl(options: ControlServerOptions): Promise<ControlServer> {
  const { node, host, secret, tls, logger, orphanMs = SFU_LIMITS.orphanMs } = options
  refuseOpenDoor(host, secret ?? tls)
  const callers = new Callers({ node, logger, orphanMs })
  const metrics = controlMetrics(node, () => callers.links())
  const http = httpServer(tls, (request, response) => {
    void handleHttp({ request, response, node, metrics })
  })
  const sockets = webSockets()
  const refused = upgradeGate({ secret, wantsCertificate: tls !== undefined })
  http.on('upgrade', (request, socket, head) => {
    // Node has taken its own listener away by now: without one a reset would end the process.
    socket.on('error', () => socket.destroy())
    const status = refused(request)
    if (status) return refuseUpgrade(socket, status)
    sockets.handleUpgrade(request, socket, head, (accepted) =>
      accept({ ...options, callers, metrics, socket: accepted, caller: callerOf(request) }),
    )
  })
  const port = await listen(http, host, options.port)
  const urlHost = host.includes(':') ? `[${host}]` : host
  const url = `${tls ? 'wss' : 'ws'}://${urlHost}:${port}`
  return controlServer({ port, url }, async () => {
    for (const link of callers.links()) link.close('shutting-down')
    callers[Symbol.dispose]()
    await closeServer(http, sockets)
  })
}

/** Health and figures are for everybody who comes this far; certificates are looked at where a link begins. */
function httpServer(tls: LinkTls | undefined, answer: RequestListener): Server {
  if (!tls) return createServer(answer)
  const asking = { requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.3' } as const
  return createTlsServer({ ...tls, ...asking }, answer)
}

function refuseOpenDoor(host: string, guard: string | LinkTls | undefined): void {
  if (guard || isLoopback(host)) return
  const message = `Listening on ${host} needs VISAVIS_SFU_SECRET: whoever connects commands the node.`
  throw new MediaStartError('secret-missing', message)
}

function webSockets(): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: SFU_LIMITS.frameBytes,
    perMessageDeflate: false,
  })
}

interface Accepted extends ControlServerOptions {
  callers: Callers
  metrics: ControlMetrics
  socket: WebSocket
  caller: string
}

function accept(accepted: Accepted): void {
  const { socket, caller, node, callers, metrics } = accepted
  const link = new ControlLink({
    socket,
    node,
    heartbeatMs: accepted.heartbeatMs ?? SFU_LIMITS.heartbeatMs,
    caller,
    onAnswered: metrics.countAnswers,
  })
  socket.once('close', () => {
    callers.detach(caller, link)
    accepted.onLinkLost?.()
  })
  callers.attach(caller, link)
}

function controlServer(
  at: Pick<ControlServer, 'port' | 'url'>,
  stop: () => Promise<void>,
): ControlServer {
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= stop()
    return closing
  }
  return { ...at, close, [Symbol.asyncDispose]: close }
}
