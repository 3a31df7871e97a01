import { newId, type SfuLink } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { ask } from '../test/ask.ts'
import { opusParameters } from '../test/rtp-fixtures.ts'
import { startNode } from '../test/start-node.ts'
import type { MediaNode } from './media-node.ts'

test('SFU-26: whoever adopts a session learns what it has and commands it from then on', async () => {
  await using node = await startNode()
  const [first, second] = [as(node, 'first'), as(node, 'second')]
  const { send, receive, track, slot, consumer, worker } = await makeSession(first)
  const adopted = await ask(second, 'session.adopt', { session: 'ada', epoch: 2 })
  expect(adopted).toMatchObject({
    transports: [
      { transport: send, worker, scope: 'room', label: 'send' },
      { transport: receive, worker, scope: 'room', label: 'receive' },
    ],
    producers: [{ producer: track, transport: send, kind: 'audio', label: 'microphone' }],
    slots: [{ slot, transport: receive, kind: 'audio', occupied: true }],
    consumers: [{ consumer, transport: receive, producer: track, slot, wanted: true, held: false }],
  })
  expect(adopted.transports[1]?.rtpCapabilities).toBeDefined()
  expect(node.ownerOf('ada')).toBe('second')
  await ask(second, 'consumer.pause', { consumer })
  await ask(second, 'transport.close', { transport: receive })
})

test('SFU-26: calls of who commands a session no longer are refused, those on other sessions are not', async () => {
  await using node = await startNode()
  const [first, second] = [as(node, 'first'), as(node, 'second')]
  const { send, track, worker } = await makeSession(first)
  await ask(second, 'session.adopt', { session: 'ada', epoch: 2 })
  const stale = [
    ask(first, 'transport.restart-ice', { transport: send }),
    ask(first, 'producer.close', { producer: track }),
    ask(first, 'session.close', { session: 'ada' }),
    ask(first, 'session.adopt', { session: 'ada', epoch: 2 }),
    ask(first, 'transport.create', { transport: newId('transport'), worker, session: 'ada' }),
  ]
  for (const call of stale) await expect(call).rejects.toThrow('stale-epoch')
  const own = { transport: newId('transport'), worker, session: 'eve' }
  await ask(first, 'transport.create', own)
  expect(node.stats()).toMatchObject({ transports: 3, producers: 1 })
})

test('SFU-26: a session that was taken over and has ended is not begun anew by who had it before', async () => {
  await using node = await startNode()
  const [first, second] = [as(node, 'first'), as(node, 'second')]
  const { worker } = await makeSession(first)
  await ask(second, 'session.adopt', { session: 'ada', epoch: 2 })
  await ask(second, 'session.close', { session: 'ada' })
  const again = { transport: newId('transport'), worker, session: 'ada' }
  await expect(ask(first, 'transport.create', again)).rejects.toThrow('stale-epoch')
  await ask(second, 'transport.create', { ...again, epoch: 2 })
})

test('SFU-26: who adopted a session may ask again, and learns what it has now', async () => {
  await using node = await startNode()
  const [first, second] = [as(node, 'first'), as(node, 'second')]
  const { send, receive } = await makeSession(first)
  const adopt = () => ask(second, 'session.adopt', { session: 'ada', epoch: 2 })
  await adopt()
  await ask(second, 'transport.close', { transport: receive })
  expect((await adopt()).transports.map(({ transport }) => transport)).toEqual([send])
  const older = ask(second, 'session.adopt', { session: 'ada', epoch: 1 })
  await expect(older).rejects.toThrow('stale-epoch')
})

test('SFU-26: of ten who adopt with one epoch, one gets the session', async () => {
  await using node = await startNode()
  await makeSession(as(node, 'first'))
  const callers = Array.from({ length: 10 }, (_, index) => as(node, `caller ${index}`))
  const outcomes = await Promise.allSettled(
    callers.map((caller) => ask(caller, 'session.adopt', { session: 'ada', epoch: 2 })),
  )
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const unknown = ask(as(node, 'first'), 'session.adopt', { session: 'eve', epoch: 2 })
  await expect(unknown).rejects.toThrow('not-found')
})

function as(node: MediaNode, caller: string): Pick<SfuLink, 'send'> {
  return { send: (calls) => node.send(calls, caller) }
}

/** Somebody who sends a voice and receives it. */
async function makeSession(link: Pick<SfuLink, 'send'>) {
  const { rtpCapabilities, workers } = await ask(link, 'node.describe', {})
  const worker = workers[0]?.worker ?? ''
  const [send, receive] = [newId('transport'), newId('transport')]
  const [track, slot, consumer] = [newId('track'), newId('slot'), newId('subscription')]
  const place = { worker, session: 'ada', scope: 'room' }
  await ask(link, 'transport.create', { ...place, transport: send, label: 'send' })
  await ask(link, 'transport.create', { ...place, transport: receive, label: 'receive' })
  await ask(link, 'producer.create', {
    producer: track,
    transport: send,
    kind: 'audio',
    paused: false,
    label: 'microphone',
    rtpParameters: opusParameters(),
  })
  await ask(link, 'slot.create', { slot, transport: receive, kind: 'audio', rtpCapabilities })
  const from = { producer: track, rtpCapabilities, slot }
  await ask(link, 'consumer.create', { consumer, transport: receive, ...from })
  return { send, receive, track, slot, consumer, worker }
}
