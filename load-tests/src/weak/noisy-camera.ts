interface NoisyCamera {
  readonly width: number
  readonly height: number
  readonly frameRate: number
}

/** Noise is drawn so much smaller: finer grain would need more than any rate gives. */
const GRAIN = 4

/**
 * In a page: the camera shows moving noise, for which no rate is enough, so that the encoder takes all it may. The
 * microphone stays what it was.
 */
export function replaceCameraByNoise(camera: NoisyCamera): void {
  const devices = navigator.mediaDevices
  if (!devices) return
  reportSize(camera)
  const original = devices.getUserMedia.bind(devices)
  devices.getUserMedia = async (constraints = {}) => {
    if (!constraints.video) return original(constraints)
    const stream = new MediaStream([noisyTrack(camera)])
    if (!constraints.audio) return stream
    const sound = await original({ audio: constraints.audio })
    for (const track of sound.getAudioTracks()) stream.addTrack(track)
    return stream
  }
}

/** A camera knows its size from the start; a copy of a drawn track only after its first frame. */
function reportSize({ width, height, frameRate }: NoisyCamera): void {
  const original = MediaStreamTrack.prototype.getSettings
  MediaStreamTrack.prototype.getSettings = function (this: MediaStreamTrack) {
    const settings = original.call(this)
    const isUnknown = this.kind === 'video' && settings.width === undefined
    return isUnknown ? { ...settings, width, height, frameRate } : settings
  }
}

function noisyTrack({ width, height, frameRate }: NoisyCamera): MediaStreamTrack {
  const track = new MediaStreamTrackGenerator({ kind: 'video' })
  const writer = track.writable.getWriter()
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { alpha: false })
  const grain = new ImageData(width / GRAIN, height / GRAIN)
  const small = new OffscreenCanvas(grain.width, grain.height)
  const timer = setInterval(() => {
    if (track.readyState === 'ended') return clearInterval(timer)
    for (let at = 0; at < grain.data.length; at += 4) {
      const level = Math.random() * 255
      grain.data.set([level, level, level, 255], at)
    }
    small.getContext('2d')?.putImageData(grain, 0, 0)
    context?.drawImage(small, 0, 0, width, height)
    const timestamp = Math.round(performance.now() * 1_000)
    if ((writer.desiredSize ?? 0) > 0) void writer.write(new VideoFrame(canvas, { timestamp }))
  }, 1_000 / frameRate)
  return track
}
