import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'puppeteer'
import { PACKET_KINDS, type RelayCounts } from '../network/index.ts'
import { progress } from '../report/index.ts'
import { EMPTY_PATH, openPage } from './page-setup.ts'
import type { SdkClient } from './sdk-page.ts'
import { sdkScript } from './sdk-scripts.ts'
import { childrenRunning, residentBytes } from './server-memory.ts'
import { openShop, pointAndPrepare } from './widget-calls.ts'
import { setClear, type World } from './world.ts'

export interface IdleOptions {
  /** Prepared at a time, less than one address may have. */
  readonly visitors: number
  readonly seconds: number
}

/** Visitors who pointed at the button and do nothing more. */
export interface Idle {
  readonly visitors: number
  readonly warm: number
  readonly bytesPerMinute: number
  /** RTP in both directions, since before they were prepared. */
  readonly mediaPackets: number
  readonly serverBytes: number
  /** Calls of `getUserMedia` in a page whose button was pointed at. */
  readonly permissionQuestions: number
}

const SETTLE_MS = 3_000
const WARM_UP_VISITORS = 5

declare global {
  var visavisQuestions: number
  var visavisClients: SdkClient[]
}

export async function measureIdle(world: World, options: IdleOptions): Promise<Idle> {
  setClear(world.shopper, world.advisor)
  const permissionQuestions = await countQuestions(world)
  const url = `${world.shopper.origin}${EMPTY_PATH}`
  const page = await openPage(world.shopper, url, [await sdkScript()])
  try {
    const [server = 0] = await childrenRunning('dev-env/src/main.ts')
    await prepare(page, WARM_UP_VISITORS)
    await delay(SETTLE_MS)
    await letGo(page)
    await delay(SETTLE_MS)
    const before = { memory: await residentBytes(server), counts: world.shopper.relay.counts() }
    const warm = await prepare(page, options.visitors)
    await delay(SETTLE_MS)
    const serverBytes = (await residentBytes(server)) - before.memory
    const startedAt = performance.now()
    const start = world.shopper.relay.counts()
    await delay(options.seconds * 1_000)
    const end = world.shopper.relay.counts()
    const minutes = (performance.now() - startedAt) / 60_000
    await letGo(page)
    progress(`  before they were idle: ${trafficText(before.counts, start, options.visitors)}`)
    progress(`  while they were: ${trafficText(start, end, options.visitors)}`)
    return {
      visitors: options.visitors,
      warm,
      bytesPerMinute: (bytesOf(end) - bytesOf(start)) / minutes / options.visitors,
      mediaPackets: mediaOf(end) - mediaOf(before.counts),
      serverBytes: serverBytes / options.visitors,
      permissionQuestions,
    }
  } finally {
    await page.close()
  }
}

async function countQuestions(world: World): Promise<number> {
  const shop = await openShop(world, [COUNT_QUESTIONS])
  try {
    await pointAndPrepare(shop)
    return await shop.evaluate(() => visavisQuestions)
  } finally {
    await shop.close()
  }
}

const COUNT_QUESTIONS = `
globalThis.visavisQuestions = 0
if (navigator.mediaDevices) {
  const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = (constraints) => {
    globalThis.visavisQuestions += 1
    return original(constraints)
  }
}`

/** Answers how many of them have a connection in both directions. */
async function prepare(page: Page, visitors: number): Promise<number> {
  const connections = await page.evaluate(async (count) => {
    const open = () =>
      visavisPeers.list.filter(({ connectionState }) => connectionState === 'connected').length
    const before = open()
    globalThis.visavisClients = Array.from({ length: count }, () => visavisSdkPage.createShopper())
    for (const client of visavisClients) await client.prepare({ stay: true })
    const until = performance.now() + 5_000
    while (open() < before + 2 * count && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return open() - before
  }, visitors)
  return Math.floor(connections / 2)
}

async function letGo(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await Promise.all(visavisClients.map((client) => client.close()))
  })
}

/** What each visitor's packets were. */
function trafficText(start: RelayCounts, end: RelayCounts, visitors: number): string {
  const parts = (['up', 'down'] as const).flatMap((direction) =>
    PACKET_KINDS.map((kind) => {
      const [first, last] = [start[direction].kinds[kind], end[direction].kinds[kind]]
      const packets = (last.packets - first.packets) / visitors
      const bytes = Math.round((last.bytes - first.bytes) / visitors)
      return packets > 0 ? `${direction} ${kind} ${packets.toFixed(1)} (${bytes} bytes)` : ''
    }),
  )
  return parts.filter(Boolean).join(', ')
}

function bytesOf({ up, down }: RelayCounts): number {
  return up.bytes + down.bytes
}

function mediaOf({ up, down }: RelayCounts): number {
  return up.kinds.rtp.packets + down.kinds.rtp.packets
}
