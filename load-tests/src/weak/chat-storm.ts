import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'puppeteer'
import { EMPTY_PATH, openPage } from '../connect/page-setup.ts'
import type { SdkClient, SdkRoom } from '../connect/sdk-page.ts'
import { sdkScript } from '../connect/sdk-scripts.ts'
import { type Side, setClear, setRoundTrip, type World } from '../connect/world.ts'
import { type Random, seededRandom } from '../network/random.ts'
import { progress } from '../report/index.ts'
import { type ChatCheck, checkAuthor } from './chat-check.ts'

export interface ChatStorm {
  readonly messages: number
  readonly cuts: number
  readonly checks: readonly ChatCheck[]
}

const ROUND_TRIP_MS = 60
/** Within what one socket may send. */
const BETWEEN_MESSAGES_MS = 40
/** Fewer than a client keeps waiting. */
const MOST_WAITING = 60
/** After the last cut: a half-open socket is found within fifteen seconds. */
const ARRIVAL_TIMEOUT_MS = 60_000

declare global {
  var visavisRoom: SdkRoom
  var visavisClient: SdkClient
}

/** Two people write numbered messages to each other while their sockets are cut at random. */
export async function stormChat(world: World, messages: number): Promise<ChatStorm> {
  setClear(world.shopper, world.advisor)
  const desk = await openSdkPage(world.advisor)
  const shop = await openSdkPage(world.shopper)
  try {
    await enterRoom(shop, desk)
    for (const side of [world.shopper, world.advisor]) setRoundTrip(side, ROUND_TRIP_MS)
    const writing = Promise.all([write(shop, 's', messages), write(desk, 'a', messages)])
    const done = writing.then(() => true)
    const cuts = await cutAtRandom([world.shopper, world.advisor], done, seededRandom(7))
    await writing
    await Promise.all([shop, desk].map((page) => waitForMessages(page, 2 * messages)))
    const checks = await Promise.all(
      [shop, desk].flatMap((page) => ['s', 'a'].map((author) => check(page, author, messages))),
    )
    return { messages, cuts, checks }
  } finally {
    setClear(world.shopper, world.advisor)
    await Promise.all([shop, desk].map((page) => page.evaluate(() => visavisClient.close())))
    await Promise.all([shop.close(), desk.close()])
  }
}

async function openSdkPage(side: Side): Promise<Page> {
  return await openPage(side, `${side.origin}${EMPTY_PATH}`, [await sdkScript()])
}

export async function enterRoom(shop: Page, desk: Page): Promise<void> {
  await desk.evaluate(async () => {
    const client = visavisSdkPage.createAdvisor()
    globalThis.visavisClient = client
    await client.connect()
    let isTaken = false
    const accept = async () => {
      const [next] = client.queue.tickets
      if (!next || isTaken) return
      isTaken = true
      globalThis.visavisRoom = await client.queue.accept(next.ticket)
    }
    client.queue.on('changed', () => void accept())
    await client.queue.watch()
    await client.queue.setAvailable(true)
  })
  await shop.evaluate(async () => {
    globalThis.visavisClient = visavisSdkPage.createShopper()
    globalThis.visavisRoom = await visavisClient.requestGuidance()
  })
  await desk.waitForFunction(() => globalThis.visavisRoom !== undefined)
}

async function write(page: Page, author: string, messages: number): Promise<void> {
  await page.evaluate(
    async ({ name, count, pauseMs, most }) => {
      for (let number = 0; number < count; number += 1) {
        while (visavisRoom.outbox.length >= most) {
          await new Promise((resolve) => setTimeout(resolve, pauseMs))
        }
        // What is refused is missing in the end, and counted there.
        visavisRoom.post(`${name}${number}`).catch(() => {})
        await new Promise((resolve) => setTimeout(resolve, pauseMs))
      }
    },
    { name: author, count: messages, pauseMs: BETWEEN_MESSAGES_MS, most: MOST_WAITING },
  )
}

/** Cuts either socket now and then: told, untold, and such that it survives. */
async function cutAtRandom(
  sides: readonly Side[],
  done: Promise<boolean>,
  random: Random,
): Promise<number> {
  for (let cuts = 0; ; cuts += 1) {
    const isDone = await Promise.race([done, delay(500 + random() * 3_000, false)])
    if (isDone) return cuts
    const side = sides[Math.floor(random() * sides.length)]
    const kind = random()
    const connections = kind < 0.6 ? 'reset' : kind < 0.85 ? 'keep' : 'silent'
    const cutMs = Math.round(100 + random() * 1_500)
    side?.relay.cut(cutMs, { lanes: ['http'], connections })
    await delay(cutMs)
  }
}

export async function waitForMessages(page: Page, messages: number): Promise<void> {
  const hasAll = (wanted: number) =>
    visavisRoom.state.messages.length >= wanted && visavisRoom.outbox.length === 0
  const options = { timeout: ARRIVAL_TIMEOUT_MS, polling: 100 }
  await page.waitForFunction(hasAll, options, messages).catch(async () => {
    const state = await page.evaluate(() => ({
      messages: visavisRoom.state.messages.length,
      waiting: visavisRoom.outbox.length,
      roomEnded: visavisRoom.ended,
      client: visavisClient.state,
    }))
    progress(`  not all messages arrived in time: ${JSON.stringify(state)}`)
  })
}

/** What one side has of one author's messages. */
async function check(page: Page, author: string, sent: number): Promise<ChatCheck> {
  return checkAuthor(await textsOf(page), author, sent)
}

export function textsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => visavisRoom.state.messages.map(({ text }) => text ?? ''))
}
