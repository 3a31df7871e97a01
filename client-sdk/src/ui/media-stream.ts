import { guard } from 'lit/directives/guard.js'

const streams = new WeakMap<MediaStreamTrack, MediaStream>()

/**
 * For `.srcObject`: the stream that shows a track, set only when the track is another. Set again, even to the same stream, a player
 * starts anew, and is black until the next frame.
 */
export function streamOf(track: MediaStreamTrack | null): ReturnType<typeof guard> {
  return guard([track], () => (track ? theStreamOf(track) : null))
}

function theStreamOf(track: MediaStreamTrack): MediaStream {
  const known = streams.get(track)
  if (known) return known
  const stream = new MediaStream([track])
  streams.set(track, stream)
  return stream
}
