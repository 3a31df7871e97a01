import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 100

/** Looks again until it is so. @throws {Error} when that takes too long. */
export async function waitFor(
  what: string,
  timeoutMs: number,
  isTrue: () => Promise<boolean>,
): Promise<void> {
  const end = performance.now() + timeoutMs
  for (;;) {
    if (await isTrue().catch(() => false)) return
    if (performance.now() > end) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`)
    await delay(POLL_MS)
  }
}
