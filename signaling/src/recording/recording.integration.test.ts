import { createPublicKey, verify } from 'node:crypto'
import { newId, type RecordingId, type RoomEvent, type TrackId } from '@visavis/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterAs, type InCall, sendTransport, startCall } from '../../test/call.ts'
import { audioParameters } from '../../test/media-fixtures.ts'
import { TestRecorder } from '../../test/recorder.ts'
import { OTHER, startServer, type TestServer } from '../../test/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

async function speak({ client, entry, opening }: InCall): Promise<TrackId> {
  const rtpParameters = audioParameters(opening.rtpCapabilities)
  const transport = sendTransport(entry)
  const kind = 'audio'
  const request = { transport, source: 'microphone', kind, rtpParameters } as const
  return (await client.request('track.publish', request)).track
}

async function noticeOf({ client }: InCall, locale = 'en') {
  return client.request('consent.read-notice', { locale })
}

async function consent(who: InCall, recording: RecordingId) {
  const { noticeHash, locale } = await noticeOf(who)
  return who.client.request('consent.give', { recording, notice: { noticeHash, locale } })
}

async function start({ client }: InCall): Promise<RecordingId> {
  return (await client.request('recording.start', {})).recording
}

function seen({ client, entry }: InCall): RoomEvent[] {
  return [...entry.events, ...client.all('room.events').flatMap(({ events }) => events)]
}

async function saw(who: InCall, type: RoomEvent['type']): Promise<RoomEvent> {
  return who.client.until(() => seen(who).find((event) => event.type === type))
}

/** A call that is being recorded, and what the recorder has of it. */
async function record() {
  const call = await startCall(server)
  const { shopper, advisor } = call
  const { room } = shopper.entry
  const tracks = [await speak(shopper), await speak(advisor)]
  const recorder = await TestRecorder.enter(server)
  const recording = await start(advisor)
  await recorder.claim(room, recording)
  const opened = await recorder.open(room)
  return { call, shopper, advisor, room, tracks, recorder, recording, opened }
}

test('REC-1, REC-8: a recorder gets consumers when the last one consents, and loses them with the withdrawal', async () => {
  const { call, shopper, advisor, room, tracks, recorder, recording, opened } = await record()
  using _ = call
  using __ = recorder
  expect(opened.subscriptions).toEqual([])
  await consent(advisor, recording)
  await consent(shopper, recording)
  const { subscriptions } = await recorder.notified('recorder.offered')
  expect(subscriptions.map(({ track }) => track).sort()).toEqual([...tracks].sort())
  const ids = subscriptions.map(({ subscription }) => subscription)
  await recorder.request('recorder.resume', { room, subscriptions: ids })
  const { seq } = await shopper.client.request('consent.withdraw', { recording })
  const withdrawn = await recorder.notified('recorder.withdrawn')
  expect(withdrawn).toMatchObject({ room, seq })
  expect([...withdrawn.subscriptions].sort()).toEqual([...ids].sort())
  const again = { room, subscriptions: ids }
  expect(await recorder.refusal('recorder.resume', again)).toBe('not-found')
})

test('REC-3: a late joiner takes them away by joining; they return when the joiner consents', async () => {
  const { call, shopper, advisor, room, recorder, recording } = await record()
  using _ = call
  using __ = recorder
  await consent(advisor, recording)
  await consent(shopper, recording)
  await recorder.notified('recorder.offered')
  using guest = await enterAs(server, { role: 'advisor' })
  const { rtpCapabilities } = guest.opening
  const entry = await guest.client.request('room.join', { room, rtpCapabilities })
  const late = { ...guest, entry }
  const joined = entry.events.findLast(({ type }) => type === 'participant-joined')
  expect(await recorder.notified('recorder.withdrawn')).toMatchObject({ seq: joined?.seq })
  expect(entry.events.some(({ body }) => 'recorder' in body && body.recorder !== 'r1')).toBe(false)
  await consent(late, recording)
  await recorder.notified('recorder.offered', () => recorder.all('recorder.offered').length === 2)
  expect((await saw(shopper, 'recording-resumed')).body).toMatchObject({
    reason: 'consent-complete',
  })
})

