import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { newId, type SfuLink, type SfuParams, type TransportId } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { ask } from '../test/ask.ts'
import { toneSource } from '../test/media-sources.ts'
import { Peer } from '../test/peer.ts'
import { opusParameters } from '../test/rtp-fixtures.ts'
import { startNode } from '../test/start-node.ts'

const SENDER_REPORT = 200

test('SFU-24: a plain transport sends a track and its sender reports to one address', async () => {
  await using node = await startNode()
  await using receiver = await bindReceiver()
  using ada = await Peer.create({ link: node, scope: 'room' })
  using tone = toneSource()
  const producer = await ada.publish(tone.track)
  const transport = await openPlain(node, { port: receiver.port })
  const { consumer, rtpParameters } = await consume(node, transport, producer)
  await ask(node, 'consumer.resume', { consumer })
  const media = await receiver.next((packet) => !isReport(packet))
  expect(media.readUInt32BE(8)).toBe(rtpParameters.encodings?.[0]?.ssrc)
  expect((media[1] ?? 0) & 0x7f).toBe(rtpParameters.codecs[0]?.payloadType)
  const report = await receiver.next((packet) => isReport(packet))
  expect(report.readUInt32BE(4)).toBe(media.readUInt32BE(8))
  await ask(node, 'session.close', { session: 'recorder' })
  expect(node.stats()).toMatchObject({ transports: 2, consumers: 0 })
})

test('SFU-24: a plain transport sends what its scope has, and receives nothing', async () => {
  await using node = await startNode()
  using ada = await Peer.create({ link: node, scope: 'room' })
  using tone = toneSource()
  const producer = await ada.publish(tone.track)
  const other = await openPlain(node, { scope: 'another room' })
  await expect(consume(node, other, producer)).rejects.toThrow('forbidden')
  const transport = await openPlain(node)
  const track = { producer: newId('track'), kind: 'audio', paused: false } as const
  const rtpParameters = opusParameters()
  await expect(
    ask(node, 'producer.create', { ...track, transport, rtpParameters }),
  ).rejects.toThrow('forbidden')
  await expect(ask(node, 'transport.restart-ice', { transport })).rejects.toThrow('media-refused')
})

test('SFU-25: media leaves private networks as SRTP only', async () => {
  await using node = await startNode()
  const away = { address: '203.0.113.7' }
  await expect(openPlain(node, away)).rejects.toThrow('forbidden')
  await expect(openPlain(node, { address: 'recorder.example' })).rejects.toThrow('forbidden')
  const keyBase64 = Buffer.alloc(28, 7).toString('base64')
  const srtp = { cryptoSuite: 'AEAD_AES_128_GCM', keyBase64 } as const
  await openPlain(node, { srtp })
  expect(node.stats().transports).toBe(1)
})

async function openPlain(
  link: SfuLink,
  options: Partial<SfuParams<'transport.create-plain'>> = {},
): Promise<TransportId> {
  const { workers } = await ask(link, 'node.describe', {})
  const worker = workers[0]?.worker ?? ''
  const transport = newId('transport')
  const defaults = { session: 'recorder', scope: 'room', address: '127.0.0.1', port: 9 }
  await ask(link, 'transport.create-plain', { transport, worker, ...defaults, ...options })
  return transport
}

async function consume(
  link: SfuLink,
  transport: TransportId,
  producer: SfuParams<'consumer.create'>['producer'],
) {
  const { rtpCapabilities } = await ask(link, 'node.describe', {})
  const consumer = newId('subscription')
  const call = { consumer, transport, producer, rtpCapabilities }
  return { consumer, ...(await ask(link, 'consumer.create', call)) }
}

interface Receiver extends AsyncDisposable {
  readonly port: number
  next(fits: (packet: Buffer) => boolean): Promise<Buffer>
}

async function bindReceiver(): Promise<Receiver> {
  const socket: Socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    port: socket.address().port,
    async next(fits) {
      for (;;) {
        const [packet] = await once(socket, 'message')
        if (fits(packet)) return packet
      }
    },
    async [Symbol.asyncDispose]() {
      socket.close()
      await once(socket, 'close')
    },
  }
}

function isReport(packet: Buffer): boolean {
  return packet[1] === SENDER_REPORT
}
