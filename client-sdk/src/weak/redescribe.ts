import type { types } from 'mediasoup-client'
import { peerOf } from '../media/peer-connection.ts'

/** What was described last, for changes that browsers put into force and do not tell of: a packet's length is one. */
export class Described {
  #shown = ''
  #asked = ''

  /** Whether this is in force, in a connection that tells to have been described as `shown`. */
  is(shown: string, asked: string): boolean {
    return shown === this.#shown ? asked === this.#asked : asked === shown
  }

  note(shown: string, asked: string): void {
    this.#shown = shown
    this.#asked = asked
  }
}

/**
 * Negotiates again what the server is said to have described. Nothing goes over the network. In turn with what the
 * library negotiates, whose next description undoes it: so it is done again whenever it is looked after.
 */
export async function redescribe(
  transport: types.Transport,
  change: (sdp: string) => string,
  described = new Described(),
): Promise<void> {
  const peer = peerOf(transport)
  const shown = peer?.remoteDescription?.sdp
  if (!peer || shown === undefined || described.is(shown, change(shown))) return
  await inTurn(transport, () => negotiate(peer, transport.direction, change))
  const now = peer.remoteDescription?.sdp ?? ''
  described.note(now, change(now))
}

async function negotiate(
  peer: RTCPeerConnection,
  direction: types.Transport['direction'],
  change: (sdp: string) => string,
): Promise<void> {
  const { remoteDescription, signalingState } = peer
  if (!remoteDescription || signalingState !== 'stable') return
  const sdp = change(remoteDescription.sdp)
  if (direction === 'send') {
    await peer.setLocalDescription(await peer.createOffer())
    await peer.setRemoteDescription({ type: 'answer', sdp })
  } else {
    await peer.setRemoteDescription({ type: 'offer', sdp })
    await peer.setLocalDescription(await peer.createAnswer())
  }
}

interface Queue {
  push(task: () => Promise<void>): Promise<void>
}

function inTurn(transport: types.Transport, task: () => Promise<void>): Promise<void> {
  const queue: unknown = Reflect.get(transport, '_awaitQueue')
  return isQueue(queue) ? queue.push(task) : task()
}

function isQueue(value: unknown): value is Queue {
  return (
    typeof value === 'object' && value !== null && typeof Reflect.get(value, 'push') === 'function'
  )
}
