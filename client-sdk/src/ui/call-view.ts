import { NO_RECORDING, type RecordingView } from './recording-view.ts'

/** What the parts draw of a call: plain values, so that any state can be shown without a server. */
export interface CallView {
  readonly phase: 'connecting' | 'waiting' | 'in-call' | 'ended'
  readonly connection: ConnectionQuality
  /** What there is to come back from. */
  readonly trouble: ConnectionTrouble
  /** Unix time in milliseconds at which the two met. */
  readonly startedAt: number | null
  readonly peer: PeerView | null
  /** Whether the other's camera was announced and is not here yet. */
  readonly isCameraComing: boolean
  readonly remote: {
    readonly camera: MediaStreamTrack | null
    readonly screen: MediaStreamTrack | null
    /** Where a camera will appear that is not there yet: its player is ready before it. */
    readonly nextCamera: MediaStreamTrack | null
  }
  readonly microphone: OwnDevice
  readonly camera: OwnDevice
  readonly screen: OwnScreen
  readonly pictures: Pictures
  /** In place of video, where there is no room for it. */
  readonly stills: { readonly camera: Blob | null; readonly screen: Blob | null }
  /** Whether the other's camera is on, and shows nothing new. */
  readonly isPictureStill: boolean
  /** Whether the other's network is weak. */
  readonly isPeerWeak: boolean
  readonly sound: 'playing' | 'blocked'
  readonly messages: readonly ChatEntry[]
  readonly recording: RecordingView
}

/** What a weak network made of pictures: `receiving` and `sending` stills. */
export interface Pictures {
  readonly receiving: 'video' | 'stills'
  readonly sending: 'video' | 'stills'
}

export type ConnectionQuality = 'connecting' | 'connected' | 'weak' | 'reconnecting' | 'failed'

/** `network` where it is not known better. `service`: the server ended it, to go on with another. */
export type ConnectionTrouble = 'network' | 'offline' | 'service' | 'media'

export interface PeerView {
  readonly role: 'advisor' | 'shopper'
  readonly name: string | null
  readonly badge: string | null
  readonly presence: 'connected' | 'disconnected' | 'left'
  /** Unix time in milliseconds until which the place of somebody disconnected is kept. */
  readonly awayUntil: number | null
  /** Whether they left by losing the connection. */
  readonly wasLost: boolean
  readonly isMuted: boolean
}

/** Why a camera or a microphone is not there. */
export type DeviceTrouble =
  | 'permission-denied'
  | 'device-in-use'
  | 'device-not-found'
  | 'not-supported'

export type OwnDevice =
  | { readonly state: 'off' }
  | { readonly state: 'asking' }
  | { readonly state: 'on'; readonly track: MediaStreamTrack }
  | { readonly state: 'muted' }
  | { readonly state: 'failed'; readonly trouble: DeviceTrouble }

export type OwnScreen =
  | { readonly state: 'off' }
  | { readonly state: 'on'; readonly track: MediaStreamTrack }
  | { readonly state: 'failed' }

export interface ChatEntry {
  readonly id: string
  /** `null` when its author's data was erased. */
  readonly text: string | null
  readonly isMine: boolean
  readonly author: { readonly name: string | null; readonly role: 'advisor' | 'shopper' } | null
  readonly at: number | null
  /** Some of it is behind stars, and can be asked for. */
  readonly isMasked?: boolean
  readonly status: 'sent' | 'sending' | 'failed'
}

export const EMPTY_CALL: CallView = {
  phase: 'connecting',
  connection: 'connecting',
  trouble: 'network',
  startedAt: null,
  peer: null,
  isCameraComing: false,
  remote: { camera: null, screen: null, nextCamera: null },
  microphone: { state: 'off' },
  camera: { state: 'off' },
  screen: { state: 'off' },
  pictures: { receiving: 'video', sending: 'video' },
  stills: { camera: null, screen: null },
  isPictureStill: false,
  isPeerWeak: false,
  sound: 'playing',
  messages: [],
  recording: NO_RECORDING,
}

/** A call with all its parts, of nobody. */
export const REHEARSAL: CallView = {
  ...EMPTY_CALL,
  phase: 'in-call',
  connection: 'connected',
  startedAt: 0,
  peer: {
    role: 'advisor',
    name: null,
    badge: '-',
    presence: 'connected',
    awayUntil: null,
    wasLost: false,
    isMuted: true,
  },
  microphone: { state: 'asking' },
  camera: { state: 'asking' },
}
