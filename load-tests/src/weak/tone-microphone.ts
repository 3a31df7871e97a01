/**
 * In a page: the microphone becomes a voice-like hum that never stops, so that every silence at the other side was
 * made by the network. A steady tone would be noise to the encoder, and the beeps of a fake device are mostly silence.
 */
export function replaceMicrophone(): void {
  const devices = navigator.mediaDevices
  if (!devices) return
  const original = devices.getUserMedia.bind(devices)
  devices.getUserMedia = async (constraints = {}) => {
    if (!constraints.audio) return original(constraints)
    const stream = new MediaStream(humTracks())
    if (!constraints.video) return stream
    const picture = await original({ video: constraints.video })
    for (const track of picture.getVideoTracks()) stream.addTrack(track)
    return stream
  }
}

function humTracks(): MediaStreamTrack[] {
  const context = new AudioContext()
  const voice = new OscillatorNode(context, { type: 'sawtooth', frequency: 140 })
  const syllables = new OscillatorNode(context, { type: 'sine', frequency: 4 })
  const depth = new GainNode(context, { gain: 0.12 })
  const level = new GainNode(context, { gain: 0.25 })
  const output = new MediaStreamAudioDestinationNode(context, { channelCount: 1 })
  syllables.connect(depth).connect(level.gain)
  voice.connect(level).connect(output)
  voice.start()
  syllables.start()
  void context.resume()
  return output.stream.getAudioTracks()
}
