import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLEAR_LINK, type LinkConditions } from './conditions.ts'
import { type Arrival, LANES, type Lane, LinkModel } from './link-model.ts'
import { seededRandom } from './random.ts'

interface Numbered {
  readonly id: number
  readonly size: number
  readonly lane: Lane
}

const traffic = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 0, max: 40 }),
    size: fc.integer({ min: 40, max: 1_500 }),
  }),
  { minLength: 1, maxLength: 120 },
)
const seeds = fc.integer()

interface Sent {
  readonly arrivals: readonly Arrival<Numbered>[]
  readonly dropped: readonly number[]
  readonly sentAt: ReadonlyMap<number, number>
}

/** Sends everything and waits until all of it is there. */
function send(
  link: LinkModel<Numbered>,
  packets: readonly { afterMs: number; size: number }[],
): Sent {
  let now = 0
  const dropped: number[] = []
  const sentAt = new Map<number, number>()
  for (const [id, { afterMs, size }] of packets.entries()) {
    now += afterMs
    if (link.push({ id, size, lane: 'media' }, now)) sentAt.set(id, now)
    else dropped.push(id)
  }
  return { arrivals: link.pull(1e9), dropped, sentAt }
}

function modelOf(conditions: Partial<LinkConditions>, seed = 1): LinkModel<Numbered> {
  return new LinkModel({ ...CLEAR_LINK, ...conditions }, seededRandom(seed))
}

