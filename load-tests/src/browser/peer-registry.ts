/** Sums over everything that a page receives, as its peer connections count it. */
export interface Received {
  readonly framesDecoded: number
  /** Size of the largest picture being decoded. */
  readonly frameWidth: number
  readonly frameHeight: number
  /** Of the sound that was played. Stands still in silence. */
  readonly audioEnergy: number
  readonly packetsLost: number
  readonly videoCodecs: readonly string[]
}

/** In a page, before its own scripts: keeps hold of every peer connection that is made. */
export function registerPeers(): RTCPeerConnection[] {
  const peers: RTCPeerConnection[] = []
  const Original = globalThis.RTCPeerConnection
  globalThis.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      peers.push(this)
    }
  }
  return peers
}

/** In a page: what the registered connections receive. */
export async function sumReceived(peers: readonly RTCPeerConnection[]): Promise<Received> {
  const reports = await Promise.all(peers.map(statsOf))
  const all = reports.flatMap((report) => [...report.values()])
  const inbound = all.filter(({ type }) => type === 'inbound-rtp')
  const codecs = new Map(all.filter(({ type }) => type === 'codec').map((one) => [one.id, one]))
  const sum = (name: string) => inbound.reduce((total, stats) => total + (stats[name] ?? 0), 0)
  const largest = (name: string) => Math.max(0, ...inbound.map((stats) => stats[name] ?? 0))
  return {
    framesDecoded: sum('framesDecoded'),
    frameWidth: largest('frameWidth'),
    frameHeight: largest('frameHeight'),
    audioEnergy: sum('totalAudioEnergy'),
    packetsLost: sum('packetsLost'),
    videoCodecs: inbound
      .filter(({ kind }) => kind === 'video')
      .map(({ codecId }) => codecs.get(codecId)?.mimeType ?? ''),
  }
}

/** Firefox never answers for a connection that is closed meanwhile. */
function statsOf(peer: RTCPeerConnection): Promise<RTCStatsReport> {
  const nothing = new Promise<RTCStatsReport>((resolve) => {
    setTimeout(() => resolve(new Map()), 1_000)
  })
  return Promise.race([peer.getStats(), nothing])
}
