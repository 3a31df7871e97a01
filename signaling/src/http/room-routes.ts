import {
  type RoomId,
  RoomRequest,
  RoomSummary,
  type TenantId,
  VisavisError,
} from '@visavis/protocol'
import Type from 'typebox'
import type { CallService } from '../ports.ts'
import type { RoomLog } from '../room-log/room-log.ts'
import type { ApiKeyGate } from './api-key-gate.ts'
import type { App } from './app.ts'
import { summarise } from './room-summary.ts'
import { API_KEY_SECURITY, FAILURES, RoomPage, RoomParams, RoomQuery } from './schemas.ts'

/** A customer, an advisor, a colleague and the local dealer, with room to spare. */
const DEFAULT_CAPACITY = 8
const DEFAULT_PAGE = 50

export interface RoomRoutesOptions {
  readonly gate: ApiKeyGate
  readonly calls: CallService
  readonly log: RoomLog
}

const about = { tags: ['rooms'], security: API_KEY_SECURITY }

export function registerRoomRoutes(app: App, options: RoomRoutesOptions): void {
  registerCreate(app, options)
  registerList(app, options)
  registerRead(app, options)
  registerEnd(app, options)
}

function registerCreate(app: App, { gate, calls, log }: RoomRoutesOptions): void {
  const schema = {
    ...about,
    summary: 'Open a room',
    body: RoomRequest,
    response: { 201: RoomSummary, ...FAILURES },
  }
  app.post('/v1/rooms', { schema }, async (request, reply) => {
    const tenant = gate.tenantOf(request)
    const { capacity = DEFAULT_CAPACITY, recording } = request.body
    const room = await calls.createRoom(tenant, { capacity, recording })
    return reply.status(201).send(await summaryOf(log, tenant, room))
  })
}

function registerList(app: App, { gate, log }: RoomRoutesOptions): void {
  const schema = {
    ...about,
    summary: "List the tenant's rooms, newest first",
    querystring: RoomQuery,
    response: { 200: RoomPage, ...FAILURES },
  }
  app.get('/v1/rooms', { schema }, async (request) => {
    const tenant = gate.tenantOf(request)
    const { limit = DEFAULT_PAGE, ...query } = request.query
    const rows = await log.rooms(tenant, { ...query, limit })
    const rooms = await Promise.all(rows.map((row) => summarise(log, row)))
    const last = rows.length === limit ? rows.at(-1) : undefined
    return { rooms, ...(last && { next: last.room }) }
  })
}

function registerRead(app: App, { gate, log }: RoomRoutesOptions): void {
  const schema = {
    ...about,
    summary: 'Read one room',
    params: RoomParams,
    response: { 200: RoomSummary, ...FAILURES },
  }
  app.get('/v1/rooms/:room', { schema }, async (request) => {
    const tenant = gate.tenantOf(request)
    return summaryOf(log, tenant, request.params.room)
  })
}

function registerEnd(app: App, { gate, calls }: RoomRoutesOptions): void {
  const schema = {
    ...about,
    summary: 'End a room for everybody in it',
    params: RoomParams,
    response: { 204: Type.Null(), ...FAILURES },
  }
  app.delete('/v1/rooms/:room', { schema }, async (request, reply) => {
    const tenant = gate.tenantOf(request)
    await calls.endRoom(tenant, request.params.room, 'ended-by-api')
    return reply.status(204).send(null)
  })
}

async function summaryOf(log: RoomLog, tenant: TenantId, room: RoomId): Promise<RoomSummary> {
  const row = await log.room(tenant, room)
  if (!row) throw new VisavisError('not-found')
  return summarise(log, row)
}
