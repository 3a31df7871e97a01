import { type CallView, type ChatEntry, EMPTY_CALL } from '@visavis/client-sdk/ui'
import { ADVISOR, drawnPerson, SHOPPER } from './drawn-person.ts'
import { drawnScreen } from './drawn-screen.ts'

const WIDE = { width: 640, height: 360 }
const advisorTrack = drawnPerson(ADVISOR, WIDE)
const shopperTrack = drawnPerson(SHOPPER, WIDE)

const mira = { name: 'Mira Lindqvist', role: 'advisor' } as const
const at = new Date('2026-03-02T10:20:00').getTime()

export const MESSAGES: readonly ChatEntry[] = [
  {
    id: '1',
    text: 'Does it fit under a shelf of 38 cm?',
    isMine: true,
    author: null,
    at,
    status: 'sent',
  },
  {
    id: '2',
    text: 'Yes, it is 34 cm high: https://example.com/aurora/size',
    isMine: false,
    author: mira,
    at: at + 40_000,
    status: 'sent',
  },
  { id: '3', text: null, isMine: false, author: mira, at: at + 50_000, status: 'sent' },
  { id: '4', text: 'مرحبا <b>hello</b>', isMine: true, author: null, at: null, status: 'sending' },
  { id: '5', text: 'And the colour?', isMine: true, author: null, at: null, status: 'failed' },
]

/** A call as the shopper sees it. */
export const TALKING: CallView = {
  ...EMPTY_CALL,
  phase: 'in-call',
  connection: 'connected',
  startedAt: Date.now() - 187_000,
  peer: {
    role: 'advisor',
    name: 'Mira Lindqvist',
    badge: 'V-1041',
    presence: 'connected',
    awayUntil: null,
    wasLost: false,
    isMuted: false,
  },
  remote: { camera: advisorTrack, screen: null, nextCamera: null },
  camera: { state: 'on', track: shopperTrack },
  microphone: { state: 'on', track: shopperTrack },
  messages: MESSAGES,
}

/** The same as the advisor sees it. */
export const SERVING: CallView = {
  ...TALKING,
  peer: {
    role: 'shopper',
    name: null,
    badge: null,
    presence: 'connected',
    awayUntil: null,
    wasLost: false,
    isMuted: true,
  },
  remote: { camera: shopperTrack, screen: null, nextCamera: null },
  camera: { state: 'on', track: advisorTrack },
  messages: MESSAGES.map((entry) => ({
    ...entry,
    isMine: !entry.isMine,
    author: { name: null, role: 'shopper' },
    status: 'sent',
  })),
}

const failed = (trouble: 'permission-denied' | 'device-in-use') =>
  ({ state: 'failed', trouble }) as const

type CallName =
  | 'talking'
  | 'muted'
  | 'peer-camera-off'
  | 'peer-screen'
  | 'sharing'
  | 'permission-denied'
  | 'device-in-use'
  | 'sound-blocked'
  | 'weak'
  | 'reconnecting'
  | 'failed'
  | 'peer-away'
  | 'share-failed'

export const CALLS: Readonly<Record<CallName, CallView>> = {
  talking: TALKING,
  muted: { ...TALKING, microphone: { state: 'muted' }, camera: { state: 'muted' } },
  'peer-camera-off': { ...TALKING, remote: { camera: null, screen: null, nextCamera: null } },
  'peer-screen': {
    ...TALKING,
    remote: { camera: advisorTrack, screen: drawnScreen(), nextCamera: null },
  },
  sharing: { ...TALKING, screen: { state: 'on', track: advisorTrack } },
  'permission-denied': {
    ...TALKING,
    camera: failed('permission-denied'),
    microphone: failed('permission-denied'),
  },
  'device-in-use': { ...TALKING, camera: failed('device-in-use') },
  'sound-blocked': { ...TALKING, sound: 'blocked' },
  weak: { ...TALKING, connection: 'weak' },
  reconnecting: { ...TALKING, connection: 'reconnecting' },
  failed: {
    ...TALKING,
    connection: 'failed',
    remote: { camera: null, screen: null, nextCamera: null },
  },
  'peer-away': {
    ...TALKING,
    remote: { camera: null, screen: null, nextCamera: null },
    peer: {
      role: 'advisor',
      name: 'Mira Lindqvist',
      badge: 'V-1041',
      presence: 'disconnected',
      awayUntil: Date.now() + 24_000,
      wasLost: false,
      isMuted: false,
    },
  },
  'share-failed': { ...TALKING, screen: { state: 'failed' } },
}

export const WAITING: CallView = {
  ...TALKING,
  phase: 'waiting',
  peer: null,
  startedAt: null,
  remote: { camera: null, screen: null, nextCamera: null },
  messages: [],
}
export const CONNECTING: CallView = {
  ...WAITING,
  phase: 'connecting',
  connection: 'connecting',
  camera: { state: 'asking' },
  microphone: { state: 'asking' },
}
