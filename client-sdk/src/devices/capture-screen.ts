import { DeviceError } from '../errors.ts'

export interface ScreenCapture {
  readonly video: MediaStreamTrack
  /** Where the browser and the person share sound too. */
  readonly audio: MediaStreamTrack | null
}

/**
 * Lets the person choose what to share.
 * @throws {DeviceError} `permission-denied` when they choose nothing.
 */
export async function captureScreen(): Promise<ScreenCapture> {
  if (!navigator.mediaDevices?.getDisplayMedia) throw new DeviceError('not-supported')
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({
      video: { frameRate: { ideal: 15, max: 30 } },
      audio: true,
    })
    const [video] = stream.getVideoTracks()
    if (!video) throw new DeviceError('device-not-found')
    video.contentHint = 'detail'
    return { video, audio: stream.getAudioTracks()[0] ?? null }
  } catch (error) {
    throw DeviceError.from(error)
  }
}
