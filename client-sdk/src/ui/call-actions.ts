import type { DrawnPicture } from '../media/picture-size.ts'
import type { PictureSource } from './drawn-pictures.ts'

/** What people can do in a call, and what its parts notice. Parts ask for it with bubbling `visavis-action` events. */
export type CallAction =
  | { readonly type: 'toggle-microphone' }
  | { readonly type: 'toggle-camera' }
  | { readonly type: 'toggle-screen' }
  | { readonly type: 'hang-up' }
  | { readonly type: 'toggle-chat' }
  | { readonly type: 'toggle-devices' }
  | { readonly type: 'start-audio' }
  /** The other's picture is painted for the first time. */
  | { readonly type: 'picture-shown' }
  /** How large the other's picture is drawn has changed. */
  | {
      readonly type: 'picture-drawn'
      readonly source: PictureSource
      readonly picture: DrawnPicture
    }
  /** Whether the other's picture has stopped where it should move. */
  | { readonly type: 'picture-still'; readonly isStill: boolean }
  | { readonly type: 'read-notice'; readonly locale: string }
  | { readonly type: 'consent-accept' }
  | { readonly type: 'consent-decline' }
  | { readonly type: 'consent-withdraw' }
  | { readonly type: 'consent-receipt' }
  | { readonly type: 'record-start' }
  | { readonly type: 'record-pause' }
  | { readonly type: 'record-resume' }
  | { readonly type: 'record-stop' }
  | { readonly type: 'retry-devices' }
  | { readonly type: 'dismiss-share-error' }
  | { readonly type: 'post'; readonly text: string }
  | { readonly type: 'retry-message'; readonly id: string }
  | { readonly type: 'unmask'; readonly id: string }
  | { readonly type: 'select-device'; readonly kind: 'camera' | 'microphone'; readonly id: string }

export const ACTION_EVENT = 'visavis-action'

export type ActionEvent = CustomEvent<CallAction>

export function sendAction(from: EventTarget, action: CallAction): void {
  from.dispatchEvent(
    new CustomEvent(ACTION_EVENT, { detail: action, bubbles: true, composed: true }),
  )
}
