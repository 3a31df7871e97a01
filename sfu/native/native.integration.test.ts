import { once } from 'node:events'
import { createWorker, type types } from 'mediasoup'
import { expect, test } from 'vitest'

const SSRC = 0x1234_5678
const PAYLOAD_TYPE = 100

const OPUS: types.RouterRtpCodecCapability = {
  kind: 'audio',
  mimeType: 'audio/opus',
  clockRate: 48_000,
  channels: 2,
  preferredPayloadType: PAYLOAD_TYPE,
}

const AUDIO: types.RtpParameters = {
  codecs: [{ mimeType: 'audio/opus', clockRate: 48_000, channels: 2, payloadType: PAYLOAD_TYPE }],
  encodings: [{ ssrc: SSRC }],
}

const LOOPBACK = { protocol: 'udp', ip: '127.0.0.1' } as const

test('the worker gives a server, a router and a transport with candidates for UDP and TCP', async () => {
  await using media = await startMedia()
  const listenInfos = [LOOPBACK, { ...LOOPBACK, protocol: 'tcp' as const }]
  const webRtcServer = await media.worker.createWebRtcServer({ listenInfos })
  const transport = await media.router.createWebRtcTransport({ webRtcServer, enableTcp: true })
  const protocols = transport.iceCandidates.map(({ protocol }) => protocol)
  expect(protocols.toSorted()).toEqual(['tcp', 'udp'])
  expect(transport.dtlsParameters.fingerprints.length).toBeGreaterThan(0)
})

test.each([
  'AEAD_AES_256_GCM',
  'AEAD_AES_128_GCM',
  'AES_CM_128_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
] as const)('RTP is the same after it was encrypted and decrypted with %s', async (suite) => {
  await using media = await startMedia()
  const source = await media.router.createDirectTransport()
  const sink = await media.router.createDirectTransport()
  const [near, far] = await srtpPair(media.router, suite)

  const { rtpCapabilities } = media.router
  const producer = await source.produce({ kind: 'audio', rtpParameters: AUDIO })
  const sent = await near.consume({ producerId: producer.id, rtpCapabilities })
  const received = await far.produce({ kind: 'audio', rtpParameters: sent.rtpParameters })
  const consumer = await sink.consume({ producerId: received.id, rtpCapabilities })

  const payload = Buffer.from('face to face '.repeat(80))
  const arrived = once(consumer, 'rtp')
  producer.send(rtpPacket(payload))
  const [packet] = await arrived
  // The router puts header extensions of its own before the payload.
  expect(Buffer.from(packet).subarray(-payload.length)).toEqual(payload)
})

async function startMedia() {
  const workerBin = process.env.VISAVIS_MEDIASOUP_WORKER
  const worker = await createWorker(workerBin ? { workerBin } : {})
  const router = await worker.createRouter({ mediaCodecs: [OPUS] })
  return { worker, router, [Symbol.asyncDispose]: async () => worker.close() }
}

/** Two transports that send each other SRTP over UDP. */
async function srtpPair(router: types.Router, srtpCryptoSuite: types.SrtpCryptoSuite) {
  const options = { listenInfo: LOOPBACK, rtcpMux: true, enableSrtp: true, srtpCryptoSuite }
  const near = await router.createPlainTransport(options)
  const far = await router.createPlainTransport(options)
  await near.connect(addressOf(far))
  await far.connect(addressOf(near))
  return [near, far] as const
}

function addressOf({ tuple, srtpParameters }: types.PlainTransport) {
  if (!srtpParameters) throw new Error('The transport has no SRTP.')
  return { ip: tuple.localAddress, port: tuple.localPort, srtpParameters }
}

function rtpPacket(payload: Buffer): Buffer {
  const header = Buffer.alloc(12)
  header.writeUInt8(0x80, 0)
  header.writeUInt8(PAYLOAD_TYPE, 1)
  header.writeUInt16BE(1, 2)
  header.writeUInt32BE(960, 4)
  header.writeUInt32BE(SSRC, 8)
  return Buffer.concat([header, payload])
}
