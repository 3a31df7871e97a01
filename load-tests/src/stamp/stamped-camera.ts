import { encodeStamp, STAMP } from './stamp-code.ts'

declare global {
  /** Chromium's, for windows: https://w3c.github.io/mediacapture-transform/ has it for workers. */
  class MediaStreamTrackGenerator extends MediaStreamTrack {
    constructor(init: { kind: 'video' })
    readonly writable: WritableStream<VideoFrame>
  }
}

export interface CameraOptions {
  readonly width: number
  readonly height: number
  readonly frameRate: number
}

export const CAMERA: CameraOptions = { width: 640, height: 360, frameRate: 30 }

/** In a page: the camera becomes a canvas that shows the time of each drawing, whatever is asked for. */
export function replaceCamera(options: CameraOptions): void {
  const devices = navigator.mediaDevices
  if (!devices) return
  reportSize(options)
  const original = devices.getUserMedia.bind(devices)
  devices.getUserMedia = async (constraints = {}) => {
    if (!constraints.video) return original(constraints)
    const stream = new MediaStream([stampedTrack(options)])
    if (!constraints.audio) return stream
    const sound = await original({ audio: constraints.audio })
    for (const track of sound.getAudioTracks()) stream.addTrack(track)
    return stream
  }
}

/** A camera knows its size from the start; a copy of a drawn track only after its first frame. */
function reportSize({ width, height, frameRate }: CameraOptions): void {
  const original = MediaStreamTrack.prototype.getSettings
  MediaStreamTrack.prototype.getSettings = function (this: MediaStreamTrack) {
    const settings = original.call(this)
    const isUnknown = this.kind === 'video' && settings.width === undefined
    return isUnknown ? { ...settings, width, height, frameRate } : settings
  }
}

/**
 * Frames come on a timer, as from a real camera. A captured canvas would deliver them in step with the display,
 * and latency would come in steps of the display's 17 ms.
 */
function stampedTrack({ width, height, frameRate }: CameraOptions): MediaStreamTrack {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })
  if (!context) throw new Error('This browser cannot draw')
  const track = new MediaStreamTrackGenerator({ kind: 'video' })
  const writer = track.writable.getWriter()
  const draw = () => {
    if (track.readyState === 'ended') return clearInterval(timer)
    const now = performance.timeOrigin + performance.now()
    drawScenery(context, now)
    drawStamp(context, now)
    const timestamp = Math.round(performance.now() * 1_000)
    if ((writer.desiredSize ?? 0) > 0) void writer.write(new VideoFrame(canvas, { timestamp }))
  }
  const timer = setInterval(draw, 1_000 / frameRate)
  draw()
  return track
}

/** Something that moves, so that the encoder has the work that a person before a camera would give it. */
function drawScenery(context: OffscreenCanvasRenderingContext2D, now: number): void {
  const { width, height } = context.canvas
  context.fillStyle = '#345'
  context.fillRect(0, 0, width, height)
  for (let index = 0; index < 12; index += 1) {
    const phase = now / 1_000 + index
    context.fillStyle = `hsl(${index * 30} 60% 55%)`
    const x = width * (0.5 + 0.45 * Math.sin(phase * (0.3 + index * 0.05)))
    const y = height * (0.62 + 0.3 * Math.cos(phase * 0.4))
    context.fillRect(x - 24, y - 24, 48, 48)
  }
}

function drawStamp(context: OffscreenCanvasRenderingContext2D, now: number): void {
  const { width, height } = context.canvas
  const blockWidth = width / STAMP.columns
  const blockHeight = (height * STAMP.height) / STAMP.rows
  const units = Math.round(now * STAMP.unitsPerMs) % STAMP.modulus
  for (const [index, white] of encodeStamp(units).entries()) {
    const x = (index % STAMP.columns) * blockWidth
    const y = Math.floor(index / STAMP.columns) * blockHeight
    context.fillStyle = white ? '#fff' : '#000'
    context.fillRect(x, y, blockWidth, blockHeight)
  }
}
