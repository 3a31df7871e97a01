import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { PubSub } from './pub-sub.ts'

export interface PubSubsUnderTest extends AsyncDisposable {
  /** As two processes have it. */
  readonly one: PubSub
  readonly other: PubSub
}

let counter = 0

/** What every way to tell others keeps while nothing is broken. */
export function pubSubContract(name: string, open: () => Promise<PubSubsUnderTest>): void {
  describe(`pub/sub ${name}`, () => {
    let opened: PubSubsUnderTest
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(async () => {
      await opened[Symbol.asyncDispose]()
    })

    test('all who listen hear it, the one who says it too, in order', async () => {
      const { one, other } = opened
      const topic = newTopic()
      const here = new Ear(one, topic)
      const there = new Ear(other, topic)
      await here.listening(one)
      await there.listening(other)
      here.heard.length = 0
      for (let number = 0; number < 100; number++) one.publish(topic, { number })
      const all = Array.from({ length: 100 }, (_, number) => ({ number }))
      const isWhole = ({ heard }: Ear) =>
        heard.some((message) => JSON.stringify(message) === '{"number":99}')
      await vi.waitUntil(() => isWhole(here) && isWhole(there))
      expect(here.heard.filter((message) => typeof message === 'object')).toEqual(all)
      expect(there.heard).toEqual(all)
    })

    test('topics are apart, and who has stopped hears nothing more', async () => {
      const { one, other } = opened
      const topic = newTopic()
      const stopped = new Ear(other, topic)
      const stays = new Ear(other, topic)
      await stays.listening(other)
      stopped.stop()
      stopped.stop()
      one.publish(newTopic(), 'elsewhere')
      one.publish(topic, 'here')
      await vi.waitUntil(() => stays.heard.length > 0)
      expect(stays.heard).toEqual(['here'])
      expect(stopped.heard).not.toContain('here')
    })

    test('one who stops and comes again listens', async () => {
      const { one, other } = opened
      const topic = newTopic()
      for (let round = 0; round < 20; round++) new Ear(other, topic).stop()
      const ear = new Ear(other, topic)
      await ear.listening(other)
      one.publish(topic, 'again')
      await vi.waitUntil(() => ear.heard.length > 0)
      expect(ear.heard).toEqual(['again'])
    })

    test('saying something that nobody hears is fine', () => {
      opened.one.publish(newTopic(), 'nobody')
    })
  })
}

const PROBE = 'probe'

class Ear {
  readonly heard: unknown[] = []
  readonly stop: () => void
  readonly #topic: string

  constructor(pubSub: PubSub, topic: string) {
    this.#topic = topic
    this.stop = pubSub.subscribe(topic, { onMessage: (message) => this.heard.push(message) })
  }

  /** Resolves when what is said arrives. */
  async listening(pubSub: PubSub): Promise<void> {
    await vi.waitUntil(
      () => {
        pubSub.publish(this.#topic, PROBE)
        return this.heard.length > 0
      },
      { timeout: 5_000 },
    )
    const last = `${PROBE}-${++counter}`
    pubSub.publish(this.#topic, last)
    await vi.waitUntil(() => this.heard.at(-1) === last)
    this.heard.length = 0
  }
}

function newTopic(): string {
  return `topic-${process.pid}-${++counter}`
}
