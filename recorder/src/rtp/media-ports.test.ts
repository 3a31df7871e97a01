import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { localTime } from '../local-time.ts'
import { MediaPorts } from './media-ports.ts'
import type { PortBatch } from './port-messages.ts'

const HOST = '127.0.0.1'

test('what comes from the peer is given on in order, with the time in which it came; what others send is not', async () => {
  await using ports = new MediaPorts()
  await using peer = await bound()
  await using stranger = await bound()
  const batches: PortBatch[] = []
  const port = await ports.open(HOST, (batch) => batches.push(batch))
  expect(Object.keys(port.local)).toEqual(['address', 'port'])
  port.listenTo({ address: HOST, port: peer.address().port })
  // Commands are followed in order: what is sent arrives after the thread knows whom to listen to.
  const heard = once(peer, 'message')
  port.send(Buffer.from('listening'))
  await heard
  const times: number[] = []
  const texts = Array.from({ length: 200 }, (_, index) => `packet ${index}`)
  for (const text of texts) {
    await sent(stranger, 'not mine', port.local.port)
    times.push(localTime())
    await sent(peer, text, port.local.port)
  }
  await port.close()
  const got = batches.flatMap(packetsOf)
  expect(got.map(({ text }) => text)).toEqual(texts)
  for (const [index, { arrived }] of got.entries()) {
    expect(arrived.latest).toBeGreaterThanOrEqual(times[index] ?? Number.NaN)
    expect(arrived.earliest).toBeLessThanOrEqual((times[index + 1] ?? localTime()) + 1)
  }
})

test('an address of another machine is refused, and the others go on', async () => {
  await using ports = new MediaPorts()
  await using peer = await bound()
  const batches: PortBatch[] = []
  const port = await ports.open(HOST, (batch) => batches.push(batch))
  await expect(ports.open('192.0.2.1', () => {})).rejects.toThrow('EADDRNOTAVAIL')
  port.listenTo({ address: HOST, port: peer.address().port })
  const heard = once(peer, 'message')
  port.send(Buffer.from('listening'))
  await heard
  await sent(peer, 'still here', port.local.port)
  await port.close()
  await port.close()
  expect(batches.flatMap(packetsOf).map(({ text }) => text)).toEqual(['still here'])
})

test('a thread that fails takes no process along, and whoever has a port is told', async () => {
  await using ports = new MediaPorts()
  const lost = Promise.withResolvers<Error>()
  const port = await ports.open(HOST, () => {}, lost.resolve)
  port.listenTo({ address: HOST, port: 70_000 })
  port.send(Buffer.from('nowhere'))
  await expect(lost.promise).resolves.toMatchObject({ code: 'ERR_SOCKET_BAD_PORT' })
  await port.close()
  await expect(ports.open(HOST, () => {})).rejects.toThrow('70000')
})

test('who closes all ports ends those that are open', async () => {
  const ports = new MediaPorts()
  const port = await ports.open(HOST, () => {})
  await ports[Symbol.asyncDispose]()
  await port.close()
  await expect(ports.open(HOST, () => {})).rejects.toThrow('closed')
})

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind(0, HOST)
  await once(socket, 'listening')
  return socket
}

function sent(socket: Socket, text: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(text, port, HOST, (error) => (error ? reject(error) : resolve()))
  })
}

function packetsOf({ reads, bytes }: PortBatch) {
  let offset = 0
  return reads.flatMap(({ arrived, lengths }) =>
    lengths.map((length) => {
      const text = Buffer.from(bytes.subarray(offset, offset + length)).toString()
      offset += length
      return { arrived, text }
    }),
  )
}
