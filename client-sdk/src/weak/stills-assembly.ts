import { LIMITS, type Result } from '@visavis/protocol/browser'

export type Piece = Result<'still.read'>

/** Puts one still together. What does not fit is refused, so that nothing but whole pictures are shown. */
export class StillsAssembly {
  #id = 0
  #size = 0
  #pieces: Uint8Array<ArrayBuffer>[] = []
  #have = 0

  get id(): number {
    return this.#id
  }

  /** Bytes that are here. */
  get have(): number {
    return this.#have
  }

  /** The whole still with its last piece; `null` before, `false` for a piece that makes no sense. */
  add({ still = 0, size = 0, data = '' }: Piece): Blob | null | false {
    const bytes = decode(data)
    const isFirst = this.#have === 0
    const isOfThis = isFirst ? still > 0 && size > 0 : still === this.#id && size === this.#size
    const fits = bytes && bytes.length > 0 && this.#have + bytes.length <= size
    if (!isOfThis || !fits || size > LIMITS.stillBytes) return false
    this.#id = still
    this.#size = size
    this.#pieces.push(bytes)
    this.#have += bytes.length
    if (this.#have < size) return null
    const type = typeOf(this.#pieces[0])
    return type ? new Blob(this.#pieces, { type }) : false
  }
}

export function encode(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

function decode(data: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(data), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}

/** By its first bytes; nothing else is ever shown. */
function typeOf(bytes: Uint8Array | undefined): string | null {
  const text = String.fromCharCode(...(bytes?.subarray(0, 12) ?? []))
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  return text.startsWith('RIFF') && text.endsWith('WEBP') ? 'image/webp' : null
}