test('REC-5: pause, resume and stop are the advisor’s', async () => {
  const { call, shopper, advisor, recorder, recording } = await record()
  using _ = call
  using __ = recorder
  await consent(advisor, recording)
  await consent(shopper, recording)
  await recorder.notified('recorder.offered')
  for (const method of ['recording.pause', 'recording.resume', 'recording.stop']) {
    const { client } = shopper
    expect(await client.refusal(client.raw(method, { recording }))).toBe('forbidden')
  }
  await advisor.client.request('recording.pause', { recording })
  await recorder.notified('recorder.withdrawn')
  await advisor.client.request('recording.resume', { recording })
  await recorder.notified('recorder.offered', () => recorder.all('recorder.offered').length === 2)
  await advisor.client.request('recording.stop', { recording })
  await saw(shopper, 'recording-stopped')
  const late = await shopper.client.request('consent.withdraw', { recording })
  const { receipt } = await shopper.client.request('consent.read-receipt', { recording })
  expect(receipt.events.at(-1)).toEqual({ state: 'withdrawn', ...late })
})

test('REC-5: a pause with a timer ends by itself', async () => {
  const { call, shopper, advisor, recorder, recording } = await record()
  using _ = call
  using __ = recorder
  await consent(advisor, recording)
  await consent(shopper, recording)
  await advisor.client.request('recording.pause', { recording, forMs: 1_000 })
  expect((await saw(shopper, 'recording-resumed')).body).toMatchObject({ reason: 'timer' })
})

test('REC-4: a consent is one’s own, to this recording, after the notice in force', async () => {
  using call = await startCall(server)
  using other = await startCall(server)
  const { shopper, advisor } = call
  const recording = await start(advisor)
  const foreign = await start(other.advisor)
  const { noticeHash, locale } = await noticeOf(shopper)
  const { client } = shopper
  const give = (params: object) => client.refusal(client.raw('consent.give', params))
  const notice = { noticeHash, locale }
  expect(await give({ recording: foreign, notice })).toBe('not-found')
  expect(await give({ recording: newId('recording'), notice })).toBe('not-found')
  const wrongs = [
    { noticeHash: '0'.repeat(64), locale },
    { noticeHash, locale: 'de' },
  ]
  for (const wrong of wrongs)
    expect(await give({ recording, notice: wrong })).toBe('notice-unknown')
  // Who consents is not up to the request.
  const { participant } = advisor.entry
  expect(await give({ recording, notice, participant })).toBe('invalid-request')
  expect(await client.refusal(client.request('consent.withdraw', { recording }))).toBe('not-found')
  expect(await client.refusal(client.request('recording.start', {}))).toBe('forbidden')
})

test('REC-6: declining costs nothing but the recording', async () => {
  using call = await startCall(server)
  const { shopper, advisor } = call
  const recording = await start(advisor)
  const { noticeHash, locale } = await noticeOf(shopper, 'ar')
  await shopper.client.request('consent.refuse', { recording, notice: { noticeHash, locale } })
  expect((await saw(advisor, 'recording-stopped')).body).toEqual({ recording, reason: 'refused' })
  const { refusal } = advisor.client
  expect(await refusal(advisor.client.request('recording.pause', { recording }))).toBe('not-found')
  await speak(shopper)
})

