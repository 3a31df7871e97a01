import websocket from '@fastify/websocket'
import { LIMITS, VisavisError } from '@visavis/protocol'
import type { FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import type { App } from '../http/app.ts'
import { networkOf } from '../network-of.ts'
import type { CallService, OriginPolicy } from '../ports.ts'
import { AddressLimit } from './address-limit.ts'
import { Connection } from './connection.ts'
import { type Calls, type CallsDeps, createCalls } from './create-calls.ts'
import { MessageLimit } from './message-limit.ts'

/** Room for a frame that is too long to arrive and be refused by name; a longer one just ends the socket. */
const MAX_PAYLOAD_BYTES = 2 * LIMITS.frameBytes

export interface SocketDeps extends CallsDeps {
  readonly origins: OriginPolicy
  readonly socketsPerAddress: number
  readonly messagesPerSecond: number
  /** For tests that do not want to wait. */
  readonly heartbeatMs?: number
  readonly openTimeoutMs?: number
}

/** Serves `/v1/socket`. The answer is what the HTTP API and the process need of the calls. */
export async function registerSocket(app: App, deps: SocketDeps): Promise<CallService> {
  const calls = await createCalls(deps)
  const connections = new Set<Connection>()
  const addresses = new AddressLimit(deps.socketsPerAddress)
  let isClosing = false
  let onGone: () => void = () => {}

  const admit = async (request: FastifyRequest) => {
    const { origin, host } = request.headers
    if (!deps.origins.allows({ origin, host })) throw new VisavisError('origin-refused')
    if (isClosing) throw new VisavisError('shutting-down')
    if (addresses.judge(request.ip) === 'refuse') throw new VisavisError('too-many-sockets')
  }
  const serve = (socket: WebSocket, request: FastifyRequest) => {
    const admission = addresses.judge(request.ip)
    const giveBack = addresses.take(request.ip)
    const connection = connect(socket, networkOf(request.ip), calls, deps)
    connections.add(connection)
    socket.on('close', () => {
      giveBack()
      connections.delete(connection)
      onGone()
    })
    if (isClosing) connection.end('shutting-down')
    else if (admission !== 'admit') connection.end('too-many-sockets')
  }

  // On the app itself: its hooks also end upgrades that other routes are asked for.
  await app.register(websocket, {
    options: { maxPayload: MAX_PAYLOAD_BYTES, perMessageDeflate: false },
    errorHandler: (_error, socket) => socket.terminate(),
  })
  app.get('/v1/socket', { websocket: true, onRequest: admit }, serve)

  return callService(calls, {
    sockets: () => connections.size,
    async closeAll(reason) {
      isClosing = true
      if (reason === 'shutting-down') calls.drain()
      const { promise: allGone, resolve } = Promise.withResolvers<void>()
      onGone = () => connections.size === 0 && resolve()
      for (const connection of [...connections]) connection.end(reason)
      onGone()
      await allGone
    },
  })
}

function connect(socket: WebSocket, network: string, calls: Calls, deps: SocketDeps): Connection {
  const { logger, messagesPerSecond, observer, heartbeatMs, openTimeoutMs } = deps
  const { router, lifecycle } = calls
  return new Connection({
    socket,
    network,
    router,
    lifecycle,
    limit: new MessageLimit(messagesPerSecond, Date.now()),
    logger,
    ...(observer && { observer }),
    ...(heartbeatMs !== undefined && { heartbeatMs }),
    ...(openTimeoutMs !== undefined && { openTimeoutMs }),
  })
}

interface SocketsControl extends Pick<CallService, 'closeAll'> {
  sockets(): number
}

function callService(calls: Calls, { sockets, closeAll }: SocketsControl): CallService {
  const { queue, admin, sessions, hubs, node } = calls
  return {
    availability: (tenant) => queue.availability(tenant),
    createRoom: (tenant, options) => admin.create(tenant, options),
    endRoom: (tenant, room, reason) => admin.end(tenant, room, reason),
    endAbandonedRooms: () => admin.endAbandoned(),
    counts: () => ({
      sockets: sockets(),
      sessions: sessions.size,
      rooms: hubs.size,
      transports: node.transports,
    }),
    closeAll,
    async [Symbol.asyncDispose]() {
      await closeAll('shutting-down')
      await calls.close()
    },
  }
}
