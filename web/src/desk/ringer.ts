const INTERVAL_MS = 4_000

/** Two soft tones, low then high. Hertz and seconds. */
const TONES = [
  { hertz: 587, at: 0, length: 0.35 },
  { hertz: 784, at: 0.18, length: 0.5 },
] as const

const LOUDNESS = 0.08

/** A quiet chime while somebody waits. Silent until the browser lets the page make sound. */
export class Ringer {
  #context: AudioContext | null = null
  #timer: ReturnType<typeof setInterval> | undefined

  set(isRinging: boolean): void {
    if (isRinging === (this.#timer !== undefined)) return
    clearInterval(this.#timer)
    this.#timer = undefined
    if (!isRinging) return
    this.#chime()
    this.#timer = setInterval(() => this.#chime(), INTERVAL_MS)
  }

  close(): void {
    this.set(false)
    this.#context?.close().catch(() => undefined)
    this.#context = null
  }

  #chime(): void {
    if (!navigator.userActivation?.hasBeenActive) return
    this.#context ??= new AudioContext()
    const context = this.#context
    for (const { hertz, at, length } of TONES)
      play(context, hertz, context.currentTime + at, length)
  }
}

function play(context: AudioContext, hertz: number, start: number, length: number): void {
  const tone = new OscillatorNode(context, { frequency: hertz })
  const gain = new GainNode(context, { gain: 0 })
  gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02)
  gain.gain.exponentialRampToValueAtTime(0.001, start + length)
  tone.connect(gain).connect(context.destination)
  tone.start(start)
  tone.stop(start + length)
}
