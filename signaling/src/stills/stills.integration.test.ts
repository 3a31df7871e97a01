import { LIMITS, type Params, type TrackId } from '@visavis/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type InCall, sendTransport, startCall, type TestCall } from '../../test/call.ts'
import { audioParameters, videoParameters } from '../../test/media-fixtures.ts'
import { ACME, startServer, type TestServer } from '../../test/start-server.ts'

const STILL = Buffer.from(`RIFF....WEBP${'x'.repeat(1_000)}`)

let server: TestServer
let call: TestCall
let camera: TrackId

beforeEach(async () => {
  server = await startServer()
  call = await startCall(server)
  camera = await publishCamera(call.advisor)
})

afterEach(async () => {
  call[Symbol.dispose]()
  await server[Symbol.asyncDispose]()
})

test('NET-2, NET-3: who has no room for video gets stills, and the sender is asked for small ones', async () => {
  await limit(10_000)
  expect(await heard(call.shopper, 'network.changed')).toEqual({
    weak: [call.shopper.entry.participant],
    stills: [camera],
  })
  expect(await heard(call.advisor, 'sending.wanted')).toEqual({
    stills: [{ track: camera, bytes: 2_250 }],
    isThrifty: true,
  })
  await limit()
  await expect
    .poll(() => lastOf(call.advisor, 'sending.wanted'))
    .toEqual({
      stills: [],
      isThrifty: false,
    })
})

test('NET-7: a report outlives its page, and the next page is told of it', async () => {
  const { shopper } = call
  await limit(10_000)
  shopper.client.cut()
  await call.advisor.client.notified('room.events', ({ events }) =>
    events.some(({ type }) => type === 'participant-disconnected'),
  )
  using client = await server.socket()
  const token = await server.tokens.issue(ACME, { role: 'shopper', identity: shopper.identity })
  const { rtpCapabilities } = shopper.opening
  await client.open(token, { ...shopper.opening.resume, seq: 0, rtpCapabilities })
  const { participant } = shopper.entry
  expect(await client.notified('network.changed')).toEqual({
    weak: [participant],
    stills: [camera],
  })
  await client.request('network.report', { isWeak: false })
  await client.notified('network.changed', ({ stills }) => stills.length === 0)
})

test('NET-5: a still is read in pieces of the reader’s size, and a newer one after it', async () => {
  await limit(10_000)
  await publish(1)
  expect(await readAll(0)).toEqual({ still: 1, bytes: STILL })
  expect(await read({ still: 1, offset: 0 })).toEqual({})
  await publish(2)
  expect(await readAll(1)).toEqual({ still: 2, bytes: STILL })
})

test('NET-5: a newer still does not disturb who is reading an older one', async () => {
  await limit(10_000)
  await publish(1)
  const first = await read({ still: 0, offset: 0 })
  await publish(2)
  const second = await read({ still: 1, offset: 600 })
  expect([first.still, second.still]).toEqual([1, 1])
})

test('NET-5: those to whom it comes as video read nothing', async () => {
  const { client } = call.shopper
  expect(await client.refusal(client.request('still.read', place({})))).toBe('not-found')
})

test('NET-4: only wanted stills of one’s own camera are taken', async () => {
  const { client } = call.advisor
  expect(await refusalOf(call.advisor, {})).toBe('media-refused')
  await limit(10_000)
  expect(await refusalOf(call.shopper, {})).toBe('not-found')
  const unknown = 'trk_0000000000000000000000' as TrackId
  expect(await client.refusal(client.raw('still.publish', piece({ track: unknown })))).not.toBe('')
  const microphone = await publishMicrophone(call.advisor)
  expect(await refusalOf(call.advisor, { track: microphone })).toBe('media-refused')
})

test('NET-4: more than 500,000 bytes, pieces out of order, and what is no picture are refused', async () => {
  await limit(10_000)
  expect(await refusalOf(call.advisor, { size: LIMITS.stillBytes + 1 })).toBe('still-too-large')
  expect(await refusalOf(call.advisor, { offset: 500 })).toBe('invalid-request')
  expect(await refusalOf(call.advisor, { size: 10 })).toBe('invalid-request')
  const data = Buffer.from('<svg onload=alert(1)>').toString('base64')
  expect(await refusalOf(call.advisor, { size: 21, data })).toBe('media-refused')
  expect(await read({ still: 0, offset: 0 })).toEqual({})
})

