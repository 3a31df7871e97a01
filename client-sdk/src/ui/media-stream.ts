const streams = new WeakMap<MediaStreamTrack, MediaStream>()

/** The one stream that shows a track: the same object each time, so that a video never restarts. */
export function streamOf(track: MediaStreamTrack | null): MediaStream | null {
  if (!track) return null
  const known = streams.get(track)
  if (known) return known
  const stream = new MediaStream([track])
  streams.set(track, stream)
  return stream
}
