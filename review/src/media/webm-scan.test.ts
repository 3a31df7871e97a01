import { expect, test } from 'vitest'
import { layOut } from './webm-head.ts'
import { WebmScan } from './webm-scan.ts'

const FRAME_MS = 40
const FRAMES = 200

test('finds every frame, wherever the bytes are cut', () => {
  const part = writePart()
  for (const cut of [1, 7, 1_000, part.length]) {
    const times: number[] = []
    const scan = scanned(part, cut, (atMs) => times.push(atMs))
    expect(times).toEqual(Array.from({ length: FRAMES }, (_, index) => index * FRAME_MS))
    expect([scan.durationMs, scan.damages]).toEqual([FRAMES * FRAME_MS, []])
    const layout = layOut(scan)
    const last = layout?.stretches.at(-1)
    expect(layout?.size).toBe((last?.at ?? 0) + 12 + (last ? last.to - last.from : 0))
  }
})

test('goes on after what is lost with the next cluster, and says what is missing', () => {
  const part = writePart()
  const times: number[] = []
  const scan = new WebmScan(({ atMs }) => times.push(atMs))
  const [from, to] = [Math.floor(part.length * 0.4), Math.floor(part.length * 0.5)]
  scan.push(part.subarray(0, from))
  scan.lose(to)
  scan.push(part.subarray(to))
  scan.end()
  const [damage] = scan.damages
  expect(scan.damages).toHaveLength(1)
  expect(times.filter((at) => at >= (damage?.fromMs ?? 0) && at < (damage?.toMs ?? 0))).toEqual([])
  expect(times.at(-1)).toBe((FRAMES - 1) * FRAME_MS)
  expect(layOut(scan)?.stretches).toHaveLength(scan.clusters.length)
})

test('an index after the last cluster is none of its frames', () => {
  const part = writePart()
  const scan = scanned(
    Buffer.concat([part, element('1c53bb6b', Buffer.alloc(40))]),
    1_000,
    () => {},
  )
  expect(scan.clusters.at(-1)?.end).toBe(part.length)
  expect(scan.damages).toEqual([])
})

test('what has no beginning does not play', () => {
  const scan = new WebmScan()
  scan.lose(200)
  scan.push(writePart().subarray(200))
  scan.end()
  expect(layOut(scan)).toBeUndefined()
})

function scanned(part: Buffer, cut: number, onFrame: (atMs: number) => void): WebmScan {
  const scan = new WebmScan(({ atMs }) => onFrame(atMs))
  for (let at = 0; at < part.length; at += cut) scan.push(part.subarray(at, at + cut))
  scan.end()
  return scan
}

/** Clusters of a second without sizes, as recorders write them. */
function writePart(): Buffer {
  const unknown = '01ffffffffffffff'
  const pieces = [element('1a45dfa3', Buffer.alloc(4)), Buffer.from(`18538067${unknown}`, 'hex')]
  pieces.push(element('1654ae6b', Buffer.alloc(20)))
  for (let index = 0; index < FRAMES; index++) {
    const isKey = index % 25 === 0
    const [atMs, clusterMs] = [index * FRAME_MS, Math.floor(index / 25) * 25 * FRAME_MS]
    if (isKey) {
      const time = Buffer.alloc(4)
      time.writeUInt32BE(clusterMs)
      pieces.push(Buffer.from(`1f43b675${unknown}`, 'hex'), element('e7', time))
    }
    const block = Buffer.alloc(150, index)
    block.writeUInt8(0x81, 0)
    block.writeInt16BE(atMs - clusterMs, 1)
    block.writeUInt8(isKey ? 0x80 : 0, 3)
    pieces.push(element('a3', block))
  }
  return Buffer.concat(pieces)
}

function element(id: string, content: Buffer): Buffer {
  const size = Buffer.alloc(2)
  size.writeUInt16BE(0x4000 + content.length)
  return Buffer.concat([Buffer.from(id, 'hex'), size, content])
}
