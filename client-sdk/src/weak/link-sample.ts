/** Sums at one moment of what a call receives, and what its connections say of the network. */
export interface LinkTotals {
  readonly at: number
  readonly bytes: number
  readonly packets: number
  readonly lost: number
  /** Requests to send again: what came then is not counted as lost. */
  readonly repeats: number
  readonly samples: number
  readonly concealed: number
  readonly frames: number
  readonly roundTripSeconds: number
  /** What the browser thinks that it may send. `null`: it does not say. */
  readonly sendBps: number | null
}

/** What happened between two moments. */
export interface LinkSample {
  readonly receivedBps: number
  /** Of all packets, those that did not arrive at first. */
  readonly lostShare: number
  /** Of all sound, what the player made up. */
  readonly concealedShare: number
  readonly frames: number
  readonly roundTripMs: number
  readonly sendBps: number | null
}

/** Where the server's probes arrive: what is lost of them was never to be shown. */
export const PROBES = 'probator'

export function readLink(
  at: number,
  send: RTCStatsReport | null,
  receive: RTCStatsReport | null,
): LinkTotals {
  const received = entriesOf(receive)
  const inbound = received.filter(({ type, mid }) => type === 'inbound-rtp' && mid !== PROBES)
  const sum = (name: string) => inbound.reduce((total, entry) => total + numberOf(entry[name]), 0)
  const pairs = received.filter(isInUse)
  const sending = entriesOf(send).filter(isInUse)
  const available = Math.max(0, ...sending.map((pair) => numberOf(pair.availableOutgoingBitrate)))
  return {
    at,
    bytes: sum('bytesReceived') + sum('headerBytesReceived'),
    packets: sum('packetsReceived'),
    lost: sum('packetsLost'),
    repeats: sum('nackCount'),
    samples: sum('totalSamplesReceived'),
    concealed: sum('concealedSamples') - sum('silentConcealedSamples'),
    frames: sum('framesDecoded'),
    roundTripSeconds: Math.max(0, ...pairs.map((pair) => numberOf(pair.currentRoundTripTime))),
    sendBps: available > 0 ? available : null,
  }
}

/** What went away with a track takes nothing back. */
export function compareLinks(before: LinkTotals, now: LinkTotals): LinkSample {
  const grown = (name: keyof LinkTotals) => Math.max(0, Number(now[name]) - Number(before[name]))
  const all = grown('packets') + grown('lost')
  const seconds = Math.max(1, now.at - before.at) / 1_000
  return {
    receivedBps: (grown('bytes') * 8) / seconds,
    lostShare: all > 0 ? Math.max(grown('lost'), grown('repeats')) / all : 0,
    concealedShare: grown('samples') > 0 ? grown('concealed') / grown('samples') : 0,
    frames: grown('frames'),
    roundTripMs: now.roundTripSeconds * 1_000,
    sendBps: now.sendBps,
  }
}

type Entry = Readonly<Record<string, unknown>>

function entriesOf(report: RTCStatsReport | null): Entry[] {
  const entries: Entry[] = []
  report?.forEach((entry: Entry) => {
    entries.push(entry)
  })
  return entries
}

function isInUse({ type, nominated }: Entry): boolean {
  return type === 'candidate-pair' && nominated === true
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
