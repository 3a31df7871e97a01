import type { Devices } from '../devices/devices.ts'
import { DeviceError } from '../errors.ts'

export type OwnKind = 'camera' | 'microphone'

export type OpenResult = MediaStreamTrack | DeviceError

/**
 * Opens camera and microphone with one permission prompt. Where the pair cannot be had, as with a
 * microphone but no camera, each is tried alone.
 */
export async function openPair(
  devices: Devices,
  wanted: readonly OwnKind[],
): Promise<Partial<Record<OwnKind, OpenResult>>> {
  if (wanted.length < 2 || !navigator.mediaDevices) return openEach(devices, wanted)
  try {
    return byKind(await navigator.mediaDevices.getUserMedia(pairConstraints(devices)))
  } catch (error) {
    const failure = DeviceError.from(error)
    if (failure.reason === 'permission-denied') return { camera: failure, microphone: failure }
    return openEach(devices, wanted)
  }
}

async function openEach(
  devices: Devices,
  wanted: readonly OwnKind[],
): Promise<Partial<Record<OwnKind, OpenResult>>> {
  const results = await Promise.all(
    wanted.map(async (kind) => [kind, await tryOpen(devices, kind)]),
  )
  return Object.fromEntries(results)
}

async function tryOpen(devices: Devices, kind: OwnKind): Promise<OpenResult> {
  try {
    return await devices.open(kind)
  } catch (error) {
    return DeviceError.from(error)
  }
}

function pairConstraints(devices: Devices): MediaStreamConstraints {
  return {
    video: {
      ...preferred(devices, 'camera'),
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 30 },
    },
    audio: {
      ...preferred(devices, 'microphone'),
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    },
  }
}

function preferred(devices: Devices, kind: OwnKind): MediaTrackConstraints {
  const id = devices.preferred(kind)
  return id === undefined ? {} : { deviceId: { ideal: id } }
}

function byKind(stream: MediaStream): Partial<Record<OwnKind, OpenResult>> {
  const [camera] = stream.getVideoTracks()
  const [microphone] = stream.getAudioTracks()
  return { ...(camera && { camera }), ...(microphone && { microphone }) }
}
