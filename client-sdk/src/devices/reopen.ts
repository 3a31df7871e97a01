import { DeviceError } from '../errors.ts'

/** Whether a track comes from a camera or microphone, which can be closed and opened again, not from a canvas or a file. */
export function isCaptureTrack(track: MediaStreamTrack): boolean {
  const { deviceId, groupId } = track.getSettings()
  return Boolean(deviceId && groupId)
}

/**
 * The same camera as a stopped track's, with the same wishes; another where it is gone.
 * @throws {DeviceError} with the reason.
 */
export async function reopen(track: MediaStreamTrack): Promise<MediaStreamTrack> {
  const { deviceId } = track.getSettings()
  const video = { ...track.getConstraints(), ...(deviceId && { deviceId: { ideal: deviceId } }) }
  try {
    const [again] = (await navigator.mediaDevices.getUserMedia({ video })).getVideoTracks()
    if (!again) throw new DeviceError('device-not-found')
    return again
  } catch (error) {
    throw DeviceError.from(error)
  }
}
