import { newId } from '@visavis/protocol'
import { type ControlServerOptions, serveControl } from '@visavis/sfu'
import {
  ask,
  decodedFrame,
  describeLink,
  nextNotice,
  Peer,
  pictureSource,
  silent,
  startNode,
  startRelay,
} from '@visavis/sfu/testing'
import { SfuClient, type SfuClientOptions } from '@visavis/sfu-client'
import { expect, test } from 'vitest'

const secret = 'a secret of the test'

describeLink('a media node at the other end of a WebSocket', () => setUp())

test('SFU-13: a cut link resumes; media goes on, and what it missed is told', async () => {
  await using setup = await setUp()
  const { link, node, relay } = setup
  using ada = await Peer.create({ link, scope: 'room' })
  using bob = await Peer.create({ link, scope: 'room', session: 'bob' })
  using picture = pictureSource()
  const seen = await bob.subscribe(await ada.publish(picture.track))
  await decodedFrame(seen)
  relay.sever()
  await down(link)
  const missed = nextNotice(node, 'transport.state', ({ params }) => params.session === 'bob')
  // What may have been lost with the link comes before it, again.
  const told = nextNotice(
    link,
    'transport.state',
    ({ params }) => params.session === 'bob' && params.state === 'failed',
  )
  await decodedFrame(seen, 5)
  bob[Symbol.dispose]()
  const event = await missed
  relay.mend()
  expect(await told).toEqual(event)
  expect(node.stats()).toMatchObject({ transports: 4, producers: 1, consumers: 1 })
  await ask(link, 'session.close', { session: 'bob' })
})

test('SFU-13: what waits for an answer is refused when the link goes down', async () => {
  await using setup = await setUp()
  const { link, relay } = setup
  relay.hold()
  const waiting = ask(link, 'node.describe', {})
  relay.sever()
  await expect(waiting).rejects.toMatchObject({ code: 'media-unavailable', retryable: true })
  await expect(ask(link, 'node.describe', {})).rejects.toMatchObject({ code: 'media-unavailable' })
})

test('SFU-13: an answer that does not come in time is an error', async () => {
  await using setup = await setUp({ client: { timeoutMs: 100 } })
  setup.relay.hold()
  await expect(ask(setup.link, 'node.describe', {})).rejects.toThrow('No answer in time.')
})

test('SFU-15: a half-open link is found by both sides', async () => {
  await using setup = await setUp({ client: { heartbeatMs: 30 }, server: { heartbeatMs: 30 } })
  const { link, relay } = setup
  relay.hold()
  await down(link)
  relay.mend()
  await up(link)
})

test('SFU-13: a caller that stays away loses what it made', async () => {
  await using setup = await setUp({ server: { orphanMs: 50 } })
  const { link, node, relay } = setup
  await makeTransport(link, 'ada')
  relay.sever()
  await expect.poll(() => node.stats().transports).toBe(0)
  const lost = nextNotice(link, 'worker.died')
  relay.mend()
  expect((await lost).params.sessions).toEqual(['ada'])
})

test('SFU-13: a node that was started anew tells whose media is gone', async () => {
  await using first = await startNode()
  const server = await serve(first)
  await using relay = await startRelay(server.port)
  await using link = await connect(relay.port)
  const dead = await makeTransport(link, 'ada')
  const died = nextNotice(link, 'worker.died')
  relay.sever()
  await server.close()
  await using second = await startNode()
  await using _ = await serve(second, { port: server.port })
  relay.mend()
  const [replacement] = second.stats().workers
  expect((await died).params).toEqual({
    worker: dead,
    replacement: replacement?.id,
    sessions: ['ada'],
  })
})

test('SFU-11: a wrong secret is refused at once', async () => {
  await using node = await startNode()
  await using server = await serve(node)
  await expect(connect(server.port, { secret: 'another secret' })).rejects.toThrow('401')
})

test('SFU-12: more calls than one batch takes go in several', async () => {
  await using setup = await setUp()
  const calls = Array.from(
    { length: 600 },
    () => ({ method: 'node.describe', params: {} }) as const,
  )
  const answers = await setup.link.send(calls)
  expect(answers).toHaveLength(600)
  expect(answers.every((answer) => 'result' in answer)).toBe(true)
})

interface Options {
  client?: Partial<SfuClientOptions>
  server?: Partial<ControlServerOptions>
}

async function setUp(options: Options = {}) {
  await using stack = new AsyncDisposableStack()
  const node = stack.use(await startNode())
  const server = stack.use(await serve(node, options.server))
  const relay = stack.use(await startRelay(server.port))
  const link = stack.use(await connect(relay.port, options.client))
  const owned = stack.move()
  return { node, relay, link, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

function serve(node: ControlServerOptions['node'], options: Partial<ControlServerOptions> = {}) {
  return serveControl({ node, host: '127.0.0.1', port: 0, secret, logger: silent, ...options })
}

function connect(port: number, options: Partial<SfuClientOptions> = {}) {
  return SfuClient.connect({ url: `ws://127.0.0.1:${port}`, secret, logger: silent, ...options })
}

/** The worker that it was made on. */
async function makeTransport(link: SfuClient, session: string): Promise<string> {
  const [worker] = (await ask(link, 'node.describe', {})).workers
  if (!worker) throw new Error('the node has no worker')
  const transport = newId('transport')
  await ask(link, 'transport.create', { transport, session, scope: 'room', worker: worker.worker })
  return worker.worker
}

async function down(link: SfuClient): Promise<void> {
  await expect.poll(() => describes(link)).toBe(false)
}

async function up(link: SfuClient): Promise<void> {
  await expect.poll(() => describes(link)).toBe(true)
}

function describes(link: SfuClient): Promise<boolean> {
  return ask(link, 'node.describe', {}).then(
    () => true,
    () => false,
  )
}
