/** What the benchmarks use of the SDK, which a page has as a script. */
export interface SdkClient {
  connect(): Promise<void>
  preload(): Promise<void>
  prepare(options?: { stay?: boolean }): Promise<void>
  requestGuidance(): Promise<SdkRoom>
  close(): Promise<void>
  readonly state: { readonly name: string }
  readonly queue: {
    readonly tickets: readonly { readonly ticket: string }[]
    watch(): Promise<void>
    setAvailable(available: boolean): Promise<void>
    accept(ticket: string): Promise<SdkRoom>
    on(event: 'changed', listener: () => void): void
  }
}

export interface SdkRoom {
  readonly state: { readonly messages: readonly { readonly text: string | null }[] }
  readonly remoteTracks: ReadonlyMap<string, SdkTrack>
  readonly outbox: readonly unknown[]
  /** Why the room is over, if it is. */
  readonly ended: string | null
  on(event: 'track', listener: (track: SdkTrack) => void): void
  publish(source: 'camera' | 'microphone', track: MediaStreamTrack): Promise<unknown>
  post(text: string): Promise<void>
}

interface SdkTrack {
  readonly kind: string
  readonly track: MediaStreamTrack
}

declare global {
  var visavisSdk: {
    VisavisClient: new (options: {
      tokenSource: () => Promise<unknown>
      storage: null
    }) => SdkClient
    tokenFromUrl(options: {
      tokenUrl: string
      product: string
      locale: string
    }): () => Promise<unknown>
  }
}

export function createShopper(): SdkClient {
  const tokenSource = visavisSdk.tokenFromUrl({
    tokenUrl: '/demo/token',
    product: 'aurora-espresso',
    locale: 'en',
  })
  return new visavisSdk.VisavisClient({ tokenSource, storage: null })
}

export function createAdvisor(): SdkClient {
  const tokenSource = async () => {
    const response = await fetch('/demo/desk-token', { method: 'POST' })
    return await response.json()
  }
  return new visavisSdk.VisavisClient({ tokenSource, storage: null })
}

/** In a page: a call with the socket open and nothing else. Answers the milliseconds to the first frame. */
export async function callCold(client: SdkClient): Promise<number> {
  const video = Object.assign(document.createElement('video'), { autoplay: true, muted: true })
  document.body.append(video)
  const shown = new Promise<number>((resolve) => {
    video.requestVideoFrameCallback(() => resolve(performance.now()))
  })
  const startedAt = performance.now()
  await client.connect()
  const room = await client.requestGuidance()
  const show = ({ kind, track }: SdkTrack) => {
    if (kind === 'video') video.srcObject = new MediaStream([track])
  }
  room.on('track', show)
  for (const track of room.remoteTracks.values()) show(track)
  void publishOwn(room)
  return (await shown) - startedAt
}

async function publishOwn(room: SdkRoom): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true })
  for (const track of stream.getTracks()) {
    await room.publish(track.kind === 'video' ? 'camera' : 'microphone', track)
  }
}
