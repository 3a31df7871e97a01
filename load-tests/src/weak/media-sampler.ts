/** What a page had received at a moment, since the first look. */
export interface MediaSample extends MediaTotals {
  /** On the page's wall clock. */
  readonly at: number
}

export interface MediaTotals {
  readonly videoBytes: number
  readonly audioSamples: number
  /** Made up by the player, because the packet was not there. */
  readonly concealedSamples: number
  /** Of these, silence. */
  readonly silentSamples: number
}

const NOTHING: MediaTotals = {
  videoBytes: 0,
  audioSamples: 0,
  concealedSamples: 0,
  silentSamples: 0,
}

/** What can be looked at, and ended, while it goes on. */
export interface MediaWatch {
  readonly samples: MediaSample[]
  isOver: boolean
}

/** In a page: looks at what its connections receive, again and again. */
export async function sampleMedia(
  peers: readonly RTCPeerConnection[],
  durationMs: number,
  watch: MediaWatch = { samples: [], isOver: false },
): Promise<MediaSample[]> {
  const { samples } = watch
  const known = new Map<string, MediaTotals>()
  let totals = NOTHING
  const until = performance.now() + durationMs
  while (!watch.isOver && performance.now() < until) {
    const streams = await readStreams(peers)
    for (const [key, now] of streams) {
      // A stream that comes during the call begins at nothing; one that goes takes nothing back.
      const before = known.get(key) ?? (samples.length === 0 ? now : NOTHING)
      totals = added(totals, now, before)
      known.set(key, now)
    }
    samples.push({ at: performance.timeOrigin + performance.now(), ...totals })
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return samples
}

async function readStreams(peers: readonly RTCPeerConnection[]): Promise<Map<string, MediaTotals>> {
  const streams = new Map<string, MediaTotals>()
  for (const [index, peer] of peers.entries()) {
    if (peer.connectionState === 'closed') continue
    for (const stats of (await peer.getStats()).values()) {
      if (stats.type === 'inbound-rtp') streams.set(`${index} ${stats.id}`, totalsOf(stats))
    }
  }
  return streams
}

function totalsOf(stats: RTCInboundRtpStreamStats): MediaTotals {
  return {
    videoBytes: stats.kind === 'video' ? (stats.bytesReceived ?? 0) : 0,
    audioSamples: stats.totalSamplesReceived ?? 0,
    concealedSamples: stats.concealedSamples ?? 0,
    silentSamples: stats.silentConcealedSamples ?? 0,
  }
}

function added(totals: MediaTotals, now: MediaTotals, before: MediaTotals): MediaTotals {
  const grown = (name: keyof MediaTotals) => totals[name] + Math.max(0, now[name] - before[name])
  return {
    videoBytes: grown('videoBytes'),
    audioSamples: grown('audioSamples'),
    concealedSamples: grown('concealedSamples'),
    silentSamples: grown('silentSamples'),
  }
}
