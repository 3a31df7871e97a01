import type { ConsentReceipt } from '@visavis/protocol/browser'
import { expect, test } from 'vitest'
import { type CallView, type ChatEntry, EMPTY_CALL, type PeerView } from './call-view.ts'
import { EMPTY_EPILOGUE, epilogueOf } from './epilogue.ts'

const entry = { id: '', isMine: true, author: null, at: null } as const
const messages: ChatEntry[] = [
  { ...entry, text: 'arrived', status: 'sent' },
  { ...entry, text: 'refused', status: 'failed' },
  { ...entry, text: 'on its way', status: 'sending' },
  { ...entry, text: null, status: 'sent' },
]

function after(change: Partial<CallView>) {
  return epilogueOf({ ...EMPTY_CALL, ...change })
}

function peer(presence: PeerView['presence'], wasLost: boolean): PeerView {
  const rest = {
    role: 'shopper',
    name: null,
    badge: null,
    awayUntil: null,
    isMuted: false,
  } as const
  return { ...rest, presence, wasLost }
}

test('messages that did not arrive are kept, in order', () => {
  expect(after({ messages }).unsent).toEqual(['refused', 'on its way'])
  expect(after({})).toEqual(EMPTY_EPILOGUE)
})

test('somebody who left is told from somebody who was lost', () => {
  expect(after({ peer: peer('left', true) }).wasPeerLost).toBe(true)
  expect(after({ peer: peer('left', false) }).wasPeerLost).toBe(false)
  expect(after({ peer: peer('disconnected', false) }).wasPeerLost).toBe(false)
})

test('the receipt of a consent is still there when the call is over', () => {
  const receipt = { receipt: {}, signed: 'x.y.z' } as ConsentReceipt
  const recording = { ...EMPTY_CALL.recording, receipt }
  expect(after({ recording }).receipt).toBe(receipt)
})
