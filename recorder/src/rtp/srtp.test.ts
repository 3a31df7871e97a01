import { expect, test } from 'vitest'
import { keyFrameRequest } from './key-frame-request.ts'
import { SrtcpWriter, SrtpReader } from './srtp.ts'
import { newMasterKey } from './srtp-keys.ts'

test('SRTCP opens with its own key alone, and not when it was changed', () => {
  const [key, plain] = [newMasterKey(), keyFrameRequest(7)]
  const writer = new SrtcpWriter(key)
  const first = writer.seal(plain)
  const second = writer.seal(plain)
  expect(first).not.toEqual(second)
  const reader = new SrtpReader(key)
  for (const sealed of [first, second]) expect(reader.rtcp(sealed)).toEqual(plain)
  expect(new SrtpReader(newMasterKey()).rtcp(first)).toBeUndefined()
  first.writeUInt8(first.readUInt8(9) ^ 1, 9)
  expect(reader.rtcp(first)).toBeUndefined()
})

test('what is no SRTP is nothing', () => {
  const reader = new SrtpReader(newMasterKey())
  for (const bytes of [0, 4, 12, 40]) {
    expect(reader.rtp(Buffer.alloc(bytes, 0x90))).toBeUndefined()
    expect(reader.rtcp(Buffer.alloc(bytes, 0x80))).toBeUndefined()
  }
  expect(() => new SrtpReader('short')).toThrow(RangeError)
})
