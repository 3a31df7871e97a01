import { expect, it } from 'vitest'
import { startNaiveCall } from './naive-calls.ts'
import { openWorld } from './world.ts'

it('carries everything of both people over their own networks', async () => {
  await using world = await openWorld({ workers: 1 })
  const distance = { shopperMs: 100, advisorMs: 0 }
  await using call = await startNaiveCall(world, { distance, isOpen: true })

  // Eleven round trips of the naive flow less those of the socket, which is open.
  expect(call.firstFrameMs).toBeGreaterThan(600)
  for (const { relay } of [world.shopper, world.advisor]) {
    // The shopper's own picture may begin after the advisor's has come.
    await expect.poll(() => relay.counts().up.kinds.rtp.packets).toBeGreaterThan(10)
    expect(relay.counts().down.kinds.tcp.packets).toBeGreaterThan(10)
  }
  expect(world.shopper.relay.counts().down.kinds.rtp.packets).toBeGreaterThan(10)
})