describe('a link', () => {
  it('keeps the order, whatever the jitter, while nothing is reordered', () => {
    fc.assert(
      fc.property(traffic, seeds, fc.integer({ min: 0, max: 200 }), (packets, seed, jitterMs) => {
        const link = modelOf({ delayMs: 50, jitterMs, rateBps: 500_000 }, seed)
        const { arrivals } = send(link, packets)
        const ids = arrivals.map(({ packet }) => packet.id)
        expect(ids).toEqual(ids.toSorted((a, b) => a - b))
      }),
    )
  })

  it('loses nothing without loss while the queue has room', () => {
    fc.assert(
      fc.property(traffic, seeds, (packets, seed) => {
        const link = modelOf({ delayMs: 20, jitterMs: 20, rateBps: 100_000 }, seed)
        const { arrivals, dropped } = send(link, packets)
        expect(dropped).toEqual([])
        expect(arrivals).toHaveLength(packets.length)
        expect(arrivals.every(({ lost }) => !lost)).toBe(true)
      }),
    )
  })

  it('delays each packet by its delay, give or take its jitter, when it is alone', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 90 }), (seed, jitterMs) => {
        const link = modelOf({ delayMs: 100, jitterMs }, seed)
        link.push({ id: 0, size: 100, lane: 'media' }, 1_000)
        const [arrival] = link.pull(1e9)
        expect(Math.abs((arrival?.at ?? 0) - 1_100)).toBeLessThanOrEqual(jitterMs)
      }),
    )
  })

  it('never holds more than its queue, but for a packet that is alone', () => {
    fc.assert(
      fc.property(traffic, fc.integer({ min: 100, max: 20_000 }), (packets, queueBytes) => {
        const rateBps = 50_000
        const { arrivals, sentAt } = send(modelOf({ rateBps, queueBytes }), packets)
        const longestMs = (Math.max(queueBytes, 1_500) * 8_000) / rateBps
        for (const { packet, at } of arrivals) {
          expect(at - (sentAt.get(packet.id) ?? 0)).toBeLessThanOrEqual(longestMs + 1e-6)
        }
      }),
    )
  })

  it('carries no more than its rate between any two arrivals', () => {
    fc.assert(
      fc.property(traffic, fc.integer({ min: 30_000, max: 5_000_000 }), (packets, rateBps) => {
        const { arrivals } = send(modelOf({ rateBps }), packets)
        const first = arrivals[0]?.at ?? 0
        let bits = 0
        for (const { packet, at } of arrivals.slice(1)) {
          bits += packet.size * 8
          expect(bits).toBeLessThanOrEqual(((at - first) * rateBps) / 1_000 + 1e-3)
        }
      }),
    )
  })

  it('uses all of its rate while something waits', () => {
    const link = modelOf({ rateBps: 100_000 })
    for (let id = 0; id < 100; id += 1) link.push({ id, size: 1_250, lane: 'media' }, 0)
    expect(link.pull(1e9).at(-1)?.at).toBeCloseTo(10_000, 3)
  })

  it('gives what already waits the new rate', () => {
    const link = modelOf({ rateBps: 10_000 })
    for (let id = 0; id < 3; id += 1) link.push({ id, size: 1_250, lane: 'media' }, 0)
    link.set({ ...CLEAR_LINK, rateBps: 1_000_000 }, 500)
    expect(link.pull(1e9).map(({ at }) => Math.round(at))).toEqual([505, 515, 525])
  })

  it.each([
    ['random', { kind: 'random', share: 0.2 }],
    ['bursty', { kind: 'bursty', share: 0.2, shareInBurst: 0.8, burstPackets: 6 }],
  ] as const)('loses its share, %s', (_kind, loss) => {
    const link = modelOf({ loss }, 7)
    const { arrivals } = send(link, Array(20_000).fill({ afterMs: 1, size: 100 }))
    expect(arrivals.filter(({ lost }) => lost).length / 20_000).toBeCloseTo(0.2, 1)
  })

  it('loses in spells when the loss is bursty', () => {
    const followed = (loss: LinkConditions['loss']) => {
      const packets = Array(20_000).fill({ afterMs: 1, size: 100 })
      const { arrivals } = send(modelOf({ loss }, 3), packets)
      const lost = arrivals.filter((one) => one.lost)
      const pairs = arrivals.filter((one, index) => one.lost && arrivals[index + 1]?.lost)
      return pairs.length / lost.length
    }
    expect(followed({ kind: 'random', share: 0.1 })).toBeLessThan(0.2)
    const bursty = { kind: 'bursty', share: 0.1, shareInBurst: 0.9, burstPackets: 8 } as const
    expect(followed(bursty)).toBeGreaterThan(0.6)
  })

  it('lets others overtake the share that is reordered, and loses none of them', () => {
    const link = modelOf({ delayMs: 10, reorder: { share: 0.1, byMs: 30 } }, 5)
    const { arrivals } = send(link, Array(5_000).fill({ afterMs: 5, size: 100 }))
    const ids = arrivals.map(({ packet }) => packet.id)
    const late = ids.filter(
      (id, index) => id < Math.max(...ids.slice(Math.max(0, index - 20), index)),
    )
    expect(ids).toHaveLength(5_000)
    expect(late.length / ids.length).toBeCloseTo(0.1, 1)
  })

  it.each([
    ['everything', LANES, [0, 1, 2, 3]],
    ['one of the lanes alone', ['http'], [0, 2]],
  ] as const)('loses %s that leaves while it is cut, and nothing after', (_what, lanes, lost) => {
    const link = modelOf({ delayMs: 10 })
    link.cut(lanes, 500, 100)
    for (let id = 0; id < 10; id += 1) {
      link.push({ id, size: 100, lane: id % 2 === 0 ? 'http' : 'media' }, 100 * (id + 1))
    }
    const arrivals = link.pull(1e9).filter((arrival) => arrival.lost)
    expect(arrivals.map(({ packet }) => packet.id)).toEqual(lost)
  })

  it('does the same again with the same seed', () => {
    fc.assert(
      fc.property(traffic, seeds, (packets, seed) => {
        const conditions = {
          delayMs: 30,
          jitterMs: 30,
          loss: { kind: 'random', share: 0.3 },
          reorder: { share: 0.2, byMs: 20 },
        } as const
        const once = send(modelOf(conditions, seed), packets)
        expect(send(modelOf(conditions, seed), packets)).toEqual(once)
      }),
    )
  })
})
