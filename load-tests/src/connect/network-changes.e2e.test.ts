import type { Page } from 'puppeteer'
import { expect, it } from 'vitest'
import { byTestId } from '../browser/index.ts'
import { chatArrival, openChat, sendChat } from './chat.ts'
import { frozenMs } from './frames.ts'
import { changeAddress, cutSocket } from './network-changes.ts'
import { startWatchedCall, type WatchedCall } from './watched-call.ts'
import { openWorld, type World } from './world.ts'

// Bounds here are wide: other tests run beside these. `npm run bench:connect` has the figures.
const SOON_MS = 6_000

/** A world for each test: connections that died unnoticed would hold up the next page of the same browser. */
async function openCall(undo: AsyncDisposableStack): Promise<{ world: World; call: WatchedCall }> {
  const world = undo.use(await openWorld({ workers: 1 }))
  return { world, call: undo.use(await startWatchedCall(world)) }
}

it('goes on in picture and chat on another network, and while the socket alone is cut', async () => {
  await using undo = new AsyncDisposableStack()
  const { world, call } = await openCall(undo)
  expect(await changeAddress(world, call)).toBeLessThan(SOON_MS)
  await expectChatBothWays(call)
  const { resumedMs } = await cutSocket(world, call, 1)
  expect(resumedMs).toBeLessThan(SOON_MS)
  await expectMotion(call)
  // A second join would leave a third person, or an absence.
  expect(await call.desk.$(byTestId('banner-peer-away'))).toBeNull()
}, 90_000)

it('says on both sides within fifteen seconds that nothing passes any more, and goes on when it does', async () => {
  await using undo = new AsyncDisposableStack()
  const { world, call } = await openCall(undo)
  const { shop, desk } = call
  world.shopper.relay.cut(20_000, { connections: 'silent' })
  const within = { timeout: 15_000 }
  await Promise.all([
    shop.waitForSelector(`${byTestId('connection-state')}[data-state="reconnecting"]`, within),
    awaitCountdown(desk, within),
  ])
  await desk.waitForSelector(byTestId('banner-peer-away'), { hidden: true, timeout: 20_000 })
  await expectChatBothWays(call)
}, 120_000)

/** Who is away, and how long their place is kept. */
async function awaitCountdown(page: Page, within: { readonly timeout: number }): Promise<void> {
  const timer = await page.waitForSelector(`${byTestId('banner-peer-away')} visavis-timer`, within)
  expect(await timer?.evaluate(({ shadowRoot }) => shadowRoot?.textContent)).toMatch(/0:[0-3]\d/)
}

async function expectMotion(call: WatchedCall): Promise<void> {
  const footage = await call.watch(1_000)
  expect(frozenMs(footage)).toBeLessThan(1_000)
  expect(footage.frames.length).toBeGreaterThan(3)
}

async function expectChatBothWays({ shop, desk }: WatchedCall): Promise<void> {
  await Promise.all([openChat(shop), openChat(desk)])
  await sendChat(shop, 'Can you hear me?')
  await chatArrival(desk, 'Can you hear me?')
  await sendChat(desk, 'I can.')
  await chatArrival(shop, 'I can.')
}
