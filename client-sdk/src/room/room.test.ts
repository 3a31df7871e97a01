import { type Method, newId } from '@visavis/protocol/browser'
import { expect, test } from 'vitest'
import { fakeMediaKit, transportOffer } from '../../test/fake-media.ts'
import { ConnectTiming } from '../connect-timing.ts'
import type { Request } from '../connection/request.ts'
import { SILENT } from '../logger.ts'
import { RoomMedia } from '../media/room-media.ts'
import { Room } from './room.ts'

/** Enters with what the server offers when `media.open` is asked for. */
async function context() {
  const kit = await fakeMediaKit()
  const asked: Method[] = []
  const transports = [transportOffer('send'), transportOffer('receive')]
  const request = (async (method: Method) => {
    asked.push(method)
    return method === 'media.open' ? { transports, slots: [], subscriptions: [] } : {}
  }) as unknown as Request
  const common = { request, timing: new ConnectTiming(), logger: SILENT }
  const media = new RoomMedia({
    ...common,
    kit: async () => kit,
    iceServers: () => [],
    recovery: async () => null,
    onDoubt: () => {},
  })
  return {
    asked,
    media,
    context: { ...common, media, tell: request, onRoundTrip: () => {}, onLeft: () => {} },
  }
}

test('MED-12: media that was prepared, but not here, is opened anew', async () => {
  const { asked, media, context: ofRoom } = await context()
  const prepared = { transports: [], slots: [], subscriptions: [], prepared: true as const }
  const entry = { room: newId('room'), participant: newId('participant'), events: [] }
  const room = new Room(ofRoom, { ...entry, media: prepared })
  await expect.poll(() => media.transports).toHaveLength(2)
  expect(asked).toEqual(['media.open'])
  room.end('left')
})
