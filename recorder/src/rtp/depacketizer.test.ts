import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { av1 } from './av1.ts'
import { depacketizerOf } from './depacketizer.ts'
import { FrameAssembler } from './frame-assembler.ts'
import { h264 } from './h264.ts'
import { parseRtp } from './rtp-packet.ts'
import { vp8 } from './vp8.ts'

const KEY = Buffer.from([0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x00, 0x05, 0xd0, 0x02, 1, 2])
const DELTA = Buffer.from([0x11, 0, 0, 9])

describe('depacketizers', () => {
  test('VP8: descriptors go, size and kind of a frame are read', () => {
    const [head, tail] = [KEY.subarray(0, 8), KEY.subarray(8)]
    const extended = Buffer.from([0x90, 0xf0, 0x81, 0x23, 7, 0x20])
    const frame = vp8.assemble([Buffer.concat([extended, head]), Buffer.from([0, ...tail])])
    expect(frame).toEqual({ data: KEY, isKey: true, size: { width: 1_280, height: 720 } })
    expect(vp8.assemble([Buffer.from([0x10, ...DELTA])])).toEqual({ data: DELTA, isKey: false })
    expect(vp8.assemble([Buffer.alloc(0)])).toBeUndefined()
  })

  test('H.264: single units, aggregates and fragments become a byte stream', () => {
    const [sps, pps, idr] = [
      Buffer.from([0x67, 1]),
      Buffer.from([0x68, 2]),
      Buffer.from([0x65, 3, 4, 5]),
    ]
    const aggregate = Buffer.from([0x78, 0, 2, ...sps, 0, 2, ...pps])
    const fragments = [
      [0x7c, 0x85, 3],
      [0x7c, 0x05, 4],
      [0x7c, 0x45, 5],
    ].map((one) => Buffer.from(one))
    const start = [0, 0, 0, 1]
    const data = Buffer.from([...start, ...sps, ...start, ...pps, ...start, ...idr])
    expect(h264.assemble([aggregate, ...fragments])).toEqual({ data, isKey: true })
    expect(h264.assemble(fragments)).toMatchObject({ isKey: false })
  })

  test('AV1: elements with and without lengths, units over three packets, sizes are written', () => {
    const sequence = [0x08, 1, 2]
    const frame = [0x30, 3, 4, 5, 6]
    // A delimiter, the sequence header and the beginning of a frame; its middle; its end.
    const first = Buffer.from([0x48, 1, 0x10, 3, ...sequence, 2, ...frame.slice(0, 2)])
    const middle = Buffer.from([0xd0, ...frame.slice(2, 4)])
    const last = Buffer.from([0x90, ...frame.slice(4)])
    const expected = Buffer.from([0x0a, 2, 1, 2, 0x32, 4, 3, 4, 5, 6])
    expect(av1.assemble([first, middle, last])).toEqual({ data: expected, isKey: true })
    const counted = Buffer.from([0x28, 3, ...sequence, ...frame])
    expect(av1.assemble([counted])).toEqual({ data: expected, isKey: true })
  })

  test.each(['video/VP8', 'video/VP9', 'video/H264', 'video/AV1'])(
    '%s: nonsense is a RangeError or nothing, never anything else',
    (mimeType) => {
      const codec = depacketizerOf(mimeType)
      const payloads = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 })
      fc.assert(
        fc.property(payloads, (bytes) => {
          try {
            codec?.assemble(bytes.map((one) => Buffer.from(one)))
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError)
          }
        }),
        { numRuns: 500 },
      )
    },
  )

  test('RTP: whatever comes is parsed or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const packet = parseRtp(Buffer.from(bytes))
        expect(packet === undefined || packet.payload.length <= bytes.length).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('frames', () => {
  test('begin with a key frame, and after a loss again', () => {
    const assembler = new FrameAssembler(vp8)
    const push = (sequence: number, body: Buffer) => [
      ...assembler.push({
        ...{ sequence, payloadType: 96, marker: true, timestamp: sequence * 3_000, ssrc: 1 },
        payload: Buffer.from([0x10, ...body]),
      }),
    ]
    expect(push(1, DELTA)).toEqual([])
    expect(push(2, KEY)).toHaveLength(1)
    expect(push(3, DELTA)).toHaveLength(1)
    expect(push(5, DELTA)).toEqual([])
    expect(assembler.needsKeyFrame).toBe(true)
    expect(push(6, KEY)).toHaveLength(1)
  })
})
