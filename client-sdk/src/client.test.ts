import { newId } from '@visavis/protocol'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { MemoryStorage } from '../test/memory-storage.ts'
import { SmallServer } from '../test/small-server.ts'
import { VisavisClient } from './client.ts'
import { MediaKit } from './media/media-kit.ts'
import { RoomMedia } from './media/room-media.ts'

const tokenSource = async () => ({
  token: 'token',
  url: 'ws://localhost/v1/socket',
  expiresAt: Date.now() + 600_000,
})

afterEach(() => {
  vi.restoreAllMocks()
})

function clientOf(server: SmallServer, storage: Storage | null = null): VisavisClient {
  return new VisavisClient({ tokenSource, storage, openWire: server.openWire })
}

async function inRoom() {
  const server = new SmallServer()
  const client = clientOf(server)
  const room = await server.until(client.requestGuidance())
  return { server, client, room }
}

/** Texts in the log, which is what everybody sees. */
function posted(server: SmallServer): (string | null)[] {
  return server.events.flatMap((event) => (event.type === 'message-posted' ? event.body.text : []))
}

describe('a call', () => {
  test('one step connects and enters', async () => {
    const { server, client, room } = await inRoom()
    expect(client.state).toEqual({ name: 'open' })
    expect(client.role).toBe('shopper')
    expect(client.room).toBe(room)
    expect(room.state.participants[room.participant]?.presence).toBe('connected')
    expect(server.requests.slice(0, 2)).toEqual(['session.open', 'guidance.request'])
  })

  test('prepared, the click is one request that says what can be received', async () => {
    const server = new SmallServer()
    const client = clientOf(server)
    await server.until(client.prepare())
    expect(server.requests).toEqual(['session.open'])
    await server.until(client.requestGuidance())
    expect(server.requests).toEqual(['session.open', 'guidance.request'])
  })

  test('what the server has lost of what was prepared is done without', async () => {
    vi.spyOn(MediaKit, 'load').mockResolvedValue({ rtpCapabilities: {} } as MediaKit)
    vi.spyOn(RoomMedia.prototype, 'prepare').mockResolvedValue()
    vi.spyOn(RoomMedia.prototype, 'stage').mockReturnValue([newId('track')])
    const server = new SmallServer()
    const client = clientOf(server)
    await server.until(client.prepare())
    const room = await server.until(client.requestGuidance())
    expect(server.requests.slice(1, 4)).toEqual([
      'media.prepare',
      'guidance.request',
      'guidance.request',
    ])
    expect(client.room).toBe(room)
    await server.until(client.close())
  })

  test('WS-11 a server that is not upgraded yet is spoken to in the version before', async () => {
    const server = new SmallServer()
    server.speaks = [1]
    const client = clientOf(server)
    await server.until(client.requestGuidance())
    expect(client.state).toEqual({ name: 'open' })
    expect(server.requests).toEqual(['session.open', 'session.open', 'guidance.request'])
  })

  test('there is one at a time', async () => {
    const { client } = await inRoom()
    await expect(client.requestGuidance()).rejects.toMatchObject({ code: 'already-in-room' })
  })

  test('a message goes from the outbox to the state', async () => {
    const { server, room } = await inRoom()
    const done = room.post('hello')
    expect(room.outbox).toMatchObject([{ text: 'hello', status: 'sending' }])
    await server.until(done)
    expect(room.outbox).toEqual([])
    expect(room.state.messages).toMatchObject([{ text: 'hello' }])
  })

  test('ends for everybody when it ends, and another may follow', async () => {
    const { server, client, room } = await inRoom()
    const ended = room.once('ended')
    server.append({ type: 'room-ended', actor: 'system', body: { reason: 'advisor-left' } })
    expect(await server.until(ended)).toBe('advisor-left')
    expect(client.room).toBeNull()
    await expect(room.post('too late')).rejects.toMatchObject({ code: 'room-ended' })
    server.place = null
    expect(await server.until(client.requestGuidance())).not.toBe(room)
  })

  test('leaving tells the server and ends at once', async () => {
    const { server, room } = await inRoom()
    const left = room.leave()
    expect(room.ended).toBe('left')
    await server.until(left)
    expect(server.requests).toContain('room.leave')
  })
})

