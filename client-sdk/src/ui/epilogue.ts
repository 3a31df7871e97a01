import type { ConsentReceipt } from '@visavis/protocol/browser'
import type { CallView } from './call-view.ts'

/** What of a call is worth knowing when it is over. */
export interface Epilogue {
  /** One's own messages that never arrived. */
  readonly unsent: readonly string[]
  /** Whether the other side left by losing the connection. */
  readonly wasPeerLost: boolean
  /** Of one's consent to a recording, to keep. */
  readonly receipt: ConsentReceipt | null
}

export const EMPTY_EPILOGUE: Epilogue = { unsent: [], wasPeerLost: false, receipt: null }

/** From the last view of the call. */
export function epilogueOf({ messages, peer, recording }: CallView): Epilogue {
  const unsent = messages.flatMap(({ status, text }) => (status === 'sent' || !text ? [] : [text]))
  const { receipt } = recording
  return { unsent, wasPeerLost: peer?.presence === 'left' && peer.wasLost, receipt }
}
