import { type Method, newId, type TrackSource, VisavisError } from '@visavis/protocol/browser'
import { afterEach, expect, test, vi } from 'vitest'
import { fakeMediaKit, fakeTrack, fakeTransport } from '../../test/fake-media.ts'
import type { Request } from '../connection/request.ts'
import { ConnectError } from '../errors.ts'
import { SILENT } from '../logger.ts'
import type { LocalTrack } from '../tracks.ts'
import { SendSide } from './send-side.ts'

interface Asked {
  readonly method: Method
  readonly params: { readonly source?: TrackSource; readonly muted?: boolean }
  answer(result?: object | VisavisError | ConnectError): void
}

afterEach(() => vi.unstubAllGlobals())

async function open(options: { automatic?: boolean } = {}) {
  const { automatic = true } = options
  const kit = await fakeMediaKit()
  const asked: Asked[] = []
  const removed: LocalTrack[] = []
  const request = ((method: Method, params: Asked['params']) =>
    new Promise((resolve, reject) => {
      const answer = (result: object = { track: newId('track') }) =>
        result instanceof Error ? reject(result) : resolve(result)
      asked.push({ method, params, answer })
      if (automatic) answer()
    })) as unknown as Request
  const side = new SendSide({
    request,
    logger: SILENT,
    onTrack: () => {},
    onTrackRemoved: (track) => removed.push(track),
  })
  const attach = () => side.attach({ kit, transport: fakeTransport(kit, 'send') })
  await attach()
  return { side, asked, removed, attach, methods: () => asked.map(({ method }) => method) }
}

test('a track is published, and the next one does not wait for its answer', async () => {
  const { side, asked } = await open({ automatic: false })
  const both = Promise.all([
    side.publish('camera', fakeTrack('video')),
    side.publish('microphone', fakeTrack('audio')),
  ])
  await expect
    .poll(() => asked.map(({ params }) => params.source))
    .toEqual(['camera', 'microphone'])
  for (const { answer } of asked) answer()
  expect((await both).map(({ source }) => source)).toEqual(['camera', 'microphone'])
})

test('MED-6: another track for the same source takes its place and stops it', async () => {
  const { side, methods } = await open()
  const [first, second] = [fakeTrack('video'), fakeTrack('video')]
  await side.publish('camera', first)
  await side.publish('camera', second)
  expect(methods()).toEqual(['track.publish'])
  expect(first.readyState).toBe('ended')
  expect(side.tracks.get('camera')?.track).toBe(second)
})

test('a track of the wrong kind is refused', async () => {
  const { side } = await open()
  const wrong = side.publish('camera', fakeTrack('audio'))
  await expect(wrong).rejects.toMatchObject({ code: 'media-refused' })
})

test('what the server refuses is not sent, and its device is off', async () => {
  const { side, asked, removed } = await open({ automatic: false })
  const track = fakeTrack('video')
  const published = side.publish('camera', track)
  await expect.poll(() => asked).toHaveLength(1)
  asked[0]?.answer(new VisavisError('forbidden'))
  await expect(published).rejects.toMatchObject({ code: 'forbidden' })
  expect(track.readyState).toBe('ended')
  expect(removed).toHaveLength(1)
  expect(side.tracks.size).toBe(0)
})

test('a muted track is silent here before the server hears of it', async () => {
  const { side, asked } = await open()
  const track = fakeTrack('audio')
  await side.publish('microphone', track)
  const muted = side.setMuted('microphone', true)
  await expect.poll(() => track.enabled).toBe(false)
  await muted
  expect(asked.at(-1)).toMatchObject({ method: 'track.set-muted', params: { muted: true } })
  await side.setMuted('microphone', true)
  expect(asked).toHaveLength(2)
  await side.setMuted('microphone', false)
  expect(track.enabled).toBe(true)
})

test('what is published while senders are being prepared waits for them', async () => {
  const { side, asked, methods } = await open({ automatic: false })
  vi.stubGlobal('RTCPeerConnection', FakePeer)
  const prepared = side.prepare()
  const published = side.publish('camera', fakeTrack('video'))
  await expect.poll(methods).toEqual(['track.prepare', 'track.prepare'])
  for (const { answer } of asked) answer()
  await prepared
  await expect.poll(methods).toEqual(['track.prepare', 'track.prepare', 'track.announce'])
  asked.at(-1)?.answer({})
  expect((await published).source).toBe('camera')
})

/** Gives tracks that nobody fills. */
class FakePeer {
  addTransceiver(kind: 'audio' | 'video') {
    return { receiver: { track: fakeTrack(kind) } }
  }

  close(): void {}
}

test('MED-14: what somebody cannot receive is sent again, once', async () => {
  const { side, methods } = await open()
  await side.publish('screen', fakeTrack('video'))
  await Promise.all([side.sendPlainly('screen'), side.sendPlainly('screen')])
  expect(methods()).toEqual(['track.publish', 'track.unpublish', 'track.publish'])
  expect(side.tracks.get('screen')?.track?.readyState).toBe('live')
})

test('MED-7: a new transport gets everything again, muted as it was', async () => {
  const { side, asked, attach } = await open()
  await side.publish('camera', fakeTrack('video'))
  await side.publish('microphone', fakeTrack('audio'))
  await side.setMuted('microphone', true)
  asked.length = 0
  await attach()
  const published = asked.map(({ params }) => [params.source, params.muted])
  expect(published).toEqual([
    ['camera', false],
    ['microphone', true],
  ])
})

test('what is published while there is no transport goes out with the next', async () => {
  const { side, asked, attach } = await open()
  await side.attach(null)
  await side.publish('microphone', fakeTrack('audio'))
  expect(asked).toHaveLength(0)
  await attach()
  expect(asked).toHaveLength(1)
})

