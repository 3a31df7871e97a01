import type { QueuedTicket, RoomId, TicketId } from '@visavis/client-sdk'
import { type CallView, EMPTY_CALL, type Epilogue, failureWords } from '@visavis/client-sdk/ui'
import type { DeskState } from '../../src/desk/desk-state.ts'
import type { DeskTab } from '../../src/desk/desk-tabs.ts'
import { CALLS, SERVING } from './call-fixtures.ts'

export interface DeskScene {
  readonly state: DeskState
  readonly tickets?: readonly QueuedTicket[]
  readonly view?: CallView
  readonly epilogue?: Epilogue
  readonly tab?: DeskTab
  readonly isAvailable?: boolean
  readonly isAutomatic?: boolean
  readonly isOnline?: boolean
  readonly wasTaken?: boolean
}

const room = 'room_1' as RoomId
const now = Date.now()

const products = [
  ['aurora-espresso', 'Aurora', '€649.00', 'de', 12_000],
  ['halo-lamp', 'Halo', '€189.00', 'ja', 47_000],
  ['drift-headphones', 'Drift', '€279.00', 'ar', 84_000],
] as const

const tickets = products.map(
  ([id, name, price, locale, waitedMs]): QueuedTicket => ({
    ticket: `tkt_${id}` as TicketId,
    room,
    openedAt: now - waitedMs,
    locale,
    product: { id, name, price, url: `/shop/?product=${id}`, image: `/shop/images/${id}.svg` },
  }),
)

const [first] = tickets
if (!first) throw new Error('no ticket')

const ready: CallView = { ...EMPTY_CALL, camera: SERVING.camera, microphone: SERVING.microphone }
const inCall = { name: 'in-call', room, subject: first } as const
const wrapUp = {
  name: 'wrap-up',
  room,
  subject: first,
  reason: 'shopper-left',
  durationMs: 431_000,
} as const

export const DESK_SCENES: Readonly<Record<string, DeskScene>> = {
  'desk-signing-in': { state: { name: 'signing-in' } },
  'desk-signed-out': { state: { name: 'signed-out' } },
  'desk-failed': { state: { name: 'failed', failure: failureWords(undefined) } },
  'desk-elsewhere': { state: { name: 'elsewhere', room } },
  'desk-taken-over': { state: { name: 'taken-over' } },
  'desk-idle': { state: { name: 'idle' }, view: ready },
  'desk-queue': { state: { name: 'idle' }, view: ready, tickets, wasTaken: true },
  'desk-ready-narrow': { state: { name: 'idle' }, view: ready, tickets, tab: 'call' },
  'desk-away': { state: { name: 'idle' }, view: EMPTY_CALL, isAvailable: false, tab: 'call' },
  'desk-blocked': { state: { name: 'idle' }, view: CALLS['permission-denied'], tab: 'call' },
  'desk-accepting': { state: { name: 'accepting', ticket: first }, view: ready, tickets },
  'desk-call': { state: inCall, view: SERVING, tickets: tickets.slice(1), tab: 'call' },
  'desk-recorded': {
    state: inCall,
    view: { ...SERVING, recording: { ...CALLS.recorded.recording, canControl: true } },
    tickets: tickets.slice(1),
    tab: 'call',
  },
  'desk-details': { state: inCall, view: SERVING, tab: 'details' },
  'desk-screen': {
    state: inCall,
    view: { ...SERVING, remote: CALLS['peer-screen'].remote },
    tab: 'call',
  },
  'desk-reconnecting': {
    state: inCall,
    view: { ...SERVING, connection: 'reconnecting' },
    tab: 'call',
  },
  'desk-away-customer': {
    state: inCall,
    view: {
      ...SERVING,
      remote: { camera: null, screen: null, nextCamera: null },
      peer: {
        role: 'shopper',
        name: null,
        badge: null,
        presence: 'disconnected',
        awayUntil: now + 24_000,
        wasLost: false,
        isMuted: false,
      },
    },
    tab: 'call',
  },
  'desk-wrap-up': { state: wrapUp, view: SERVING, tickets, tab: 'call' },
  'desk-interrupted': {
    state: { ...wrapUp, reason: 'abandoned' },
    epilogue: { unsent: ['I have put one aside for you.'], wasPeerLost: false, receipt: null },
    tab: 'call',
  },
  'desk-customer-lost': {
    state: wrapUp,
    epilogue: { unsent: [], wasPeerLost: true, receipt: null },
    tab: 'call',
  },
  'desk-offline': { state: { name: 'idle' }, view: ready, isOnline: false },
  'desk-auto': { state: { name: 'idle' }, view: ready, isAutomatic: true },
}
