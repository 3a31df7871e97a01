import './webrtc-globals.ts'
import wrtc from '@roamhq/wrtc'

const { RTCAudioSink, RTCVideoSink } = wrtc.nonstandard

/** Resolves with the size of the first decoded frame, or the n-th from now. */
export function decodedFrame(track: MediaStreamTrack, count = 1): Promise<{ width: number }> {
  const sink = new RTCVideoSink(track)
  return new Promise((resolve) => {
    let left = count
    sink.onframe = ({ frame }: { frame: { width: number } }) => {
      if (--left > 0) return
      sink.stop()
      resolve({ width: frame.width })
    }
  })
}

/** Resolves with the first decoded frame of this width. */
export function frameOfWidth(track: MediaStreamTrack, width: number): Promise<void> {
  const sink = new RTCVideoSink(track)
  return new Promise((resolve) => {
    sink.onframe = ({ frame }: { frame: { width: number } }) => {
      if (frame.width !== width) return
      sink.stop()
      resolve()
    }
  })
}

/** How many frames of a track are decoded while so many of another are. */
export async function framesDuring(
  track: MediaStreamTrack,
  other: MediaStreamTrack,
  count: number,
): Promise<number> {
  const sink = new RTCVideoSink(track)
  let frames = 0
  sink.onframe = () => {
    frames += 1
  }
  await decodedFrame(other, count)
  sink.stop()
  return frames
}

/** Resolves when sound louder than silence is heard. */
export function heardSound(track: MediaStreamTrack): Promise<void> {
  const sink = new RTCAudioSink(track)
  return new Promise((resolve) => {
    sink.ondata = ({ samples }: { samples: Int16Array }) => {
      if (!samples.some((sample) => Math.abs(sample) > 500)) return
      sink.stop()
      resolve()
    }
  })
}
