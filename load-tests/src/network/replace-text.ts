/** What is kept back of a chunk whose end may be the beginning of the text comes with the next, or with `flush`. */
export interface TextReplacer {
  replace(chunk: Buffer): Buffer
  flush(): Buffer
}

/** Replaces a text by another of the same length, also where it is split over two chunks. */
export function createTextReplacer(text: string, by: string): TextReplacer {
  const wanted = Buffer.from(text)
  const substitute = Buffer.from(by)
  if (wanted.length !== substitute.length) throw new Error(`${by} is not as long as ${text}`)
  let kept: Buffer = Buffer.alloc(0)
  return {
    replace(chunk) {
      const all = Buffer.concat([kept, chunk])
      for (let at = all.indexOf(wanted); at >= 0; at = all.indexOf(wanted, at + wanted.length)) {
        substitute.copy(all, at)
      }
      const keep = beginningAtEnd(all, wanted)
      kept = all.subarray(all.length - keep)
      return all.subarray(0, all.length - keep)
    },
    flush() {
      const rest = kept
      kept = Buffer.alloc(0)
      return rest
    },
  }
}

/** How many bytes at the end may be the beginning of `wanted`. */
function beginningAtEnd(all: Buffer, wanted: Buffer): number {
  for (let length = Math.min(wanted.length - 1, all.length); length > 0; length -= 1) {
    if (all.subarray(all.length - length).equals(wanted.subarray(0, length))) return length
  }
  return 0
}
