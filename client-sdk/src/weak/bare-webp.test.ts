import { expect, it } from 'vitest'
import { bareWebp } from './bare-webp.ts'

type Chunk = readonly [name: string, ...content: number[]]

function webp(...chunks: readonly Chunk[]): Uint8Array<ArrayBuffer> {
  const bytes = chunks.flatMap(([name, ...content]) => [
    ...[...name].map((letter) => letter.charCodeAt(0)),
    ...[content.length, 0, 0, 0],
    ...content,
    ...(content.length % 2 === 1 ? [0] : []),
  ])
  const head = [...'RIFF'].map((letter) => letter.charCodeAt(0))
  const kind = [...'WEBP'].map((letter) => letter.charCodeAt(0))
  return new Uint8Array([...head, bytes.length + 4, 0, 0, 0, ...kind, ...bytes])
}

const PICTURE: Chunk = ['VP8 ', 1, 2, 3]

it('takes the colour profile out of a picture', () => {
  const file = webp(['VP8X', ...new Array(10).fill(0)], ['ICCP', 7, 7, 7], PICTURE)
  expect(bareWebp(file)).toEqual(webp(PICTURE))
})

it('leaves as it is what is more than a picture, and what is no WebP or half of one', () => {
  const others = [
    webp(PICTURE),
    webp(['VP8X', 0], ['ALPH', 1], PICTURE),
    webp(['VP8X', 0], ['ANIM', 1]),
    webp(['VP8X', 0]),
    webp(['ICCP', 1], PICTURE).subarray(0, 30),
    new Uint8Array([0xff, 0xd8, 0xff]),
    new Uint8Array(0),
  ]
  for (const file of others) expect(bareWebp(file)).toEqual(file)
})
