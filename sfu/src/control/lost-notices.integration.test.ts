import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { SfuClient } from '@visavis/sfu-client'
import { expect, test } from 'vitest'
import { nextNotice } from '../../test/next-notice.ts'
import { startRelay } from '../../test/relay.ts'
import { silent, startNode } from '../../test/start-node.ts'
import type { MediaNode } from '../media-node.ts'
import { serveControl } from './control-server.ts'

const HEARTBEAT_MS = 200

test('SFU-13: what was told into a link that was broken already is told again', async () => {
  await using setup = await setUp()
  const { node, link, relay } = setup
  const told = nextNotice(link, 'worker.died')
  relay.hold()
  const { params } = await killWorker(node)
  await delay(HEARTBEAT_MS / 2)
  relay.mend()
  relay.cut()
  expect((await told).params).toEqual(params)
})

test('SFU-13: what has arrived is told once', async () => {
  await using setup = await setUp()
  const { node, link, relay } = setup
  const died: string[] = []
  link.onNotice(({ notice, params }) => notice === 'worker.died' && died.push(params.worker))
  const { params } = await killWorker(node)
  await delay(3 * HEARTBEAT_MS)
  const isBack = new Promise<void>((resolve) => {
    link.onLink(({ kind }) => kind === 'up' && resolve())
  })
  relay.cut()
  await isBack
  const next = await killWorker(node)
  await expect.poll(() => died).toEqual([params.worker, next.params.worker])
})

async function setUp() {
  await using undo = new AsyncDisposableStack()
  const node = undo.use(await startNode())
  const server = undo.use(
    await serveControl({
      node,
      host: '127.0.0.1',
      port: 0,
      heartbeatMs: HEARTBEAT_MS,
      logger: silent,
    }),
  )
  const relay = undo.use(await startRelay(server.port))
  const url = `ws://127.0.0.1:${relay.port}`
  const link = undo.use(await SfuClient.connect({ url, logger: silent }))
  const owned = undo.move()
  return { node, link, relay, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

function killWorker(node: MediaNode) {
  const died = nextNotice(node, 'worker.died')
  process.kill(node.stats().workers[0]?.process.pid ?? 0, 'SIGKILL')
  return died
}
