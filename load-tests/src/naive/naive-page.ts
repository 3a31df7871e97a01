import type { QueuedTicket, Result, SubscriptionOffer } from '@visavis/protocol'
import { createNaiveMedia, type NaiveMedia } from './naive-media.ts'
import { type NaiveRpc, openNaiveRpc } from './naive-rpc.ts'

export interface NaivePerson {
  /** Leaves the call and says goodbye. */
  close(): Promise<void>
}

export interface NaiveShopper extends NaivePerson {
  /** Milliseconds from the click to the first frame. */
  call(): Promise<number>
}

export interface ShopperOptions {
  /** Whether the socket is open before the click, as on a page that has been there for a while. */
  readonly isOpen: boolean
}

const PROTOCOL = 1

interface Connected {
  readonly rpc: NaiveRpc
  readonly media: NaiveMedia
}

/** In a page: a shopper whose call takes every step in its turn. The token is there before the click. */
export async function startShopper({ isOpen }: ShopperOptions): Promise<NaiveShopper> {
  const grant = await fetchGrant('/demo/token', { product: 'aurora-espresso', locale: 'en' })
  const screen = showRemote()
  const ready = isOpen ? connect(grant, screen.show) : undefined
  await ready
  let leave = async () => {}
  return {
    async call() {
      const clickedAt = performance.now()
      const connected = await (ready ?? connect(grant, screen.show))
      const { rpc, media } = connected
      leave = () => sayGoodbye(connected)
      // On an open socket mediasoup-demo begins by asking for the router's capabilities.
      if (ready) await rpc.request('session.ping', {})
      await rpc.request('guidance.request', {})
      await media.open()
      void media.produce()
      return (await screen.firstFrameAt) - clickedAt
    },
    close: () => leave(),
  }
}

/** In a page: an advisor at work, who takes whoever comes, step by step. */
export async function startAdvisor(): Promise<NaivePerson> {
  const grant = await fetchGrant('/demo/desk-token', undefined)
  const screen = showRemote()
  const { rpc, media } = await connect(grant, screen.show)
  const taken = new Set<string>()
  const takeNext = async (tickets: readonly QueuedTicket[]) => {
    const next = tickets.find(({ ticket }) => !taken.has(ticket))
    if (!next) return
    taken.add(next.ticket)
    await rpc.request('queue.accept', { ticket: next.ticket })
    await media.open()
    await media.produce()
  }
  const follow = rpc.onNotification
  rpc.onNotification = (message) => {
    const { method, params } = message
    if (method === 'queue.changed') void takeNext((params as { tickets: QueuedTicket[] }).tickets)
    else follow(message)
  }
  const { tickets } = await rpc.request('queue.watch', {})
  await rpc.request('queue.set-available', { available: true })
  void takeNext(tickets)
  return { close: () => sayGoodbye({ rpc, media }) }
}

async function connect(
  { url, token }: { readonly url: string; readonly token: string },
  show: (track: MediaStreamTrack) => void,
): Promise<Connected> {
  const rpc = await openNaiveRpc(url)
  const opened: Result<'session.open'> = await rpc.request('session.open', {
    token,
    protocol: PROTOCOL,
  })
  const media = await createNaiveMedia(rpc, opened, show)
  rpc.onNotification = ({ method, params }) => {
    if (method !== 'subscription.offered') return
    void media.consume((params as { subscriptions: SubscriptionOffer[] }).subscriptions)
  }
  return { rpc, media }
}

async function sayGoodbye({ rpc, media }: Connected): Promise<void> {
  media.close()
  await rpc.request('session.close', {})
  rpc.close()
}

async function fetchGrant(path: string, body: object | undefined) {
  const response = await fetch(path, {
    method: 'POST',
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  return (await response.json()) as { url: string; token: string }
}

function showRemote() {
  const video = Object.assign(document.createElement('video'), { autoplay: true, muted: true })
  const sound = Object.assign(document.createElement('audio'), { autoplay: true })
  video.dataset.testid = 'remote-video'
  document.body.append(video, sound)
  const firstFrameAt = new Promise<number>((resolve) => {
    video.requestVideoFrameCallback(() => resolve(performance.now()))
  })
  const show = (track: MediaStreamTrack) => {
    const element = track.kind === 'video' ? video : sound
    element.srcObject = new MediaStream([track])
  }
  return { show, firstFrameAt }
}
