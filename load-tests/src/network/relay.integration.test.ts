import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { conditions } from './conditions.ts'
import { freePorts } from './free-ports.ts'
import { type Relay, startRelay } from './relay.ts'
import type { RelayOptions } from './relay-options.ts'

const TARGET = '127.0.0.1'
const LISTEN = '127.0.0.2'

interface World extends AsyncDisposable {
  readonly relay: Relay
  readonly http: number
  readonly rtc: number
  /** Connections as the server has them. */
  readonly accepted: Socket[]
  /** Where UDP packets came from, in order. */
  readonly seenFrom: string[]
}

/** A server that sends everything back, over TCP and UDP, behind a relay. */
async function startWorld(options: Partial<RelayOptions>): Promise<World> {
  await using undo = new AsyncDisposableStack()
  const [http = 0, rtc = 0] = await freePorts(2, [TARGET, LISTEN])
  const accepted: Socket[] = []
  const seenFrom: string[] = []
  const server = createServer((socket) => {
    accepted.push(socket)
    socket.on('error', () => {}).on('data', (data) => socket.write(data))
    socket.on('end', () => socket.end())
  })
  undo.defer(() => void server.close())
  await once(server.listen(http, TARGET), 'listening')
  const udp = undo.use(await openUdp(rtc, TARGET))
  udp.socket.on('message', (message, { address, port }) => {
    seenFrom.push(`${address}:${port}`)
    udp.socket.send(message, port, address)
  })
  const relay = undo.use(
    await startRelay({ listen: LISTEN, httpPorts: [http], rtcPorts: [rtc], ...options }),
  )
  undo.defer(() => {
    for (const socket of accepted) socket.destroy()
  })
  const owned = undo.move()
  return { relay, http, rtc, accepted, seenFrom, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

async function openUdp(port = 0, address = TARGET) {
  const socket = createSocket('udp4')
  socket.bind({ port, address })
  await once(socket, 'listening')
  return { socket, [Symbol.asyncDispose]: async () => void socket.close() }
}

async function echo(socket: UdpSocket, port: number, text: string): Promise<number> {
  const startedAt = performance.now()
  const answered = once(socket, 'message')
  socket.send(text, port, LISTEN)
  const [message] = await answered
  expect(String(message)).toBe(text)
  return performance.now() - startedAt
}

async function dial(port: number) {
  const socket = connect({ port, host: LISTEN })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return Object.assign(socket, { [Symbol.asyncDispose]: async () => void socket.destroy() })
}

async function echoTcp(socket: Socket, text: string): Promise<number> {
  const startedAt = performance.now()
  let got = ''
  socket.write(text)
  while (got.length < text.length) {
    const [data] = await once(socket, 'data')
    got += String(data)
  }
  expect(got).toBe(text)
  return performance.now() - startedAt
}

describe('UDP', () => {
  it('takes the round trip that was asked for, and not more', async () => {
    await using world = await startWorld({ profile: 'cross-border-200' })
    await using client = await openUdp()
    const times: number[] = []
    for (let turn = 0; turn < 8; turn += 1) {
      times.push(await echo(client.socket, world.rtc, `turn ${turn}`))
    }
    const middle = times.toSorted((a, b) => a - b)[4] ?? 0
    expect(middle).toBeGreaterThan(198)
    expect(middle).toBeLessThan(206)
  })

  it('changes while running', async () => {
    await using world = await startWorld({})
    await using client = await openUdp()
    expect(await echo(client.socket, world.rtc, 'near')).toBeLessThan(50)
    world.relay.set({ up: { delayMs: 150 } })
    expect(await echo(client.socket, world.rtc, 'far')).toBeGreaterThan(145)
    world.relay.set('clear')
    expect(await echo(client.socket, world.rtc, 'near again')).toBeLessThan(50)
  })

  it('loses its share, counts it, and says what kind of packets passed', async () => {
    const loss = { kind: 'random', share: 0.5 } as const
    await using world = await startWorld({ profile: conditions({}, { up: { loss } }) })
    await using client = await openUdp()
    let answers = 0
    client.socket.on('message', () => {
      answers += 1
    })
    for (let id = 0; id < 200; id += 1)
      client.socket.send(Buffer.from([128, 96]), world.rtc, LISTEN)
    await expect.poll(() => world.relay.counts().up.packets).toBe(200)
    const { lost, kinds } = world.relay.counts().up
    expect(lost).toBeGreaterThan(60)
    expect(lost).toBeLessThan(140)
    expect(kinds.rtp).toEqual({ packets: 200, bytes: 200 * 30 })
    await expect.poll(() => answers).toBe(200 - lost)
  })

  it('comes from another address after a change, and what is sent to the old one is gone', async () => {
    await using world = await startWorld({})
    await using client = await openUdp()
    await echo(client.socket, world.rtc, 'before')
    world.relay.set({ down: { delayMs: 50 } })
    client.socket.send('answered to the old address', world.rtc, LISTEN)
    await expect.poll(() => world.seenFrom).toHaveLength(2)
    world.relay.changeAddress()
    await echo(client.socket, world.rtc, 'after')
    const [before, , after] = world.seenFrom
    expect(before?.split(':')[0]).toBe('127.0.0.2')
    expect(after?.split(':')[0]).toBe('127.1.0.2')
  })

  it('passes nothing while cut', async () => {
    await using world = await startWorld({})
    await using client = await openUdp()
    await echo(client.socket, world.rtc, 'before')
    world.relay.cut(200)
    client.socket.send('during', world.rtc, LISTEN)
    await expect.poll(() => world.relay.counts().up.lost).toBe(1)
    await delay(200)
    await echo(client.socket, world.rtc, 'after')
    expect(world.seenFrom).toHaveLength(2)
  })
})

describe('TCP', () => {
  it('costs a round trip for the connection and one for the answer', async () => {
    await using world = await startWorld({ profile: 'cross-border-200' })
    await using client = await dial(world.http)
    const first = await echoTcp(client, 'first')
    const second = await echoTcp(client, 'second')
    expect(first).toBeGreaterThan(395)
    expect(first).toBeLessThan(430)
    expect(second).toBeGreaterThan(198)
    expect(second).toBeLessThan(215)
  })

  it('brings every byte in order through loss', async () => {
    const profile = conditions({ delayMs: 5, loss: { kind: 'random', share: 0.1 } })
    await using world = await startWorld({ profile })
    await using client = await dial(world.http)
    await echoTcp(client, 'x'.repeat(500) + '0123456789'.repeat(4_000))
    expect(world.relay.counts().up.lost).toBeGreaterThan(0)
  })

  it('starts slowly: what fills many windows takes many round trips', async () => {
    await using world = await startWorld({ profile: conditions({ delayMs: 25 }) })
    await using client = await dial(world.http)
    await echoTcp(client, 'x')
    const [small, large] = ['x'.repeat(10_000), 'x'.repeat(200_000)]
    expect(await echoTcp(client, small)).toBeLessThan(75)
    expect(await echoTcp(client, large)).toBeGreaterThan(150)
  })

  it('keeps to the rate', async () => {
    await using world = await startWorld({
      profile: conditions({}, { down: { rateBps: 1_000_000 } }),
    })
    await using client = await dial(world.http)
    const took = await echoTcp(client, 'x'.repeat(62_500))
    expect(took).toBeGreaterThan(480)
    expect(took).toBeLessThan(700)
  })

  it('brings later what was sent while cut', async () => {
    await using world = await startWorld({})
    await using client = await dial(world.http)
    await echoTcp(client, 'before')
    world.relay.cut(300)
    expect(await echoTcp(client, 'during')).toBeGreaterThan(295)
  })

  it('tells the browser of a reset, and the server nothing', async () => {
    await using world = await startWorld({})
    await using client = await dial(world.http)
    await echoTcp(client, 'before')
    const closed = new Promise((resolve) => client.once('close', resolve))
    world.relay.cut(200, { lanes: ['http'], connections: 'reset' })
    await closed
    expect(world.accepted[0]?.destroyed).toBe(false)
    const refused = connect({ port: world.http, host: LISTEN })
    const error = new Promise((resolve) => refused.once('error', resolve))
    expect(await error).toMatchObject({ code: 'ECONNRESET' })
  })

  it('leaves connections half-open when told to be silent', async () => {
    await using world = await startWorld({})
    await using client = await dial(world.http)
    await echoTcp(client, 'before')
    world.relay.changeAddress({ connections: 'silent' })
    client.write('never arrives')
    await using fresh = await dial(world.http)
    await echoTcp(fresh, 'a new connection works')
    expect([client.destroyed, world.accepted[0]?.destroyed]).toEqual([false, false])
    expect(client.bytesRead).toBe('before'.length)
  })

  it('names its own address where the server announces another', async () => {
    await using world = await startWorld({ announced: '127.0.0.9' })
    await using client = await dial(world.http)
    client.write('{"ip":"127.0.0.9"}')
    const [data] = await once(client, 'data')
    expect(String(data)).toBe('{"ip":"127.0.0.2"}')
  })

  it('ends where either side ends', async () => {
    await using world = await startWorld({ profile: conditions({ delayMs: 20 }) })
    await using client = await dial(world.http)
    await echoTcp(client, 'hello')
    const ended = once(client, 'close')
    client.end()
    await ended
    await expect.poll(() => world.accepted[0]?.destroyed).toBe(true)
  })
})
