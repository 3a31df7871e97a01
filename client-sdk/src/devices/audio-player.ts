import { Emitter } from '../emitter.ts'
import { PageSight } from './page-sight.ts'

interface AudioPlayerEvents {
  /** The browser wants a click before it plays: call `start()` from one. */
  blocked: undefined
  /** Plays again after `blocked`. */
  started: undefined
}

/** Plays remote audio, apart from the pictures, so that hiding or muting a picture never stops sound. */
export class AudioPlayer extends Emitter<AudioPlayerEvents> {
  readonly #elements = new Map<MediaStreamTrack, HTMLAudioElement>()
  /** What a page played when it was frozen, or when a phone rang, stays paused until somebody plays it again. */
  readonly #sight = new PageSight(() => this.#playOn())
  #speaker: string | undefined
  #blocked = false

  /** Whether sound waits for `start()`. */
  get blocked(): boolean {
    return this.#blocked
  }

  /** Plays a track until it is removed. Adding it twice changes nothing. */
  add(track: MediaStreamTrack): void {
    if (track.kind !== 'audio' || this.#elements.has(track)) return
    const element = new Audio()
    element.srcObject = new MediaStream([track])
    this.#elements.set(track, element)
    void this.#play(element)
  }

  remove(track: MediaStreamTrack): void {
    const element = this.#elements.get(track)
    if (!element) return
    this.#elements.delete(track)
    release(element)
  }

  /** Starts what the browser blocked. Must be called from a click or a key press. */
  async start(): Promise<void> {
    this.#blocked = false
    await Promise.all([...this.#elements.values()].map((element) => this.#play(element)))
    if (!this.#blocked) this.emit('started', undefined)
  }

  /** Plays on another speaker, where the browser can. */
  async setSpeaker(deviceId: string): Promise<void> {
    this.#speaker = deviceId
    await Promise.all([...this.#elements.values()].map((element) => this.#route(element)))
  }

  close(): void {
    this.#sight.close()
    for (const track of [...this.#elements.keys()]) this.remove(track)
    this.removeListeners()
  }

  #playOn(): void {
    for (const element of this.#elements.values()) if (element.paused) void this.#play(element)
  }

  async #play(element: HTMLAudioElement): Promise<void> {
    try {
      await this.#route(element)
      await element.play()
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.#block()
      // Anything else, such as removal while starting, leaves nothing to play.
    }
  }

  async #route(element: HTMLAudioElement): Promise<void> {
    if (this.#speaker !== undefined && 'setSinkId' in element) {
      await element.setSinkId(this.#speaker)
    }
  }

  #block(): void {
    if (this.#blocked) return
    this.#blocked = true
    this.emit('blocked', undefined)
  }
}

function release(element: HTMLAudioElement): void {
  element.pause()
  element.srcObject = null
}
