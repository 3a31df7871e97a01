import type { CallAction } from './call-actions.ts'
import type { CallView, DeviceTrouble } from './call-view.ts'
import type { IconName } from './icons.ts'
import type { PlainKey } from './translator.ts'

/** One banner of a call: which words, how urgent, and what can be done about it. */
export interface Notice {
  readonly id: string
  readonly icon: IconName
  readonly heading: PlainKey
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
  return [soundNotice(call), connectionNotice(call), deviceNotice(call), shareNotice(call)].filter(
    (notice) => notice !== null,
  )
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
      return notice('weak', 'weak', 'call.weak', 'call.weak-text', { canDismiss: true })
    case 'reconnecting':
      return notice('reconnecting', 'weak', 'call.reconnecting', 'call.reconnecting-text')
    case 'failed':
      return notice('failed', 'warning', 'call.connection-failed', 'call.connection-failed-text', {
        isUrgent: true,
      })
  }
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
  heading: PlainKey,
  text: PlainKey,
  options: { canDismiss?: boolean; isUrgent?: boolean } = {},
): Notice {
  const { canDismiss = false, isUrgent = false } = options
  return { id, icon, heading, text, canDismiss, isUrgent }
}
