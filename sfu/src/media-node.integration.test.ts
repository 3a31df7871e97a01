import { expect, test } from 'vitest'
import { decodedFrame, heardSound } from '../test/media-sinks.ts'
import { pictureSource, toneSource } from '../test/media-sources.ts'
import { Peer } from '../test/peer.ts'
import { startNode } from '../test/start-node.ts'

test('two peers see and hear each other', async () => {
  await using node = await startNode()
  using ada = await Peer.create({ link: node, scope: 'room' })
  using bob = await Peer.create({ link: node, scope: 'room' })
  using tone = toneSource()
  using picture = pictureSource()
  const [audio, video] = [await ada.publish(tone.track), await ada.publish(picture.track)]
  const [heard, seen] = await Promise.all([bob.subscribe(audio), bob.subscribe(video)])
  await Promise.all([heardSound(heard), decodedFrame(seen)])
  expect(node.stats()).toMatchObject({ transports: 4, producers: 2, consumers: 2, sessions: 2 })
})
