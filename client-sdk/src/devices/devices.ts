import { Emitter } from '../emitter.ts'
import { DeviceError } from '../errors.ts'

export type DeviceKind = 'camera' | 'microphone' | 'speaker'

export interface DeviceInfo {
  readonly id: string
  readonly kind: DeviceKind
  /** Empty until the page was allowed to use a device of this kind. */
  readonly label: string
}

export interface DevicesOptions {
  /** Remembers the choice. `localStorage` by default; `null` remembers nothing. */
  storage?: Storage | null
}

const KINDS: Readonly<Record<MediaDeviceKind, DeviceKind>> = {
  videoinput: 'camera',
  audioinput: 'microphone',
  audiooutput: 'speaker',
}

const STORAGE_KEY = 'visavis.device.'

/** Cameras, microphones and speakers: lists them, opens them, remembers which one was chosen. */
export class Devices extends Emitter<{ changed: readonly DeviceInfo[] }> {
  readonly #storage: Storage | null
  readonly #onChange = () => void this.#announce()

  constructor(options: DevicesOptions = {}) {
    super()
    this.#storage = options.storage === undefined ? localStorageOrNull() : options.storage
    navigator.mediaDevices?.addEventListener('devicechange', this.#onChange)
  }

  /** What there is now, of one kind or all. Asks no permission. */
  async list(kind?: DeviceKind): Promise<readonly DeviceInfo[]> {
    const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? []
    return devices
      .map((device) => ({
        id: device.deviceId,
        kind: KINDS[device.kind],
        label: device.label,
      }))
      .filter((device) => device.id !== '' && (kind === undefined || device.kind === kind))
  }

  /**
   * Opens a camera or microphone and, if `deviceId` names one, remembers it. Without it, the
   * remembered one, and any other where that is gone.
   * @throws {DeviceError} with the reason.
   */
  async open(kind: 'camera' | 'microphone', deviceId?: string): Promise<MediaStreamTrack> {
    const wanted = deviceId ?? this.preferred(kind)
    const track = await openDevice(kind, wanted, deviceId === undefined)
    if (deviceId !== undefined) this.prefer(kind, deviceId)
    return track
  }

  /** The remembered device, if any. */
  preferred(kind: DeviceKind): string | undefined {
    return this.#storage?.getItem(STORAGE_KEY + kind) ?? undefined
  }

  prefer(kind: DeviceKind, deviceId: string): void {
    this.#storage?.setItem(STORAGE_KEY + kind, deviceId)
  }

  close(): void {
    navigator.mediaDevices?.removeEventListener('devicechange', this.#onChange)
    this.removeListeners()
  }

  async #announce(): Promise<void> {
    this.emit('changed', await this.list())
  }
}

/** Capture that simulcast can halve twice. Less is taken where the camera has no more. */
const CAMERA: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
}
const MICROPHONE: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
}

async function openDevice(
  kind: 'camera' | 'microphone',
  deviceId: string | undefined,
  orAnother: boolean,
): Promise<MediaStreamTrack> {
  const constraints: MediaTrackConstraints = {
    ...(kind === 'camera' ? CAMERA : MICROPHONE),
    ...(deviceId !== undefined && {
      deviceId: orAnother ? { ideal: deviceId } : { exact: deviceId },
    }),
  }
  if (!navigator.mediaDevices) throw new DeviceError('not-supported')
  try {
    const stream = await navigator.mediaDevices.getUserMedia(
      kind === 'camera' ? { video: constraints } : { audio: constraints },
    )
    const [track] = stream.getTracks()
    if (!track) throw new DeviceError('device-not-found')
    return track
  } catch (error) {
    throw DeviceError.from(error)
  }
}

/** Storage may be forbidden to a page in a frame; then nothing is remembered. */
function localStorageOrNull(): Storage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}
