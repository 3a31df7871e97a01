import { createHash, randomBytes } from 'node:crypto'
import type { DtlsParameters, RtpCapabilities, RtpParameters } from '@visavis/protocol'

/** A certificate that nobody has: enough to be accepted, not to connect. */
export function dtlsParameters(): DtlsParameters {
  const digest = createHash('sha256').update(randomBytes(8)).digest('hex').toUpperCase()
  const value = digest.match(/../g)?.join(':') ?? ''
  return { role: 'client', fingerprints: [{ algorithm: 'sha-256', value }] }
}

/** What a browser with the first audio and video codec of the server sends for an audio track. */
export function audioParameters(capabilities: RtpCapabilities): RtpParameters {
  const codec = capabilities.codecs?.find(({ kind }) => kind === 'audio')
  const payloadType = codec?.preferredPayloadType ?? 111
  const clockRate = codec?.clockRate ?? 48_000
  return {
    mid: randomBytes(4).toString('hex'),
    codecs: [{ mimeType: 'audio/opus', payloadType, clockRate, channels: 2 }],
    encodings: [{ ssrc: randomBytes(4).readUInt32BE() }],
    rtcp: { cname: 'test' },
  }
}

export function videoParameters(
  capabilities: RtpCapabilities,
  mimeType = 'video/VP8',
): RtpParameters {
  const codec = capabilities.codecs?.find((one) => one.mimeType === mimeType)
  const payloadType = codec?.preferredPayloadType ?? 96
  return {
    mid: randomBytes(4).toString('hex'),
    codecs: [{ mimeType, payloadType, clockRate: 90_000 }],
    encodings: [{ ssrc: randomBytes(4).readUInt32BE() }],
    rtcp: { cname: 'test' },
  }
}
