import { pictureSource, toneSource } from '@visavis/sfu/testing'
import { expect, test } from 'vitest'
import { MediaRoom } from '../../test/media-room.ts'
import { loudness, probe } from '../../test/probe.ts'

test.each([false, true])(
  'REC-8: voice and picture of who consents become files that play; nothing of others does (SRTP: %s)',
  async (isSecure) => {
    await using room = await MediaRoom.open({ isSecure })
    const [ada, eve] = [await room.join(), await room.join()]
    using tone = toneSource()
    using picture = pictureSource()
    using secret = toneSource(1_000)
    room.allow(ada.participant)
    const began = Date.now()
    const [voice, camera] = [
      await ada.peer.publish(tone.track),
      await ada.peer.publish(picture.track),
    ]
    // A consumer that must not be: the gate is on its own here.
    await room.record(await eve.peer.publish(secret.track), eve.participant, 'microphone')
    await room.record(voice, ada.participant, 'microphone')
    await room.record(camera, ada.participant, 'camera')
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    room.allow()
    const stopped = Date.now()
    await room.partsEnded(2)
    await room.intake.close()
    expect(room.failures).toEqual([])
    expect(room.parts.map(({ endedBy }) => endedBy)).toEqual(['consent', 'consent'])
    for (const part of room.parts) {
      const path = await room.unseal(part)
      const isVoice = part.track === voice
      expect(await probe(path)).toMatchObject({
        codec: isVoice ? 'opus' : 'vp8',
        frames: part.frames,
        ...(!isVoice && { sizes: ['320x180'] }),
        complaints: '',
      })
      // Times of packets that come in a burst, as on a busy machine, lie up to the burst apart.
      expect(part.startsAt).toBeGreaterThan(began - 200)
      expect(part.startsAt).toBeLessThan(began + 1_500)
      expect(part.endsAt).toBeLessThanOrEqual(stopped + 20)
      expect(part.endsAt).toBeGreaterThan(stopped - 200)
      if (isVoice) {
        expect(await loudness(path, 440)).toBeGreaterThan(-30)
        expect(await loudness(path, 1_000)).toBeLessThan(-50)
      }
    }
  },
)
