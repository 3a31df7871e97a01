import { OpusDecoder } from 'opus-decoder'

export const PEAKS_PER_SECOND = 10
const STEP_MS = 1_000 / PEAKS_PER_SECOND
/** Decoding is work: others get their turn after so many frames. */
const FRAMES_AT_ONCE = 100

/** How loud a voice is, over time. */
export class VoicePeaks implements Disposable {
  readonly #decoder: OpusDecoder
  readonly #peaks: number[] = []
  #waiting: { atMs: number; data: Uint8Array }[] = []

  static async open(): Promise<VoicePeaks> {
    const decoder = new OpusDecoder()
    await decoder.ready
    return new VoicePeaks(decoder)
  }

  private constructor(decoder: OpusDecoder) {
    this.#decoder = decoder
  }

  /** Steps from 0 to 100, `PEAKS_PER_SECOND`. */
  get peaks(): number[] {
    return Array.from(this.#peaks, (peak = 0) => Math.min(100, Math.round(peak * 100)))
  }

  add(atMs: number, data: Uint8Array): void {
    this.#waiting.push({ atMs, data: Uint8Array.from(data) })
  }

  /** Decodes what was added. Resolves after others had their turn. */
  async settle(): Promise<void> {
    const frames = this.#waiting
    this.#waiting = []
    for (const [index, { atMs, data }] of frames.entries()) {
      this.#measure(atMs, data)
      if (index % FRAMES_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }

  [Symbol.dispose](): void {
    this.#decoder.free()
  }

  #measure(atMs: number, data: Uint8Array): void {
    const { channelData } = this.#decoder.decodeFrame(data)
    const [samples] = channelData
    if (!samples) return
    let loudest = 0
    for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample))
    const step = Math.floor(atMs / STEP_MS)
    this.#peaks[step] = Math.max(this.#peaks[step] ?? 0, loudest)
  }
}
