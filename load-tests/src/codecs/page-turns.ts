/** What one codec made of pages of text. */
export interface CodecRun {
  /** Milliseconds until each page was sharp, or `PAGE_MS` where it never was. */
  readonly sharpMs: readonly number[]
  /** Kilobytes for each page. */
  readonly kilobytes: readonly number[]
  /** Milliseconds of encoding for each frame. */
  readonly encodeMs: number
}

export interface PageTurns {
  readonly mimeType: string
  readonly maxKbps: number
  readonly pages: number
}

const WIDTH = 1_280
const HEIGHT = 720
/** Below the text, where something always moves: a drawing that stands still sends nothing. */
const FOOT = 8
const SETTLING_MS = 5_000
const PAGE_MS = 3_500
const LOOK_MS = 40
/** Peak signal to noise with which text reads without effort. */
const SHARP_DB = 32

/**
 * In a page: shows pages of text as somebody who reads aloud would, sends them from one connection to another, and
 * compares what arrives with what was drawn. `null` where the browser cannot send the codec.
 */
export async function turnPages({ mimeType, maxKbps, pages }: PageTurns): Promise<CodecRun | null> {
  const codecs = RTCRtpReceiver.getCapabilities('video')?.codecs ?? []
  const wanted = codecs.filter((codec) => codec.mimeType === mimeType)
  if (wanted.length === 0) return null
  const sheet = createSheet()
  drawPage(sheet)
  const moving = setInterval(() => drawFoot(sheet), 33)
  const link = await connect(sheet, wanted, maxKbps)
  await wait(SETTLING_MS)
  const before = await link.sent()
  const turns: Turn[] = []
  for (let page = 0; page < pages; page += 1) turns.push(await turn(sheet, link))
  const after = await link.sent()
  clearInterval(moving)
  link.close()
  const frames = Math.max(1, after.framesEncoded - before.framesEncoded)
  return {
    sharpMs: turns.map(({ sharpMs }) => sharpMs),
    kilobytes: turns.map(({ kilobytes }) => kilobytes),
    encodeMs: ((after.totalEncodeTime - before.totalEncodeTime) * 1_000) / frames,
  }
}

interface Turn {
  readonly sharpMs: number
  readonly kilobytes: number
}

interface Sent {
  readonly bytesSent: number
  readonly framesEncoded: number
  /** Seconds. */
  readonly totalEncodeTime: number
}

interface Loop {
  readonly video: HTMLVideoElement
  sent(): Promise<Sent>
  close(): void
}

async function turn(sheet: CanvasRenderingContext2D, { video, sent }: Loop): Promise<Turn> {
  const { bytesSent } = await sent()
  const seen = createSheet()
  drawPage(sheet)
  const turnedAt = performance.now()
  let sharpMs = PAGE_MS
  while (performance.now() - turnedAt < PAGE_MS) {
    await wait(LOOK_MS)
    seen.drawImage(video, 0, 0, WIDTH, HEIGHT)
    if (sharpMs === PAGE_MS && decibels(sheet, seen) > SHARP_DB) {
      sharpMs = performance.now() - turnedAt
    }
  }
  return { sharpMs, kilobytes: ((await sent()).bytesSent - bytesSent) / 1_000 }
}

function createSheet(): CanvasRenderingContext2D {
  const canvas = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT })
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('No canvas')
  return context
}

function drawPage(sheet: CanvasRenderingContext2D): void {
  const word = () =>
    Math.random()
      .toString(36)
      .slice(2, 4 + Math.random() * 8)
  sheet.fillStyle = '#fff'
  sheet.fillRect(0, 0, WIDTH, HEIGHT)
  sheet.fillStyle = '#111'
  sheet.font = '14px sans-serif'
  for (let y = 24; y < HEIGHT - FOOT; y += 18) {
    sheet.fillText(Array.from({ length: 28 }, word).join(' '), 20, y)
  }
  sheet.fillStyle = `hsl(${Math.random() * 360} 60% 60%)`
  sheet.fillRect(900, 80, 300, 200)
}

function drawFoot(sheet: CanvasRenderingContext2D): void {
  sheet.fillStyle = `hsl(0 0% ${80 + Math.random() * 20}%)`
  sheet.fillRect(0, HEIGHT - FOOT / 2, FOOT, FOOT / 2)
}

/** Of the green values of every fourth pixel. */
function decibels(drawn: CanvasRenderingContext2D, seen: CanvasRenderingContext2D): number {
  const height = HEIGHT - FOOT
  const want = drawn.getImageData(0, 0, WIDTH, height).data
  const have = seen.getImageData(0, 0, WIDTH, height).data
  let sum = 0
  for (let at = 1; at < want.length; at += 16) sum += ((want[at] ?? 0) - (have[at] ?? 0)) ** 2
  return 10 * Math.log10(255 ** 2 / (sum / (want.length / 16) + 1e-9))
}

async function connect(
  { canvas }: CanvasRenderingContext2D,
  codecs: RTCRtpCodec[],
  maxKbps: number,
): Promise<Loop> {
  const [track] = canvas.captureStream(30).getVideoTracks()
  if (!track) throw new Error('No track')
  track.contentHint = 'detail'
  const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true })
  document.body.append(video)
  const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()]
  passCandidates(from, to)
  passCandidates(to, from)
  to.ontrack = (event) => {
    video.srcObject = new MediaStream([event.track])
  }
  const sendEncodings = [{ maxBitrate: maxKbps * 1_000 }]
  const transceiver = from.addTransceiver(track, { direction: 'sendonly', sendEncodings })
  transceiver.setCodecPreferences(codecs)
  await negotiate(from, to)
  await keepResolution(transceiver.sender)
  return {
    video,
    sent: () => sentBy(transceiver.sender),
    close() {
      from.close()
      to.close()
      video.remove()
    },
  }
}

function passCandidates(from: RTCPeerConnection, to: RTCPeerConnection): void {
  from.onicecandidate = ({ candidate }) => {
    if (candidate) void to.addIceCandidate(candidate)
  }
}

async function negotiate(from: RTCPeerConnection, to: RTCPeerConnection): Promise<void> {
  const offer = await from.createOffer()
  await from.setLocalDescription(offer)
  await to.setRemoteDescription(offer)
  const answer = await to.createAnswer()
  await to.setLocalDescription(answer)
  await from.setRemoteDescription(answer)
}

function keepResolution(sender: RTCRtpSender): Promise<void> {
  const change = { degradationPreference: 'maintain-resolution' }
  return sender.setParameters(Object.assign(sender.getParameters(), change))
}

async function sentBy(sender: RTCRtpSender): Promise<Sent> {
  const reports: Sent[] = []
  for (const report of (await sender.getStats()).values()) {
    if (report.type === 'outbound-rtp') reports.push(report)
  }
  return { bytesSent: 0, framesEncoded: 0, totalEncodeTime: 0, ...reports[0] }
}

function wait(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs))
}