test('NET-4: a track has no more than a few stills in a moment', async () => {
  await limit(10_000)
  const answers: (string | undefined)[] = []
  for (let still = 1; still <= 6; still += 1) {
    answers.push(
      await publish(still).then(
        () => undefined,
        (error) => error.code,
      ),
    )
  }
  expect(answers).toContain('rate-limited')
})

test('NET-1: a network is reported no more often than it can be judged', async () => {
  const { client } = call.shopper
  const answers: string[] = []
  for (let report = 0; report < 40; report += 1) {
    const isWeak = report % 2 === 0
    answers.push(
      await client.request('network.report', { isWeak }).then(
        () => 'taken',
        (error) => error.code,
      ),
    )
  }
  expect(answers).toContain('rate-limited')
  expect(answers.slice(0, 20)).not.toContain('rate-limited')
  expect(call.advisor.client.all('network.changed').length).toBeLessThan(35)
})

test('NET-6: a still is gone with its camera', async () => {
  await limit(10_000)
  await publish(1)
  await call.advisor.client.request('track.set-muted', { track: camera, muted: true })
  await expect.poll(() => lastOf(call.shopper, 'network.changed')).toMatchObject({ stills: [] })
  const { client } = call.shopper
  expect(await client.refusal(client.request('still.read', place({})))).toBe('not-found')
  await call.advisor.client.request('track.set-muted', { track: camera, muted: false })
  await expect
    .poll(() => lastOf(call.shopper, 'network.changed'))
    .toMatchObject({
      stills: [camera],
    })
  expect(await read({ still: 0, offset: 0 })).toEqual({})
})

async function limit(receiveBps?: number): Promise<void> {
  const report = { isWeak: false, ...(receiveBps !== undefined && { receiveBps }) }
  await call.shopper.client.request('network.report', report)
}

function piece(change: Partial<Params<'still.publish'>>): Params<'still.publish'> {
  const data = STILL.toString('base64')
  return { track: camera, still: 1, size: STILL.length, offset: 0, data, ...change }
}

function place(change: Partial<Params<'still.read'>>): Params<'still.read'> {
  return { track: camera, still: 0, offset: 0, length: 600, ...change }
}

async function publish(still: number): Promise<void> {
  await call.advisor.client.request('still.publish', piece({ still }))
}

function read(change: Partial<Params<'still.read'>>) {
  return call.shopper.client.request('still.read', place(change))
}

async function readAll(after: number) {
  const pieces: Buffer[] = []
  let still = after
  for (let offset = 0; offset < STILL.length; ) {
    const answer = await read({ still, offset })
    const bytes = Buffer.from(answer.data ?? '', 'base64')
    pieces.push(bytes)
    still = answer.still ?? 0
    offset += bytes.length
  }
  return { still, bytes: Buffer.concat(pieces) }
}

function refusalOf({ client }: InCall, change: Partial<Params<'still.publish'>>) {
  return client.refusal(client.request('still.publish', piece(change)))
}

async function publishCamera({ client, entry, opening }: InCall): Promise<TrackId> {
  const { track } = await client.request('track.publish', {
    transport: sendTransport(entry),
    source: 'camera',
    kind: 'video',
    rtpParameters: videoParameters(opening.rtpCapabilities),
  })
  return track
}

async function publishMicrophone({ client, entry, opening }: InCall): Promise<TrackId> {
  const { track } = await client.request('track.publish', {
    transport: sendTransport(entry),
    source: 'microphone',
    kind: 'audio',
    rtpParameters: audioParameters(opening.rtpCapabilities),
  })
  return track
}

function lastOf<N extends 'network.changed' | 'sending.wanted'>({ client }: InCall, method: N) {
  return client.all(method).at(-1)
}

function heard<N extends 'network.changed' | 'sending.wanted'>(person: InCall, method: N) {
  return person.client.until(() => lastOf(person, method))
}
