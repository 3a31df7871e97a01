/** Settings that the direct connection shares with the product, so that only the path differs. */
export interface DirectOptions {
  readonly width: number
  readonly height: number
  readonly frameRate: number
  readonly maxBitrateBps: number
  readonly scalabilityMode: string
}

/** What one side tells the other, as JSON. */
export type DirectSignal =
  | { readonly description: RTCSessionDescriptionInit }
  | { readonly candidate: RTCIceCandidateInit }

export interface DirectPeer {
  /** Starts the camera and the microphone; the calling side then makes the offer. */
  start(options: DirectOptions, calling: boolean): Promise<void>
  receive(signal: DirectSignal): Promise<void>
  /** Milliseconds from `start` of the calling side to its first remote frame. */
  firstFrame(): Promise<number>
  video(): HTMLVideoElement
  stats(): Promise<RTCStats[]>
  close(): void
}

declare global {
  /** Defined by the test: carries a signal to the other page. */
  var sendDirectSignal: (signal: DirectSignal) => Promise<void>
}

/** In a page: one side of a plain peer connection, VP8 and Opus. */
export function createDirectPeer(): DirectPeer {
  const peer = new RTCPeerConnection()
  const video = Object.assign(document.createElement('video'), { autoplay: true, muted: true })
  const sound = Object.assign(document.createElement('audio'), { autoplay: true })
  let startedAt = 0
  const firstFrame = new Promise<number>((resolve) => {
    video.requestVideoFrameCallback(() => resolve(performance.now() - startedAt))
  })
  let encodingSettings = {}
  let stream: MediaStream | undefined
  /** Came before the description that they belong to. */
  const early: RTCIceCandidateInit[] = []

  peer.onicecandidate = ({ candidate }) => {
    if (candidate) void sendDirectSignal({ candidate: candidate.toJSON() })
  }
  peer.ontrack = ({ track }) => {
    const element = track.kind === 'video' ? video : sound
    element.srcObject = new MediaStream([track])
  }

  function addTracks(): void {
    for (const track of stream?.getTracks() ?? []) peer.addTrack(track, stream as MediaStream)
    for (const transceiver of peer.getTransceivers()) preferCodec(transceiver)
  }

  function preferCodec(transceiver: RTCRtpTransceiver): void {
    if (transceiver.sender.track?.kind !== 'video') return
    const { codecs = [] } = RTCRtpSender.getCapabilities('video') ?? {}
    transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => /VP8|rtx/i.test(mimeType)))
  }

  async function applySettings(): Promise<void> {
    for (const sender of peer.getSenders().filter(({ track }) => track?.kind === 'video')) {
      const parameters = sender.getParameters()
      for (const encoding of parameters.encodings) Object.assign(encoding, encodingSettings)
      await sender.setParameters(parameters)
    }
  }

  async function describe(): Promise<void> {
    await peer.setLocalDescription()
    await applySettings()
    const description = peer.localDescription?.toJSON()
    if (description) await sendDirectSignal({ description })
  }

  return {
    async start({ width, height, frameRate, maxBitrateBps, scalabilityMode }, calling) {
      encodingSettings = { maxBitrate: maxBitrateBps, scalabilityMode }
      document.body.append(video, sound)
      stream = await navigator.mediaDevices.getUserMedia({
        audio: true,
        video: { width, height, frameRate },
      })
      startedAt = performance.now()
      if (!calling) return
      addTracks()
      await describe()
    },
    async receive(signal) {
      if ('candidate' in signal) {
        if (peer.remoteDescription) await peer.addIceCandidate(signal.candidate)
        else early.push(signal.candidate)
        return
      }
      await peer.setRemoteDescription(signal.description)
      for (const candidate of early.splice(0)) await peer.addIceCandidate(candidate)
      if (signal.description.type !== 'offer') return
      addTracks()
      await describe()
    },
    firstFrame: () => firstFrame,
    video: () => video,
    stats: async () => [...(await peer.getStats()).values()],
    close() {
      peer.close()
      for (const track of stream?.getTracks() ?? []) track.stop()
    },
  }
}
