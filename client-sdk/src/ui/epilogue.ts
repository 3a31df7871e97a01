import type { CallView } from './call-view.ts'

/** What of a call is worth knowing when it is over. */
export interface Epilogue {
  /** One's own messages that never arrived. */
  readonly unsent: readonly string[]
  /** Whether the other side left by losing the connection. */
  readonly wasPeerLost: boolean
}

export const EMPTY_EPILOGUE: Epilogue = { unsent: [], wasPeerLost: false }

/** From the last view of the call. */
export function epilogueOf({ messages, peer }: CallView): Epilogue {
  const unsent = messages.flatMap(({ status, text }) => (status === 'sent' || !text ? [] : [text]))
  return { unsent, wasPeerLost: peer?.presence === 'left' && peer.wasLost }
}
