import { noChange } from 'lit'
import { AsyncDirective } from 'lit/async-directive.js'
import { directive, type PropertyPart } from 'lit/directive.js'

const streams = new WeakMap<MediaStreamTrack, MediaStream>()

class StreamOf extends AsyncDirective {
  #player: HTMLMediaElement | undefined
  #track: MediaStreamTrack | null | undefined

  render(track: MediaStreamTrack | null): unknown {
    return track
  }

  override update({ element }: PropertyPart, [track]: [MediaStreamTrack | null]): unknown {
    this.#player = element as HTMLMediaElement
    if (track === this.#track) return noChange
    this.#track = track
    return theStreamOf(track)
  }

  protected override disconnected(): void {
    if (this.#player) this.#player.srcObject = null
  }

  protected override reconnected(): void {
    if (this.#player) this.#player.srcObject = theStreamOf(this.#track ?? null)
  }
}

/**
 * For `.srcObject`: the stream that shows a track, set only when the track is another. Set again, even to the same stream, a player
 * starts anew, and is black until the next frame. Taken away with the player: one that was removed keeps frames of the camera.
 * Chromium has three, and with none left a camera stands still for up to a second.
 */
export const streamOf = directive(StreamOf)

function theStreamOf(track: MediaStreamTrack | null): MediaStream | null {
  if (!track) return null
  const known = streams.get(track)
  if (known) return known
  const stream = new MediaStream([track])
  streams.set(track, stream)
  return stream
}
