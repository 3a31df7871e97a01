import type { Result, TenantId, TicketId, TokenRequest, TransportId } from '@visavis/protocol'
import type { SocketClient } from './socket-client.ts'
import { ACME, type TestServer } from './start-server.ts'

/** Where clients come in. */
export type Door = Pick<TestServer, 'socket' | 'tokens'>

export type Opening = Result<'session.open'>
export type Entry = Result<'guidance.request'>

/** Somebody with an open session. */
export interface Guest extends Disposable {
  readonly client: SocketClient
  readonly opening: Opening
  readonly identity: string
}

/** Somebody in a room. */
export interface InCall extends Guest {
  readonly entry: Entry
}

let counter = 0

export async function enterAs(
  server: Door,
  request: Partial<TokenRequest> & Pick<TokenRequest, 'role'>,
  tenant: TenantId = ACME,
): Promise<Guest> {
  const identity = request.identity ?? `person-${++counter}`
  const client = await server.socket()
  const token = await server.tokens.issue(tenant, { name: 'Mina', ...request, identity })
  const opening = await client.open(token)
  return { client, opening, identity, [Symbol.dispose]: () => client.cut() }
}

/** A shopper whose request is waiting. */
export async function requestGuidance(
  server: Door,
  request: Partial<TokenRequest> = {},
  tenant: TenantId = ACME,
): Promise<InCall> {
  const guest = await enterAs(server, { ...request, role: 'shopper' }, tenant)
  const { rtpCapabilities } = guest.opening
  const entry = await guest.client.request('guidance.request', { rtpCapabilities })
  return { ...guest, entry }
}

export interface TestCall extends Disposable {
  readonly shopper: InCall
  readonly advisor: InCall
}

/** A shopper and an advisor, talking. */
export async function startCall(server: Door, tenant: TenantId = ACME): Promise<TestCall> {
  const shopper = await requestGuidance(server, {}, tenant)
  const advisor = await accept(server, shopper, tenant)
  return {
    shopper,
    advisor,
    [Symbol.dispose]() {
      shopper[Symbol.dispose]()
      advisor[Symbol.dispose]()
    },
  }
}

export async function accept(
  server: Door,
  shopper: InCall,
  tenant: TenantId = ACME,
): Promise<InCall> {
  const guest = await enterAs(server, { role: 'advisor', badge: 'B-7' }, tenant)
  const { rtpCapabilities } = guest.opening
  const ticket = ticketOf(shopper.entry)
  const entry = await guest.client.request('queue.accept', { ticket, rtpCapabilities })
  return { ...guest, entry }
}

export function ticketOf({ events }: Entry): TicketId {
  for (const event of events) if (event.type === 'ticket-opened') return event.body.ticket
  throw new Error('The room has no ticket')
}

export function sendTransport({ media }: Entry): TransportId {
  const transport = media?.transports.find(({ direction }) => direction === 'send')
  if (!transport) throw new Error('The entry has no transport for sending')
  return transport.transport
}
