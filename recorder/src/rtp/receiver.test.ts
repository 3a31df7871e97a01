import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { keyFrameRequest } from './key-frame-request.ts'
import { MediaPorts } from './media-ports.ts'
import { Receiver } from './receiver.ts'
import { SrtpReader } from './srtp.ts'
import { newMasterKey } from './srtp-keys.ts'

const HOST = '127.0.0.1'

test('what is sent with one key is numbered on, whichever media node it goes to', async () => {
  await using ports = new MediaPorts()
  const nobody = { onPacket: () => {}, onReport: () => {}, onLost: () => {} }
  await using receiver = await Receiver.open(ports, HOST, nobody)
  await using socket = createSocket('udp4')
  socket.bind(0, HOST)
  await once(socket, 'listening')
  const reader = new SrtpReader(receiver.srtp.keyBase64)
  const numbers: number[] = []
  // Twice each: as when a media node is lost, and the room comes back on another.
  for (const _ of ['lost', 'another']) {
    receiver.listenTo({
      address: HOST,
      port: socket.address().port,
      srtp: { keyBase64: newMasterKey() },
    })
    for (const ssrc of [7, 8]) {
      const arrived = once(socket, 'message')
      receiver.requestKeyFrame(ssrc)
      const [packet]: Buffer[] = await arrived
      if (!packet) throw new Error('Nothing came')
      expect(reader.rtcp(packet)).toEqual(keyFrameRequest(ssrc))
      numbers.push(packet.readUInt32BE(packet.length - 4) - 0x8000_0000)
    }
  }
  expect(numbers).toEqual([0, 1, 2, 3])
})
