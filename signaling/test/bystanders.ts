import { newId } from '@visavis/protocol'
import { sendTransport, startCall, type TestCall } from './call.ts'
import { audioParameters } from './media-fixtures.ts'
import type { TestServer } from './start-server.ts'

/** A call that goes on while somebody else misbehaves. */
export class Bystanders implements Disposable {
  readonly #call: TestCall

  static async create(server: TestServer): Promise<Bystanders> {
    const call = await startCall(server)
    const { client, entry, opening } = call.shopper
    await client.request('track.publish', {
      transport: sendTransport(entry),
      source: 'microphone',
      kind: 'audio',
      rtpParameters: audioParameters(opening.rtpCapabilities),
    })
    await call.advisor.client.notified('subscription.offered')
    return new Bystanders(call)
  }

  private constructor(call: TestCall) {
    this.#call = call
  }

  get call(): TestCall {
    return this.#call
  }

  /** Throws unless both are still connected, hear each other, and lost nothing. */
  async check(): Promise<void> {
    const { shopper, advisor } = this.#call
    for (const [from, to] of [
      [shopper, advisor],
      [advisor, shopper],
    ] as const) {
      const message = newId('message')
      const { seq } = await from.client.request('message.post', { message, text: 'still there?' })
      await to.client.notified('room.events', ({ events }) =>
        events.some((event) => event.seq === seq),
      )
    }
    const gone = [shopper, advisor].flatMap(({ client }) => [
      ...client.all('subscription.closed'),
      ...client.all('media.lost'),
    ])
    if (gone.length > 0) throw new Error('The call in progress lost media')
  }

  [Symbol.dispose](): void {
    this.#call[Symbol.dispose]()
  }
}
