import { newId, type SfuLink } from '@visavis/protocol'
import { describe, expect, test } from 'vitest'
import type { MediaNode } from '../src/media-node.ts'
import { ask } from './ask.ts'
import { GARBAGE } from './garbage-parameters.ts'
import { decodedFrame, heardSound } from './media-sinks.ts'
import { pictureSource, toneSource } from './media-sources.ts'
import { nextNotice } from './next-notice.ts'
import { Peer } from './peer.ts'
import { opusParameters } from './rtp-fixtures.ts'
import { UNKNOWN_IDS } from './unknown-ids.ts'

export interface LinkSetup extends AsyncDisposable {
  readonly link: SfuLink
  /** The node at the other end. */
  readonly node: MediaNode
}

/** What every link to a media node does, whatever lies between. */
export function describeLink(name: string, setUp: () => Promise<LinkSetup>): void {
  describe(name, () => {
    test('SFU-1: two peers see and hear each other', async () => {
      await using setup = await setUp()
      const { link, node } = setup
      using ada = await Peer.create({ link, scope: 'room' })
      using bob = await Peer.create({ link, scope: 'room' })
      using tone = toneSource()
      using picture = pictureSource()
      const tracks = [await ada.publish(tone.track), await ada.publish(picture.track)] as const
      const [heard, seen] = await Promise.all([bob.subscribe(tracks[0]), bob.subscribe(tracks[1])])
      await Promise.all([heardSound(heard), decodedFrame(seen)])
      expect(node.stats()).toMatchObject({ transports: 4, producers: 2, consumers: 2 })
    })

    test('SFU-1, SFU-2: a batch builds on its own calls and survives a failing one', async () => {
      await using setup = await setUp()
      const { link } = setup
      const { rtpCapabilities, workers } = await ask(link, 'node.describe', {})
      const worker = workers[0]?.worker ?? ''
      const [transport, producer, consumer] = [
        newId('transport'),
        newId('track'),
        newId('subscription'),
      ]
      const answers = await link.send([
        {
          method: 'transport.create',
          params: { transport, worker, scope: 'room', session: 'ada' },
        },
        {
          method: 'transport.create',
          params: { transport, worker, scope: 'other', session: 'eve' },
        },
        {
          method: 'producer.create',
          params: {
            producer,
            transport,
            kind: 'audio',
            paused: true,
            rtpParameters: opusParameters(),
          },
        },
        { method: 'consumer.create', params: { consumer, transport, producer, rtpCapabilities } },
        { method: 'producer.resume', params: { producer } },
        { method: 'consumer.resume', params: { consumer } },
        { method: 'consumer.close', params: { consumer } },
        { method: 'consumer.resume', params: { consumer } },
      ])
      expect(answers.map(outcome)).toEqual([
        'ok',
        'id-in-use',
        'ok',
        'ok',
        'ok',
        'ok',
        'ok',
        'not-found',
      ])
    })

    test('SFU-3: what is not in the contract is refused, each call by itself', async () => {
      await using setup = await setUp()
      const answers = await setup.link.send([
        { method: 'worker.kill', params: {} },
        { method: 'transport.close', params: { transport: 'mine' } },
        { method: 'transport.close', params: { transport: newId('transport'), force: true } },
        { method: '__proto__', params: {} },
        { method: 'node.describe', params: {} },
      ] as never)
      expect(answers.map(outcome)).toEqual([
        'unknown-method',
        'invalid-request',
        'invalid-request',
        'unknown-method',
        'ok',
      ])
    })

    test('SFU-4: a doubled id changes nothing', async () => {
      await using setup = await setUp()
      const { link, node } = setup
      using ada = await Peer.create({ link, scope: 'room' })
      using tone = toneSource()
      const producer = await ada.publish(tone.track)
      const again = {
        producer,
        transport: ada.sendId,
        kind: 'audio' as const,
        paused: false,
        rtpParameters: opusParameters(),
      }
      await expect(ask(link, 'producer.create', again)).rejects.toThrow('id-in-use')
      using bob = await Peer.create({ link, scope: 'room' })
      await heardSound(await bob.subscribe(producer))
      expect(node.stats().producers).toBe(1)
    })

    test.each(UNKNOWN_IDS)('SFU-5: $method answers an unknown id with not-found', async (call) => {
      await using setup = await setUp()
      expect((await setup.link.send([call])).map(outcome)).toEqual(['not-found'])
    })

    test('SFU-6: nothing crosses from one scope to another', async () => {
      await using setup = await setUp()
      const { link, node } = setup
      using ada = await Peer.create({ link, scope: 'room' })
      using eve = await Peer.create({ link, scope: 'another room' })
      using tone = toneSource()
      const producer = await ada.publish(tone.track)
      await expect(eve.subscribe(producer)).rejects.toThrow('forbidden')
      expect(node.stats().consumers).toBe(0)
    })

    test('SFU-8: parameters that cannot be are refused and harm nobody', async () => {
      await using setup = await setUp()
      const { link } = setup
      using ada = await Peer.create({ link, scope: 'room' })
      using bob = await Peer.create({ link, scope: 'room' })
      using tone = toneSource()
      const heard = await bob.subscribe(await ada.publish(tone.track))
      for (const { kind, rtpParameters } of GARBAGE) {
        const call = { producer: newId('track'), transport: ada.sendId, kind, paused: false }
        await expect(ask(link, 'producer.create', { ...call, rtpParameters })).rejects.toThrow(
          /^(media-refused|invalid-request)/,
        )
      }
      await heardSound(heard)
    })

    test('SFU-8: an SSRC and a MID are taken once per transport', async () => {
      await using setup = await setUp()
      const { link } = setup
      using ada = await Peer.create({ link, scope: 'room' })
      const publish = (rtpParameters: ReturnType<typeof opusParameters>) =>
        ask(link, 'producer.create', {
          producer: newId('track'),
          transport: ada.sendId,
          kind: 'audio',
          paused: false,
          rtpParameters,
        })
      await publish(opusParameters({ ssrc: 1_111, mid: '0' }))
      const sameSsrc = publish(opusParameters({ ssrc: 1_111, mid: '1' }))
      await expect(sameSsrc).rejects.toThrow(/^media-refused.*ssrc already exists/)
      const sameMid = publish(opusParameters({ ssrc: 2_222, mid: '0' }))
      await expect(sameMid).rejects.toThrow(/^media-refused.*MID already exists/)
      await publish(opusParameters({ ssrc: 2_222, mid: '1' }))
    })

    test('SFU-9: a transport tells when it connects and when its peer is gone', async () => {
      await using setup = await setUp()
      const { link } = setup
      const ada = await Peer.create({ link, scope: 'room', session: 'ada' })
      using tone = toneSource()
      const connected = nextNotice(link, 'transport.state')
      await ada.publish(tone.track)
      expect(await connected).toEqual({
        notice: 'transport.state',
        params: { transport: ada.sendId, session: 'ada', state: 'connected' },
      })
      const failed = nextNotice(link, 'transport.state')
      ada[Symbol.dispose]()
      expect(await failed).toEqual({
        notice: 'transport.state',
        params: { transport: ada.sendId, session: 'ada', state: 'failed' },
      })
    })

    test('SFU-14: closing a session closes all that it has and all that others have of it', async () => {
      await using setup = await setUp()
      const { link, node } = setup
      using ada = await Peer.create({ link, scope: 'room' })
      using bob = await Peer.create({ link, scope: 'room' })
      using tone = toneSource()
      await bob.subscribe(await ada.publish(tone.track))
      await ask(link, 'session.close', { session: ada.session })
      await expect
        .poll(() => node.stats())
        .toMatchObject({
          transports: 2,
          producers: 0,
          consumers: 0,
          sessions: 1,
        })
      await ask(link, 'session.close', { session: ada.session })
      await ask(link, 'session.close', { session: bob.session })
      expect(node.stats()).toMatchObject({ transports: 0, sessions: 0 })
    })

    test('SFU-14: a closed link refuses calls, and closing again does nothing', async () => {
      await using setup = await setUp()
      const { link } = setup
      await link.close()
      await link.close()
      await expect(ask(link, 'node.describe', {})).rejects.toMatchObject({
        code: 'media-unavailable',
      })
    })
  })
}

function outcome(answer: Awaited<ReturnType<SfuLink['send']>>[number]): string {
  return 'error' in answer ? answer.error.code : 'ok'
}
