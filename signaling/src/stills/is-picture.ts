/** Whether it begins as WebP or JPEG does. Nothing here decodes it: that is the reader's browser. */
export function isPicture(bytes: Buffer): boolean {
  const isJpeg = bytes.subarray(0, 3).equals(JPEG)
  const isWebp =
    bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'
  return isJpeg || isWebp
}

const JPEG = Buffer.from([0xff, 0xd8, 0xff])
