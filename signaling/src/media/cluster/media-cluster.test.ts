import { newId, type SfuAnswer, type SfuRequest } from '@visavis/protocol'
import { pino } from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import { type FakeNode, type FakeNodeOptions, startFakeNode } from '../../../test/fake-node.ts'
import { FakeRegistry } from '../../../test/fake-registry.ts'
import { MediaCluster } from './media-cluster.ts'

const SILENCE = new Promise<SfuAnswer>(() => {})
/** A second for who does not answer, and what a busy machine adds. */
const PATIENCE_MS = 2_000

const session = 'session-of-the-test'
const adopt: SfuRequest = { method: 'session.adopt', params: { session, epoch: 2 } }

let stack = new AsyncDisposableStack()

afterEach(async () => {
  await stack.disposeAsync()
  stack = new AsyncDisposableStack()
})

test('PLACE-9 a session is taken over where it is, whoever else is silent', async () => {
  const had = transportOn('one')
  const { link } = await cluster(
    { name: 'one', answer: only('session.adopt', describing(had)) },
    { name: 'silent', answer: only('session.adopt', SILENCE) },
  )
  const askedAt = performance.now()
  expect(await link.send([adopt])).toEqual([describing(had)])
  expect(performance.now() - askedAt).toBeLessThan(PATIENCE_MS)
  expect(link.known).toBe(1)
})

test('PLACE-9 what a node hands over too late is closed there, and nothing else', async () => {
  const late = Promise.withResolvers<SfuAnswer>()
  const left = transportOn('slow')
  const { link, nodes } = await cluster({
    name: 'slow',
    answer: only('session.adopt', late.promise),
  })
  expect(await link.send([adopt])).toMatchObject([{ error: { code: 'media-unavailable' } }])
  const fresh = { transport: newId('transport'), worker: left.worker, session, epoch: 2 }
  await link.send([{ method: 'transport.create', params: fresh }])
  late.resolve(describing(left))
  const slow = nodes.get('slow')
  const closed = () => slow?.calls.filter(({ method }) => method === 'transport.close')
  await vi.waitUntil(() => closed()?.length)
  expect(closed()).toEqual([{ method: 'transport.close', params: { transport: left.transport } }])
  expect(link.known).toBe(1)
})

test('PLACE-9 what a node handed over as its link broke is closed there when it is back', async () => {
  const left = transportOn('one')
  const answers = [SILENCE, describing(left)]
  const { link, nodes } = await cluster({
    name: 'one',
    answer: ({ method }) => (method === 'session.adopt' ? answers.shift() : undefined),
  })
  const one = nodes.get('one')
  const asked = link.send([adopt])
  await vi.waitUntil(() => answers.length === 1)
  one?.sever()
  expect(await asked).toMatchObject([{ error: { code: 'media-unavailable' } }])
  one?.mend()
  const close = { method: 'transport.close', params: { transport: left.transport } }
  await vi.waitUntil(() => one?.calls.at(-1)?.method === 'transport.close', { timeout: 5_000 })
  expect(one?.calls.at(-1)).toEqual(close)
  expect(link.known).toBe(0)
})

test('PLACE-8 what was lost with a node is closed there when it is back', async () => {
  const had = transportOn('one')
  const answer = only('session.adopt', describing(had))
  const { link, nodes, registry } = await cluster({ name: 'one', answer })
  await link.send([adopt])
  const lost = new Promise((resolve) => {
    link.onNotice(({ notice }) => notice === 'worker.died' && resolve(notice))
  })
  const before = nodes.get('one')
  if (!before) throw new Error('there is no node')
  await before.close()
  await lost
  const again = stack.use(await startFakeNode(before))
  registry.renew(before)
  await vi.waitUntil(() => again.calls.length > 1, { timeout: 3_000 })
  const close = { method: 'transport.close', params: { transport: had.transport } }
  expect(again.calls.slice(1)).toEqual([close])
  expect(link.known).toBe(0)
})

test('PLACE-5 a track is received from the node that has it, without waiting for the others', async () => {
  const { receive } = await receiving({
    one: { result: { worker: 'w', kind: 'audio' } },
    silent: SILENCE,
  })
  const askedAt = performance.now()
  expect(await receive()).toMatchObject([{ result: { from: 'one' } }])
  expect(performance.now() - askedAt).toBeLessThan(500)
})

test.each<[string, SfuAnswer | Promise<SfuAnswer>, string]>([
  ['that nobody has is not there', notFound(), 'not-found'],
  ['may be on a node that is silent', SILENCE, 'media-unavailable'],
])('PLACE-5 a track %s', async (_, answer, code) => {
  const { receive } = await receiving({ one: notFound(), silent: answer })
  const askedAt = performance.now()
  expect(await receive()).toMatchObject([{ error: { code } }])
  expect(performance.now() - askedAt).toBeLessThan(PATIENCE_MS)
})

/** Somebody who receives on a node of their own, and what others say to where a track is. */
async function receiving(located: Readonly<Record<string, SfuAnswer | Promise<SfuAnswer>>>) {
  const own = transportOn('own')
  const adopting = only('session.adopt', describing(own))
  const { link } = await cluster(
    { name: 'own', answer: (call) => adopting(call) ?? consuming(call) },
    ...Object.entries(located).map(([name, answer]) => ({
      name,
      answer: only('producer.locate', answer),
    })),
  )
  await link.send([adopt])
  const consumer = { consumer: newId('subscription'), producer: newId('track') }
  const params = { ...consumer, transport: own.transport, rtpCapabilities: {} }
  return { receive: () => link.send([{ method: 'consumer.create', params }]) }
}

/** It is not there unless the call says where it is. */
function consuming({ method, params }: SfuRequest): SfuAnswer | undefined {
  if (method !== 'consumer.create') return undefined
  return params.from ? { result: { from: params.from.node } } : notFound()
}

async function cluster(...options: FakeNodeOptions[]) {
  const nodes = new Map<string, FakeNode>()
  for (const one of options) nodes.set(one.name, stack.use(await startFakeNode(one)))
  const registry = new FakeRegistry()
  registry.renew(...nodes.values())
  const logger = pino({ level: 'silent' })
  const link = stack.use(new MediaCluster({ registry, secret: undefined, logger }))
  await vi.waitUntil(async () => {
    const [answer] = await link.send([{ method: 'node.describe', params: {} }])
    return answer && 'result' in answer && workersOf(answer) === options.length
  })
  return { link, nodes, registry }
}

function workersOf({ result }: Extract<SfuAnswer, { result: unknown }>): number {
  return Array.isArray(result.workers) ? result.workers.length : 0
}

function only(method: SfuRequest['method'], answer: SfuAnswer | Promise<SfuAnswer>) {
  return (call: SfuRequest) => (call.method === method ? answer : undefined)
}

function transportOn(node: string) {
  return { transport: newId('transport'), worker: `worker-of-${node}` }
}

function describing(transport: ReturnType<typeof transportOn>): SfuAnswer {
  return { result: { transports: [transport], producers: [], slots: [], consumers: [] } }
}

function notFound(): SfuAnswer {
  return { error: { code: 'not-found', message: 'There is nothing.' } }
}
