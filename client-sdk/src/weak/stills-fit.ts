/** Widths of a still, the largest first. Below the last nobody is recognised. */
const WIDTHS = [1280, 960, 640, 480, 320, 240, 160]
/** A good picture takes about this; a width that would take far more is not tried. */
const BYTES_PER_PIXEL = 0.09
const QUALITIES = [0.8, 0.55, 0.35, 0.2, 0.08, 0.02]

export type DrawStill = (width: number, quality: number) => Promise<Blob>

/** The best still of at most so many bytes. `null` where even the smallest is larger. */
export async function fitStill(
  draw: DrawStill,
  { width: original, maxBytes }: { readonly width: number; readonly maxBytes: number },
): Promise<Blob | null> {
  const affordable = Math.sqrt((maxBytes / BYTES_PER_PIXEL) * (16 / 9))
  const widths = WIDTHS.filter((width) => width <= Math.min(original, Math.max(affordable, 160)))
  for (const width of widths.length > 0 ? widths : [Math.min(original, 160)]) {
    for (const quality of QUALITIES) {
      const still = await draw(width, quality)
      if (still.size <= maxBytes) return still
      // So far above that no quality helps.
      if (still.size > maxBytes * 3 && quality <= 0.2) break
    }
  }
  return null
}
