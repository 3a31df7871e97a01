import type { Availability, RoomId } from '@visavis/client-sdk'
import { type CallView, EMPTY_CALL, type Epilogue, failureWords } from '@visavis/client-sdk/ui'
import type { WidgetState } from '../../../client-sdk/src/widget/widget-state.ts'
import type { ViewContext } from '../../../client-sdk/src/widget/widget-views.ts'
import { CALLS, CONNECTING, TALKING, WAITING } from './call-fixtures.ts'

/** What the widget shows in one state of the gallery. */
export interface WidgetScene {
  readonly state: WidgetState
  readonly view?: CallView
  readonly epilogue?: Epilogue
  readonly size?: ViewContext['size']
  readonly stars?: number
  readonly availability?: Availability
  /** A control to press once it is drawn. */
  readonly press?: 'chat' | 'devices'
}

const now = Date.now()
const inCall = { name: 'in-call' } as const
const failure = (error: unknown) => ({ name: 'error', failure: failureWords(error) }) as const

class Refusal extends Error {
  readonly reason = 'unreachable'
}

const calls = Object.entries(CALLS).map(
  ([name, view]) => [`widget-${name}`, { state: inCall, view }] as const,
)

export const WIDGET_SCENES: Readonly<Record<string, WidgetScene>> = {
  'widget-available': {
    state: { name: 'closed' },
    availability: { state: 'available', waiting: 0 },
  },
  'widget-busy': { state: { name: 'closed' }, availability: { state: 'busy', waiting: 3 } },
  'widget-offline': { state: { name: 'closed' }, availability: { state: 'offline', waiting: 0 } },
  'widget-connecting': { state: { name: 'connecting', since: now }, view: CONNECTING },
  'widget-waiting': { state: { name: 'waiting', since: now - 12_000 }, view: WAITING },
  'widget-waiting-long': { state: { name: 'waiting', since: now - 80_000 }, view: WAITING },
  'widget-waiting-offline': {
    state: { name: 'waiting', since: now - 12_000 },
    view: WAITING,
    availability: { state: 'offline', waiting: 1 },
  },
  ...Object.fromEntries(calls),
  'widget-chat': { state: inCall, view: TALKING, press: 'chat' },
  'widget-devices': { state: inCall, view: TALKING, press: 'devices' },
  'widget-enlarged': { state: inCall, view: TALKING, size: 'enlarged' },
  'widget-enlarged-chat': { state: inCall, view: TALKING, size: 'enlarged', press: 'chat' },
  'widget-minimised': { state: inCall, view: TALKING, size: 'minimised' },
  'widget-ended': { state: { name: 'ended', reason: 'advisor-left', durationMs: 247_000 } },
  'widget-rated': { state: { name: 'ended', reason: 'left', durationMs: 247_000 }, stars: 4 },
  'widget-interrupted': {
    state: { name: 'ended', reason: 'abandoned', durationMs: 247_000 },
    epilogue: {
      unsent: ['Does it fit under a shelf of 38 cm?', 'مرحبا، هل لديكم لون آخر؟'],
      wasPeerLost: false,
      receipt: null,
    },
  },
  'widget-advisor-lost': {
    state: { name: 'ended', reason: 'advisor-left', durationMs: 247_000 },
    epilogue: { unsent: [], wasPeerLost: true, receipt: null },
  },
  'widget-error': { state: failure(new Refusal()), view: EMPTY_CALL },
  'widget-blocked': { state: { name: 'blocked' } },
  'widget-elsewhere': { state: { name: 'elsewhere', room: 'room_1' as RoomId } },
}
