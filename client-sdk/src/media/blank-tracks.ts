/**
 * Tracks of nobody, for senders that have nothing to send yet: no permission is asked for and no device opened.
 * They end with `close()`.
 */
export class BlankTracks implements Disposable {
  readonly #peer = new RTCPeerConnection()

  create(kind: 'audio' | 'video'): MediaStreamTrack {
    return this.#peer.addTransceiver(kind).receiver.track
  }

  close(): void {
    this.#peer.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
