import { FakeMediaStreamTrack } from 'fake-mediastreamtrack'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { fakeTrack } from '../../test/fake-media.ts'
import { MemoryStorage } from '../../test/memory-storage.ts'
import type { Devices } from '../devices/devices.ts'
import type { Room } from '../room/room.ts'
import type { LocalTrack } from '../tracks.ts'
import { OwnMedia } from './own-media.ts'

beforeAll(() => {
  vi.stubGlobal('document', new EventTarget())
  vi.stubGlobal('MediaStreamTrack', FakeMediaStreamTrack)
})
afterAll(() => vi.unstubAllGlobals())

const open: OwnMedia[] = []
afterEach(() => {
  for (const own of open.splice(0)) own.close()
})

/** Devices that open when the test says so. */
function ownMedia() {
  const opening: ((track: MediaStreamTrack) => void)[] = []
  const devices = {
    preferred: () => undefined,
    open: () => new Promise<MediaStreamTrack>((resolve) => opening.push(resolve)),
  }
  const own = new OwnMedia({
    devices: devices as unknown as Devices,
    storage: new MemoryStorage(),
  })
  open.push(own)
  const next = (kind: 'audio' | 'video', index = 0) => {
    const track = fakeTrack(kind)
    const [resolve] = opening.splice(index, 1)
    resolve?.(track)
    return track
  }
  return { own, next }
}

/** A call with an advisor's desk, whose requests wait for `answer`. Notes each change of what is sent. */
function callRoom() {
  const tracks = new Map<string, Pick<LocalTrack, 'track' | 'muted'>>()
  const sent: string[] = []
  const answer = { promise: Promise.resolve() }
  const room = {
    participant: 'me',
    state: { participants: {} },
    localTracks: tracks,
    publish: async (source: string, track: MediaStreamTrack) => {
      tracks.set(source, { track, muted: false })
      sent.push(`${source} on`)
      await answer.promise
    },
    setMuted: async (source: string, muted: boolean) => {
      const local = tracks.get(source)
      if (!local || local.muted === muted) return
      tracks.set(source, { ...local, muted })
      sent.push(`${source} ${muted ? 'off' : 'on'}`)
      await answer.promise
    },
  }
  return { room: room as unknown as Room, sent, answer }
}

async function inCall() {
  const { own, next } = ownMedia()
  const { room, sent, answer } = callRoom()
  own.attach(room)
  const opened = own.toggle('microphone')
  next('audio')
  await opened
  await vi.waitFor(() => expect(sent).toEqual(['microphone on']))
  return { own, next, sent, answer }
}

test('muted while another microphone is being opened, it stays muted and is sent at no moment', async () => {
  const { own, next, sent } = await inCall()
  const selected = own.select('microphone', 'other')
  await own.toggle('microphone')
  const other = next('audio')
  await selected
  expect(own.microphone).toEqual({ state: 'muted' })
  expect(other.enabled).toBe(false)
  await new Promise((resolve) => setTimeout(resolve))
  expect(sent).toEqual(['microphone on', 'microphone off'])
})

test('unmuted while another microphone is being opened, that one is heard', async () => {
  const { own, next, sent } = await inCall()
  await own.toggle('microphone')
  const selected = own.select('microphone', 'other')
  await own.toggle('microphone')
  const other = next('audio')
  await selected
  expect(own.microphone).toEqual({ state: 'on', track: other })
  expect(other.enabled).toBe(true)
  await vi.waitFor(() => expect(sent.at(-1)).toBe('microphone on'))
})

test('while the server does not answer one is muted at once', async () => {
  const { own, sent, answer } = await inCall()
  answer.promise = new Promise(() => {})
  for (const _ of [1, 2, 3]) await own.toggle('microphone')
  expect(own.microphone).toEqual({ state: 'muted' })
  await vi.waitFor(() => expect(sent.at(-1)).toBe('microphone off'))
  await own.toggle('microphone')
  await vi.waitFor(() => expect(sent.at(-1)).toBe('microphone on'))
  await own.toggle('microphone')
  expect(sent.at(-1)).toBe('microphone off')
})

test('a camera chosen while it is off is closed again', async () => {
  const { own, next } = ownMedia()
  const opened = own.toggle('camera')
  next('video')
  await opened
  await own.toggle('camera')
  const selected = own.select('camera', 'other')
  const other = next('video')
  await selected
  expect(own.camera).toEqual({ state: 'muted' })
  expect(other.readyState).toBe('ended')
})

test('a device that opens after another was chosen and switched off is closed', async () => {
  const { own, next } = ownMedia()
  const asked = own.toggle('microphone')
  const selected = own.select('microphone', 'other')
  next('audio', 1)
  await selected
  await own.toggle('microphone')
  const late = next('audio')
  await asked
  expect(own.microphone).toEqual({ state: 'muted' })
  expect(late.readyState).toBe('ended')
})
