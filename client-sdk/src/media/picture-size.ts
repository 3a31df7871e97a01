import { LIMITS, type PictureSize, VisavisError } from '@visavis/protocol/browser'

/** How large a picture is drawn, in pixels of the screen, or that it is not to be seen. */
export type DrawnPicture = PictureSize | 'hidden'

/** A change of the box by less is not worth a word. */
const NOTICEABLE = 0.1

/** @throws {VisavisError} `invalid-request` for a side of less than a pixel, or of more than any screen has. */
export function checkedPicture(picture: DrawnPicture): DrawnPicture {
  if (picture === 'hidden') return picture
  const size = { width: Math.round(picture.width), height: Math.round(picture.height) }
  const isSide = (side: number) => side >= 1 && side <= LIMITS.pictureSide
  if (isSide(size.width) && isSide(size.height)) return size
  const detail = `A picture of ${picture.width} × ${picture.height} pixels cannot be drawn.`
  throw new VisavisError('invalid-request', { detail })
}

export function isNoticeable(before: DrawnPicture | null, now: DrawnPicture): boolean {
  if (before === null || before === 'hidden' || now === 'hidden') return before !== now
  const change = (a: number, b: number) => Math.abs(a - b) / Math.max(a, b)
  return (
    change(before.width, now.width) > NOTICEABLE || change(before.height, now.height) > NOTICEABLE
  )
}

/**
 * What a picture takes of a box: all of it where the picture is cropped (`cover`), otherwise as much as its shape
 * allows. A picture without a size yet is taken to fill the box.
 */
export function drawnSize(
  box: PictureSize,
  natural: PictureSize,
  fit: 'contain' | 'cover',
): DrawnPicture {
  if (box.width < 1 || box.height < 1) return 'hidden'
  if (natural.width === 0 || natural.height === 0) return rounded(box, 1)
  const scales = [box.width / natural.width, box.height / natural.height]
  return rounded(natural, fit === 'cover' ? Math.max(...scales) : Math.min(...scales))
}

function rounded({ width, height }: PictureSize, scale: number): PictureSize {
  const side = (pixels: number) =>
    Math.min(LIMITS.pictureSide, Math.max(1, Math.round(pixels * scale)))
  return { width: side(width), height: side(height) }
}
