import type { types } from 'mediasoup-client'
import { wait } from '../wait.ts'

/** The server joins sender and receiver about this long after the sender began. */
const AGAIN_AFTER_MS = [60, 120, 200, 350, 600]
/**
 * After everything was built anew the receiver may be on another media node by now, to which the way is made first. What it asks
 * for comes too soon after what the way itself asked for: browsers heed one request in 300 ms, and servers repeat after a second.
 */
export const AFTER_REBUILDING_MS = [100, 250, 450, 700, 1_000]

/** Not in the DOM types yet (WebRTC Extensions, `RTCSetParameterOptions`). */
interface SetParameterOptions {
  readonly encodingOptions: readonly { readonly keyFrame: boolean }[]
}

/**
 * Sends the first key frame of a picture again and again, while it is small. The first one may reach the server before anybody is joined to it
 * there; who then asks for another has to wait a round trip to the sender. Browsers that do not know how go without.
 */
export async function repeatKeyFrame(
  { rtpSender: sender }: Pick<types.Producer, 'rtpSender'>,
  timesMs: readonly number[] = AGAIN_AFTER_MS,
): Promise<void> {
  const startedAt = performance.now()
  for (const afterMs of timesMs) {
    await wait(startedAt + afterMs - performance.now())
    if (!sender?.track || sender.track.readyState === 'ended') return
    if (!(await askForKeyFrame(sender))) return
  }
}

async function askForKeyFrame(sender: RTCRtpSender): Promise<boolean> {
  const parameters = sender.getParameters()
  const options: SetParameterOptions = {
    encodingOptions: parameters.encodings.map(() => ({ keyFrame: true })),
  }
  try {
    await sender.setParameters(parameters, options as RTCSetParameterOptions)
    return true
  } catch {
    return false
  }
}
