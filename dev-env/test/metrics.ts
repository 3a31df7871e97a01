import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 200
const TIMEOUT_MS = 15_000

/** A gauge of `/metrics`. */
export async function readGauge(origin: string, name: string): Promise<number> {
  const response = await fetch(`${origin}/metrics`)
  const line = (await response.text()).split('\n').find((text) => text.startsWith(`${name} `))
  if (!line) throw new Error(`/metrics has no ${name}`)
  return Number(line.slice(name.length))
}

/** Gauges are read, not announced: looks again until it has the value. */
export async function waitForGauge(origin: string, name: string, value: number): Promise<void> {
  const end = performance.now() + TIMEOUT_MS
  for (;;) {
    const now = await readGauge(origin, name)
    if (now === value) return
    if (performance.now() > end) throw new Error(`${name} stayed at ${now}, not ${value}`)
    await delay(POLL_MS)
  }
}
