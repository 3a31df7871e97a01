/** `RIFF`, a size, `WEBP`. */
const HEAD_BYTES = 12
const CHUNK_HEAD_BYTES = 8

/**
 * A WebP file with nothing but its picture. Browsers put a colour profile of half a kilobyte into each, which is the one that
 * all pictures without a profile have. Anything else that is not just a picture stays as it is.
 */
export function bareWebp(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (nameAt(view, 0) !== 'RIFF' || nameAt(view, 8) !== 'WEBP') return file
  let picture: Uint8Array<ArrayBuffer> | undefined
  for (let at = HEAD_BYTES; at + CHUNK_HEAD_BYTES <= file.length; ) {
    const name = nameAt(view, at)
    const end = at + CHUNK_HEAD_BYTES + evenly(view.getUint32(at + 4, true))
    if (end > file.length) return file
    if (name === 'VP8 ') picture = file.subarray(at, end)
    else if (name !== 'VP8X' && name !== 'ICCP') return file
    at = end
  }
  if (!picture) return file
  const bare = new Uint8Array(HEAD_BYTES + picture.length)
  bare.set(file.subarray(0, HEAD_BYTES))
  bare.set(picture, HEAD_BYTES)
  new DataView(bare.buffer).setUint32(4, bare.length - CHUNK_HEAD_BYTES, true)
  return bare
}

/** Chunks begin at even places. */
function evenly(bytes: number): number {
  return bytes + (bytes % 2)
}

function nameAt(view: DataView, at: number): string {
  if (at + 4 > view.byteLength) return ''
  return String.fromCharCode(...Array.from({ length: 4 }, (_, index) => view.getUint8(at + index)))
}
