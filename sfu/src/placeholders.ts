import type { TrackKind } from '@visavis/protocol'
import type { types } from 'mediasoup'

const VP8_CLOCK_HZ = 90_000
const OPUS_CLOCK_HZ = 48_000

/** Producers that never send. What consumes one has the parameters of whatever takes its place. */
export type Placeholders = Readonly<Record<TrackKind, types.Producer>>

/** Makes a router's placeholders: silence and no picture. */
export async function createPlaceholders(router: types.Router): Promise<Placeholders> {
  const transport = await router.createDirectTransport()
  const [audio, video] = await Promise.all([
    transport.produce({ kind: 'audio', rtpParameters: SILENCE }),
    transport.produce({ kind: 'video', rtpParameters: NO_PICTURE }),
  ])
  return { audio, video }
}

const SILENCE: types.RtpParameters = {
  codecs: [{ mimeType: 'audio/opus', payloadType: 100, clockRate: OPUS_CLOCK_HZ, channels: 2 }],
  encodings: [{ ssrc: 1 }],
}

const NO_PICTURE: types.RtpParameters = {
  codecs: [
    {
      mimeType: 'video/VP8',
      payloadType: 101,
      clockRate: VP8_CLOCK_HZ,
      rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
    },
  ],
  encodings: [{ ssrc: 2 }],
}
