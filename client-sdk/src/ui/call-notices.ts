import type { CallAction } from './call-actions.ts'
import type { CallView, ConnectionTrouble, DeviceTrouble } from './call-view.ts'
import type { IconName } from './icons.ts'
import type { PlainKey } from './translator.ts'

/** One banner of a call: which words, how urgent, and what can be done about it. */
export interface Notice {
  readonly id: string
  readonly icon: IconName
  /** Those of the peer are said with the name. */
  readonly heading: PlainKey | 'call.peer-weak' | 'call.peer-interrupted'
  readonly text?: PlainKey
  readonly isUrgent: boolean
  readonly canDismiss: boolean
  readonly action?: {
    readonly label: PlainKey
    readonly testId: string
    readonly action: CallAction
    readonly isPrimary: boolean
  }
}

/** Everything about a call that needs saying, most urgent first. */
export function callNotices(call: CallView): Notice[] {
  if (call.phase === 'ended') return []
  const notices = [
    soundNotice(call),
    connectionNotice(call),
    peerNotice(call),
    deviceNotice(call),
    shareNotice(call),
  ]
  return notices.filter((notice) => notice !== null)
}

function soundNotice(call: CallView): Notice | null {
  if (call.sound === 'playing') return null
  return {
    id: 'sound-blocked',
    icon: 'sound',
    heading: 'call.sound-blocked',
    isUrgent: true,
    canDismiss: false,
    action: {
      label: 'call.start-audio',
      testId: 'start-audio',
      action: { type: 'start-audio' },
      isPrimary: true,
    },
  }
}

function connectionNotice(call: CallView): Notice | null {
  switch (call.connection) {
    case 'connecting':
    case 'connected':
      return null
    case 'weak':
      return notice('weak', 'weak', 'call.weak', weakText(call), { canDismiss: true })
    case 'reconnecting':
      return notice('reconnecting', 'weak', ...INTERRUPTIONS[call.trouble])
    case 'failed':
      return notice('failed', 'warning', 'call.connection-failed', 'call.connection-failed-text', {
        isUrgent: true,
      })
  }
}

const INTERRUPTIONS: Readonly<Record<ConnectionTrouble, readonly [PlainKey, PlainKey]>> = {
  network: ['call.reconnecting', 'call.reconnecting-text'],
  offline: ['call.offline', 'call.offline-text'],
  service: ['call.service-moving', 'call.service-moving-text'],
  media: ['call.media-interrupted', 'call.media-interrupted-text'],
}

function weakText({ pictures }: CallView): PlainKey {
  if (pictures.receiving === 'stills') return 'call.weak-stills-text'
  return pictures.sending === 'stills' ? 'call.weak-sending-stills-text' : 'call.weak-text'
}

/** One's own trouble is said first: then it is not known to be the other's. */
function peerNotice({
  connection,
  peer,
  isPictureStill,
  isPeerWeak,
  pictures,
}: CallView): Notice | null {
  if (connection !== 'connected') return null
  const inStills = pictures.receiving === 'stills'
  // Of somebody disconnected the stage says it.
  if (isPictureStill && !inStills && peer?.presence === 'connected') {
    const text = 'call.peer-interrupted-text'
    return notice('peer-interrupted', 'weak', 'call.peer-interrupted', text)
  }
  if (!isPeerWeak) return null
  const text = inStills ? 'call.weak-stills-text' : 'call.peer-weak-text'
  return notice('peer-weak', 'weak', 'call.peer-weak', text, { canDismiss: true })
}

const TROUBLES: Readonly<Record<DeviceTrouble, readonly [PlainKey, PlainKey]>> = {
  'permission-denied': ['call.permission-denied', 'call.permission-denied-text'],
  'device-in-use': ['call.device-in-use', 'call.device-in-use-text'],
  'device-not-found': ['call.device-not-found', 'call.device-not-found-text'],
  'not-supported': ['call.devices-not-supported', 'call.devices-not-supported-text'],
}

function deviceNotice(call: CallView): Notice | null {
  const failed = [call.camera, call.microphone].find(({ state }) => state === 'failed')
  if (failed?.state !== 'failed') return null
  const [heading, text] = TROUBLES[failed.trouble]
  const retry = {
    label: 'common.try-again',
    testId: 'retry-devices',
    action: { type: 'retry-devices' },
    isPrimary: false,
  } as const
  return {
    ...notice(failed.trouble, 'cameraOff', heading, text, { canDismiss: true, isUrgent: true }),
    ...(failed.trouble !== 'not-supported' && { action: retry }),
  }
}

function shareNotice({ screen }: CallView): Notice | null {
  switch (screen.state) {
    case 'off':
      return null
    case 'on':
      return SHARING
    case 'failed':
      return notice('share-failed', 'shareOff', 'call.share-failed', 'call.share-failed-text', {
        canDismiss: true,
      })
  }
}

/** What others see of one's own screen is easily forgotten. */
const SHARING: Notice = {
  id: 'sharing',
  icon: 'share',
  heading: 'call.sharing',
  isUrgent: false,
  canDismiss: false,
  action: {
    label: 'call.sharing-stop',
    testId: 'stop-sharing',
    action: { type: 'toggle-screen' },
    isPrimary: false,
  },
}

function notice(
  id: string,
  icon: IconName,
  heading: Notice['heading'],
  text: PlainKey,
  options: { canDismiss?: boolean; isUrgent?: boolean } = {},
): Notice {
  const { canDismiss = false, isUrgent = false } = options
  return { id, icon, heading, text, canDismiss, isUrgent }
}
