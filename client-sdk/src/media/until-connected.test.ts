import { expect, test } from 'vitest'
import { connectMedia, fakeMediaKit, transportOffer } from '../../test/fake-media.ts'
import { untilConnected } from './until-connected.ts'

test('resolves when packets can pass, at once where they can already', async () => {
  const transport = (await fakeMediaKit()).createTransport(transportOffer('receive'), [])
  const connected = untilConnected(transport)
  connectMedia(transport)
  expect(await connected).toBe(true)
  expect(await untilConnected(transport)).toBe(true)
})

test('says so when the transport is closed first', async () => {
  const transport = (await fakeMediaKit()).createTransport(transportOffer('receive'), [])
  const connected = untilConnected(transport)
  transport.close()
  expect(await connected).toBe(false)
})
