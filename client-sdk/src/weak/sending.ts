import type { types } from 'mediasoup-client'
import { peerOf } from '../media/peer-connection.ts'
import {
  withPacketTime,
  withPictureRepeats,
  withVoiceFeedback,
  withVoiceRepeats,
} from './describe.ts'
import { OtherMedia } from './other-media.ts'
import { Described, redescribe } from './redescribe.ts'
import { Voice } from './voice.ts'

/** With 60 ms in a packet a voice has 9 kbps of headers around it in place of 26. */
const THRIFTY_PACKET_MS = 60

export interface SendingWish {
  /** The voice, with as little as it can. */
  readonly isThrifty: boolean
  readonly isVideoStopped: boolean
}

/** What goes out on a network that has no room for all of it. */
export class Sending {
  readonly #voice = new Voice()
  readonly #others = new OtherMedia()
  readonly #described = new Described()
  #isUsual = true

  /** May be asked again and again: what the library undid is done again. */
  async apply(
    transport: types.Transport,
    voice: MediaStreamTrack | null,
    { isThrifty, isVideoStopped }: SendingWish,
  ): Promise<void> {
    if (this.#isUsual && !isThrifty && !isVideoStopped) return
    const senders = peerOf(transport)?.getSenders() ?? []
    const sender = senders.find(({ track }) => track && track === voice)
    await this.#voice.apply(sender, isThrifty)
    const packetMs = isThrifty ? THRIFTY_PACKET_MS : null
    const offered = peerOf(transport)?.localDescription?.sdp ?? ''
    const describe = (sdp: string) =>
      withVoiceFeedback(
        withPictureRepeats(
          withVoiceRepeats(withPacketTime(sdp, packetMs), !isThrifty),
          !isVideoStopped,
        ),
        !isVideoStopped,
        offered,
      )
    await redescribe(transport, describe, this.#described)
    const others = senders.filter((one) => one !== sender && one.track)
    await this.#others.apply(others, isVideoStopped)
    this.#isUsual = !isThrifty && !isVideoStopped
  }
}
