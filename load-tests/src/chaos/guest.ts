import { type Result, TokenGrant } from '@visavis/protocol'
import { SocketClient } from '@visavis/signaling/test/socket-client'
import { Value } from 'typebox/value'

type Entry = Result<'guidance.request'>
type Opening = Result<'session.open'>

const TOKENS = {
  shopper: { path: '/demo/token', body: { product: 'aurora-espresso', locale: 'en' } },
  advisor: { path: '/demo/desk-token', body: undefined },
} as const

/** Somebody with a socket and no browser, at one signaling process or at the balancer. */
export class Guest {
  readonly client: SocketClient
  readonly #opening: Opening

  static async enter(origin: string, role: keyof typeof TOKENS): Promise<Guest> {
    const { path, body } = TOKENS[role]
    const response = await fetch(`${origin}${path}`, {
      method: 'POST',
      ...(body && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    })
    const { token } = Value.Parse(TokenGrant, await response.json())
    const client = await SocketClient.connect(`${origin.replace('http', 'ws')}/v1/socket`, {})
    return new Guest(client, await client.open(token))
  }

  private constructor(client: SocketClient, opening: Opening) {
    this.client = client
    this.#opening = opening
  }

  requestGuidance(): Promise<Entry> {
    const { rtpCapabilities } = this.#opening
    return this.client.request('guidance.request', { rtpCapabilities })
  }

  async accept({ events }: Entry): Promise<void> {
    const opened = events.find((event) => event.type === 'ticket-opened')
    if (!opened) throw new Error('The room has no ticket')
    const { rtpCapabilities } = this.#opening
    await this.client.request('queue.accept', { ticket: opened.body.ticket, rtpCapabilities })
  }

  isLeftAlone(): boolean {
    return this.client
      .all('room.events')
      .some(({ events }) => events.some(({ type }) => type === 'participant-left'))
  }

  async leave(): Promise<void> {
    await this.client.request('session.close', {})
    this.client.cut()
  }
}
