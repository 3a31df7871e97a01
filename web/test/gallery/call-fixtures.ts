import {
  type CallView,
  type ChatEntry,
  EMPTY_CALL,
  NO_RECORDING,
  type RecordingView,
} from '@visavis/client-sdk/ui'
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
  recording: { ...NO_RECORDING, canControl: true },
  messages: MESSAGES.map((entry) => ({
    ...entry,
    isMine: !entry.isMine,
    author: { name: null, role: 'shopper' },
    status: 'sent',
  })),
}

const failed = (trouble: 'permission-denied' | 'device-in-use') =>
  ({ state: 'failed', trouble }) as const

const NOTICE: Readonly<Record<string, string>> = {
  en: [
    'May we record this call?',
    'Acme GmbH would like to record the sound, the camera, the shared screen, the chat and the drawings of this call, to keep what was agreed and to improve its advice.',
    'The recording is kept for 30 days and then deleted. Only authorised staff may view it.',
    'You are free to choose. If you decline, the call goes on without a recording. If you agree, you can withdraw at any time with one click.',
    'You may ask for access to the recording and for its erasure, and complain to a data protection authority. A withdrawal does not change that the recording was lawful until then.',
    'Privacy policy: https://acme.example/privacy',
  ].join('\n'),
  ar: [
    'هل تسمح لنا بتسجيل هذه المكالمة؟',
    'ترغب Acme في تسجيل الصوت والكاميرا والشاشة المشتركة والدردشة والرسومات في هذه المكالمة، لحفظ ما اتُّفق عليه ولتحسين خدمة الاستشارة.',
    'يُحفظ التسجيل لمدة 30 يومًا ثم يُحذف. ولا يطّلع عليه إلا الموظفون المخوّلون.',
    'لك حرية الاختيار. إذا رفضت تستمر المكالمة دون تسجيل. وإذا وافقت يمكنك سحب موافقتك في أي وقت بنقرة واحدة.',
    'سياسة الخصوصية: https://acme.example/privacy',
  ].join('\n'),
}

function noticeIn(tag: string): RecordingView['notice'] {
  const locale = tag === 'ar' ? 'ar' : 'en'
  const terms = {
    version: '2026-11',
    jurisdiction: 'eu',
    controller: 'Acme',
    retentionDays: 30,
  } as const
  return { noticeHash: '0'.repeat(64), locale, text: NOTICE[locale] ?? '', terms }
}

const ASKED: RecordingView = {
  ...NO_RECORDING,
  state: 'asked',
  isAsked: true,
  notice: noticeIn(new URLSearchParams(location.search).get('lang') ?? 'en'),
}
const RECORDED: RecordingView = { ...ASKED, state: 'on', isAsked: false, own: 'given' }

type CallName =
  | 'consent'
  | 'recorded'
  | 'record-paused'
  | 'declined'
  | 'talking'
  | 'muted'
  | 'peer-camera-off'
  | 'peer-screen'
  | 'sharing'
  | 'permission-denied'
  | 'device-in-use'
  | 'sound-blocked'
  | 'weak'
  | 'peer-interrupted'
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
  'peer-interrupted': { ...TALKING, isPictureStill: true },
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
  consent: { ...TALKING, recording: ASKED },
  recorded: { ...TALKING, recording: RECORDED },
  'record-paused': {
    ...TALKING,
    recording: { ...RECORDED, state: 'paused', because: 'consent' },
  },
  declined: {
    ...TALKING,
    recording: { ...NO_RECORDING, because: 'refused', own: 'refused' },
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