test('REC-4: a receipt says what was consented to, signed by the key that the server shows', async () => {
  using call = await startCall(server)
  const { shopper, advisor } = call
  const recording = await start(advisor)
  const { receipt, signed } = await consent(shopper, recording)
  const shown = await noticeOf(shopper)
  expect(receipt).toMatchObject({
    state: 'given',
    noticeHash: shown.noticeHash,
    notice: shown.text,
  })
  const [head, body, signature] = signed.split('.')
  const { publicJwk } = server.seal
  const key = createPublicKey({ key: { ...publicJwk }, format: 'jwk' })
  const isGenuine = verify(
    null,
    Buffer.from(`${head}.${body}`),
    key,
    Buffer.from(signature ?? '', 'base64url'),
  )
  expect(isGenuine).toBe(true)
  expect(JSON.parse(Buffer.from(body ?? '', 'base64url').toString())).toEqual(receipt)
  await shopper.client.request('consent.withdraw', { recording })
  const after = await shopper.client.request('consent.read-receipt', { recording })
  expect(after.receipt).toMatchObject({
    state: 'withdrawn',
    consentReceiptID: receipt.consentReceiptID,
  })
})

test('REC-7: to others a recorder’s methods do not exist, and it is nobody’s company', async () => {
  const { call, shopper, advisor, room, recorder, recording } = await record()
  using _ = call
  using __ = recorder
  for (const [method, params] of [
    ['recorder.watch', {}],
    ['recorder.claim', { room, recording, recorder: 'x' }],
    ['recorder.heads', { rooms: [room] }],
    ['recorder.read', { room, after: 0 }],
    ['recorder.fail', { room }],
    ['recorder.expire', { recording }],
  ] as const) {
    expect(await advisor.client.refusal(advisor.client.raw(method, params))).toBe('not-found')
  }
  using granted = await enterAs(server, { role: 'shopper', grants: { recorder: true } })
  expect(await granted.client.refusal(granted.client.raw('recorder.watch', {}))).toBe('not-found')
  using intruder = await enterAs(server, {
    role: 'recorder',
    grants: { roomJoin: true, room, guidanceRequest: true },
  })
  const { client } = intruder
  expect(await client.refusal(client.request('room.join', { room }))).toBe('not-found')
  expect(await client.refusal(client.request('guidance.request', {}))).toBe('not-found')
  const people = seen(shopper).filter(({ type }) => type === 'participant-joined')
  expect(people).toHaveLength(2)
  using stranger = await TestRecorder.enter(server, { tenant: OTHER })
  expect((await stranger.request('recorder.watch', {})).recordings).toEqual([])
  expect(await stranger.refusal('recorder.claim', { room, recording, recorder: 'r2' })).toBe(
    'not-found',
  )
})

test('REC-8: one recorder at a time; another is asked when it is lost', async () => {
  const { call, shopper, advisor, room, recorder, recording } = await record()
  using _ = call
  using other = await TestRecorder.enter(server, { name: 'r2' })
  const { recordings } = await other.request('recorder.watch', {})
  expect(recordings).toContainEqual({ room, recording, recorder: 'r1' })
  const claim = { room, recording, recorder: 'r2' }
  expect(await other.refusal('recorder.claim', claim)).toBe('recording-taken')
  await consent(advisor, recording)
  await consent(shopper, recording)
  recorder.guest.client.cut()
  await other.notified('recorder.wanted', ({ recordings: [wanted] }) => wanted?.room === room)
  const { events } = await other.claim(room, recording)
  expect(events.map(({ type }) => type)).toContain('recorder-released')
  expect((await other.open(room)).subscriptions).toHaveLength(2)
})

test('REC-8: heads come from the log itself, and only of one’s own tenant', async () => {
  const { call, shopper, room, recorder } = await record()
  using _ = call
  using foreign = await startCall(server, OTHER)
  using __ = recorder
  const before = Date.now()
  const text = 'one more'
  const { seq, at } = await shopper.client.request('message.post', {
    message: newId('message'),
    text,
  })
  const rooms = [room, foreign.shopper.entry.room]
  const { now, heads } = await recorder.request('recorder.heads', { rooms })
  expect(heads).toEqual([{ room, head: seq, at }])
  expect(now).toBeGreaterThanOrEqual(Math.floor(before) - 5)
})
