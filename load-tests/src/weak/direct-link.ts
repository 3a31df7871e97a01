import type { Page } from 'puppeteer'
import type { DirectSignal } from '../direct/direct-peer.ts'
import type { LinkConditions } from '../network/index.ts'
import { CLEAR_LINK, freePorts } from '../network/index.ts'
import { Link } from '../network/link.ts'
import { seededRandom } from '../network/random.ts'
import { startUdpRelay } from '../network/udp-relay.ts'

const ADDRESS = '127.0.0.4'

/** A network between two browsers that connect directly. */
export interface DirectLink extends AsyncDisposable {
  /** What the camera's browser sends to the viewer's, from now on. */
  setDown(change: Partial<LinkConditions>): void
}

interface Candidate {
  readonly address: string
  readonly port: number
}

/**
 * Carries signals between two pages, once for the life of both. The viewer is told of an address of the relay in
 * place of each of the camera's; the camera is told of none, so that there is no way around.
 */
export async function linkPagesThrough(viewer: Page, camera: Page): Promise<DirectLink> {
  await using undo = new AsyncDisposableStack()
  const up = undo.adopt(new Link(CLEAR_LINK, seededRandom(1)), (link) => link.close())
  const down = undo.adopt(new Link(CLEAR_LINK, seededRandom(2)), (link) => link.close())
  const relays = undo.use(new AsyncDisposableStack())

  async function relayTo({ address, port: targetPort }: Candidate): Promise<number> {
    const [port = 0] = await freePorts(1, [ADDRESS])
    const ends = { listen: ADDRESS, port, target: address, targetPort, up, down }
    relays.use(await startUdpRelay({ ...ends, source: () => ADDRESS }))
    return port
  }

  async function toViewer(signal: DirectSignal): Promise<void> {
    if ('description' in signal) return hand(viewer, withoutCandidates(signal.description))
    const candidate = parseCandidate(signal.candidate.candidate ?? '')
    if (!candidate) return
    const port = await relayTo(candidate)
    const text = replaceAddress(signal.candidate.candidate ?? '', { address: ADDRESS, port })
    await hand(viewer, { candidate: { ...signal.candidate, candidate: text } })
  }

  await viewer.exposeFunction('sendDirectSignal', async (signal: DirectSignal) => {
    if ('description' in signal) await hand(camera, withoutCandidates(signal.description))
  })
  await camera.exposeFunction('sendDirectSignal', toViewer)
  const owned = undo.move()
  return {
    setDown: (change) => down.set({ ...CLEAR_LINK, ...change }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function hand(page: Page, signal: DirectSignal): Promise<void> {
  return page.evaluate((message) => visavisDirect.receive(message), signal)
}

function withoutCandidates(description: RTCSessionDescriptionInit): DirectSignal {
  const sdp = description.sdp?.replaceAll(/^a=candidate:.*\r\n/gm, '')
  return { description: { ...description, ...(sdp !== undefined && { sdp }) } }
}

/** RFC 8839: foundation, component, transport, priority, address, port. UDP over IPv4 alone. */
export function parseCandidate(text: string): Candidate | undefined {
  const [, , transport, , address = '', port] = text.split(' ')
  const isUsable = transport?.toLowerCase() === 'udp' && /^[\d.]+$/.test(address)
  return isUsable ? { address, port: Number(port) } : undefined
}

export function replaceAddress(text: string, { address, port }: Candidate): string {
  const fields = text.split(' ')
  return fields.with(4, address).with(5, String(port)).join(' ')
}