test('a track that ends by itself, as a shared screen does, is unpublished', async () => {
  const { side, methods, removed } = await open()
  const track = fakeTrack('video')
  await side.publish('screen', track)
  track.stop()
  track.dispatchEvent(new Event('ended'))
  await expect.poll(methods).toEqual(['track.publish', 'track.unpublish'])
  expect(removed).toHaveLength(1)
})

test('closing stops every device, and what comes after it', async () => {
  const { side, removed } = await open()
  const [before, after] = [fakeTrack('video'), fakeTrack('audio')]
  await side.publish('camera', before)
  side.close()
  side.close()
  await expect(side.publish('microphone', after)).rejects.toMatchObject({ code: 'room-ended' })
  expect([before.readyState, after.readyState]).toEqual(['ended', 'ended'])
  expect(removed).toHaveLength(1)
})

test('what ends while the socket is lost is unpublished on the next one, before it is published again', async () => {
  const { side, asked, methods } = await open({ automatic: false })
  const published = side.publish('camera', fakeTrack('video'))
  await expect.poll(methods).toEqual(['track.publish'])
  asked[0]?.answer()
  await published
  const gone = side.unpublish('camera')
  const again = side.publish('camera', fakeTrack('video'))
  await expect.poll(methods).toEqual(['track.publish', 'track.unpublish'])
  asked[1]?.answer(new ConnectError('connection-lost'))
  await expect.poll(methods).toEqual(['track.publish', 'track.unpublish', 'track.unpublish'])
  // The first one had arrived.
  asked[2]?.answer(new VisavisError('not-found'))
  await gone
  await expect.poll(() => methods().at(-1)).toBe('track.publish')
  asked[3]?.answer()
  await again
})

test('MED-6: what a lost socket took along is asked for again, and stays', async () => {
  const { side, asked, methods } = await open({ automatic: false })
  const published = side.publish('camera', fakeTrack('video'))
  await expect.poll(methods).toEqual(['track.publish'])
  asked[0]?.answer(new ConnectError('connection-lost'))
  await expect.poll(methods).toEqual(['track.publish', 'track.publish'])
  expect(asked[1]?.params).toEqual(asked[0]?.params)
  asked[1]?.answer()
  expect((await published).source).toBe('camera')
})

test('a mute that was not answered in time, nor on the next socket, is sent until it is', async () => {
  const { side, asked, methods } = await open({ automatic: false })
  const published = side.publish('microphone', fakeTrack('audio'))
  await expect.poll(methods).toHaveLength(1)
  asked[0]?.answer()
  await published
  const muted = side.setMuted('microphone', true)
  for (const [index, reason] of (['timeout', 'connection-lost', 'timeout'] as const).entries()) {
    await expect.poll(methods).toHaveLength(index + 2)
    asked.at(-1)?.answer(new ConnectError(reason))
  }
  await expect.poll(methods).toHaveLength(5)
  expect(asked.at(-1)).toMatchObject({ method: 'track.set-muted', params: { muted: true } })
  asked.at(-1)?.answer({})
  await muted
})

test('who mutes while an unmute waits for its answer is not heard, and the last word is told', async () => {
  const { side, asked, methods } = await open({ automatic: false })
  const track = fakeTrack('audio')
  const published = side.publish('microphone', track)
  await expect.poll(methods).toHaveLength(1)
  asked[0]?.answer()
  await published
  const changes = [side.setMuted('microphone', true)]
  await expect.poll(methods).toHaveLength(2)
  changes.push(side.setMuted('microphone', false))
  await expect.poll(() => track.enabled).toBe(true)
  changes.push(side.setMuted('microphone', true))
  await expect.poll(() => side.tracks.get('microphone')?.muted).toBe(true)
  expect(track.enabled).toBe(false)
  asked[1]?.answer({})
  await Promise.all(changes)
  expect(asked.slice(1)).toMatchObject([{ method: 'track.set-muted', params: { muted: true } }])
})

test('who mutes while a track waits for its answer is not heard', async () => {
  const { side, asked, methods } = await open({ automatic: false })
  const track = fakeTrack('audio')
  const published = side.publish('microphone', track)
  await expect.poll(methods).toHaveLength(1)
  const muted = side.setMuted('microphone', true)
  expect(track.enabled).toBe(false)
  asked[0]?.answer()
  await expect.poll(methods).toEqual(['track.publish', 'track.set-muted'])
  asked[1]?.answer({})
  await Promise.all([published, muted])
})

test('MED-6: what was not answered in time is asked for again, and a refusal is one', async () => {
  const { side, asked, methods } = await open({ automatic: false })
  const published = side.publish('camera', fakeTrack('video'))
  await expect.poll(methods).toHaveLength(1)
  asked[0]?.answer(new ConnectError('timeout'))
  await expect.poll(methods).toHaveLength(2)
  asked[1]?.answer(new ConnectError('connection-lost'))
  await expect.poll(methods).toHaveLength(3)
  asked[2]?.answer(new VisavisError('media-refused'))
  await expect(published).rejects.toMatchObject({ code: 'media-refused' })
  expect(side.tracks.size).toBe(0)
})

test('nothing is asked for again after the end', async () => {
  const { side, asked, methods } = await open({ automatic: false })
  const published = side.publish('camera', fakeTrack('video'))
  await expect.poll(methods).toHaveLength(1)
  side.close()
  asked[0]?.answer(new ConnectError('connection-lost'))
  await expect(published).rejects.toMatchObject({ reason: 'connection-lost' })
  expect(methods()).toHaveLength(1)
})