describe('a cut connection', () => {
  test('SES-3: resumes as the same participant, with what was missed', async () => {
    const { server, client, room } = await inRoom()
    server.cut()
    expect(client.state.name).toBe('reconnecting')
    server.append({ type: 'room-ended', actor: 'system', body: { reason: 'advisor-left' } })
    expect(await server.until(room.once('ended'))).toBe('advisor-left')
    expect(server.requests.filter((method) => method === 'guidance.request')).toHaveLength(1)
  })

  test('messages typed meanwhile are sent once, in order', async () => {
    const { server, room } = await inRoom()
    server.loseAnswers = true
    const first = room.post('a')
    await server.untilTrue(() => posted(server).length === 1)
    server.cut()
    server.loseAnswers = false
    await server.until(Promise.all([first, room.post('b'), room.post('c')]))
    expect(posted(server)).toEqual(['a', 'b', 'c'])
    expect(room.state.messages.map(({ text }) => text)).toEqual(['a', 'b', 'c'])
  })

  test('a lost proof takes the place back', async () => {
    const { server, client, room } = await inRoom()
    server.forgetSession()
    server.cut()
    await server.untilTrue(() => server.requests.includes('room.join'))
    await server.until(room.post('still here'))
    expect(client.room).toBe(room)
    expect(posted(server)).toEqual(['still here'])
  })

  test('a place that is gone ends the room', async () => {
    const { server, room } = await inRoom()
    const ended = room.once('ended')
    server.forgetSession()
    server.place = null
    server.cut()
    expect(await server.until(ended)).toBe('lost')
  })

  test('leaving while it is away and calling again makes another call', async () => {
    const { server, client, room } = await inRoom()
    server.cut()
    const left = room.leave()
    const next = await server.until(client.requestGuidance())
    await left
    expect(next.id).not.toBe(room.id)
    expect(server.place?.room).toBe(next.id)
    expect(next.ended).toBeNull()
  })

  test('so does leaving and calling again over a socket that is lost with both requests', async () => {
    const { server, client, room } = await inRoom()
    const left = room.leave()
    const entering = client.requestGuidance()
    server.cut()
    await expect(left).rejects.toMatchObject({ reason: 'connection-lost' })
    const next = await server.until(entering)
    expect(next.id).not.toBe(room.id)
    expect(server.place?.room).toBe(next.id)
  })

  test('a room that was left may be entered again, even when that answer is lost', async () => {
    const { server, client, room } = await inRoom()
    const { place } = server
    await server.until(room.leave())
    // It went on with others.
    server.events.pop()
    server.place = place
    server.loseAnswers = true
    const entering = client.joinRoom(room.id, { takeOver: true })
    await server.untilTrue(() => server.requests.includes('room.join'))
    server.loseAnswers = false
    server.cut()
    expect((await server.until(entering)).id).toBe(room.id)
    expect(server.requests.filter((method) => method === 'room.leave')).toHaveLength(1)
  })

  test('SES-7: taken over elsewhere, it does not come back', async () => {
    const { server, client, room } = await inRoom()
    const closed = client.once('closed')
    server.end('taken-over')
    expect(await server.until(closed)).toBe('taken-over')
    expect(room.ended).toBe('taken-over')
    expect(client.state).toEqual({ name: 'closed', reason: 'taken-over' })
  })

  test('a request whose answer was lost has taken effect once', async () => {
    const server = new SmallServer()
    const client = clientOf(server)
    await server.until(client.connect())
    server.loseAnswers = true
    const entering = client.requestGuidance()
    await server.untilTrue(() => server.place !== null)
    server.loseAnswers = false
    server.cut()
    const room = await server.until(entering)
    expect(room.id).toBe(server.place?.room)
    expect(server.requests.filter((method) => method === 'guidance.request')).toHaveLength(1)
  })
})

describe('a reload', () => {
  /** The page goes away: what `pagehide` does. */
  const hide = () => globalThis.dispatchEvent(new Event('pagehide'))

  test('brings back the same call, its chat, and messages on their way', async () => {
    const window = new EventTarget()
    Object.assign(globalThis, {
      addEventListener: window.addEventListener.bind(window),
      removeEventListener: window.removeEventListener.bind(window),
      dispatchEvent: window.dispatchEvent.bind(window),
    })
    const server = new SmallServer()
    const storage = new MemoryStorage()
    const before = clientOf(server, storage)
    const room = await server.until(before.requestGuidance())
    await server.until(room.post('before'))
    server.loseAnswers = true
    room.post('on its way').catch(() => {})
    hide()
    server.loseAnswers = false
    const after = clientOf(server, storage)
    expect(storage.length).toBe(0)
    await server.until(after.connect())
    expect(after.room?.id).toBe(room.id)
    expect(after.room?.participant).toBe(room.participant)
    await server.untilTrue(() => after.room?.state.messages.length === 2)
    expect(posted(server)).toEqual(['before', 'on its way'])
  })

  test('a duplicated tab finds no proof and is told of the call elsewhere', async () => {
    const server = new SmallServer()
    const storage = new MemoryStorage()
    const original = clientOf(server, storage)
    const room = await server.until(original.requestGuidance())
    const copy = clientOf(server, storage)
    await server.until(copy.connect())
    expect(copy.room).toBeNull()
    expect(copy.elsewhere).toBe(room.id)
    const continued = await server.until(copy.joinRoom(room.id, { takeOver: true }))
    expect(continued.participant).toBe(room.participant)
    expect(copy.elsewhere).toBeNull()
  })
})

describe('a server that cannot be reached', () => {
  test('is told after a few attempts, and may be tried again', async () => {
    const server = new SmallServer()
    server.down = true
    const client = clientOf(server)
    await expect(client.connect()).rejects.toMatchObject({ reason: 'unreachable' })
    expect(client.state).toEqual({ name: 'idle' })
    server.down = false
    await server.until(client.connect())
    expect(client.state).toEqual({ name: 'open' })
  })
})

test('closing says goodbye, and everything rejects after it', async () => {
  const { server, client, room } = await inRoom()
  await server.until(client.close())
  expect(room.ended).toBe('left')
  expect(server.requests).toContain('session.close')
  await expect(room.post('x')).rejects.toMatchObject({ code: 'room-ended' })
  await expect(client.queue.watch()).rejects.toMatchObject({ reason: 'closed' })
})
