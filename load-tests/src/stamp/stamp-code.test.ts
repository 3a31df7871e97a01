import { describe, expect, it } from 'vitest'
import { decodeStamp, encodeStamp, STAMP, stampAgeMs } from './stamp-code.ts'

const lumasOf = (bits: readonly boolean[], black = 16, white = 235) =>
  bits.map((bit) => (bit ? white : black))

describe('stamps', () => {
  it('are read back as drawn', () => {
    for (const units of [0, 1, 255, 65_535, 1_234_567, STAMP.modulus - 1]) {
      expect(decodeStamp(lumasOf(encodeStamp(units)))).toBe(units)
    }
  })

  it('survive weak contrast', () => {
    expect(decodeStamp(lumasOf(encodeStamp(987_654), 90, 170))).toBe(987_654)
  })

  it('are refused when any one block flipped', () => {
    const bits = encodeStamp(4_711)
    for (const flipped of bits.keys()) {
      const damaged = bits.map((bit, index) => (index === flipped ? !bit : bit))
      expect(decodeStamp(lumasOf(damaged))).toBeNull()
    }
  })

  it('are refused when a block is grey, or the picture is one colour', () => {
    expect(decodeStamp([...lumasOf(encodeStamp(7)).slice(1), 128])).toBeNull()
    expect(decodeStamp(Array.from({ length: 32 }, () => 16))).toBeNull()
    expect(decodeStamp(Array.from({ length: 32 }, () => 235))).toBeNull()
  })

  it('tell their age across the wrap', () => {
    expect(stampAgeMs(STAMP.modulus - 100, 200)).toBe(30)
    expect(stampAgeMs(200, STAMP.modulus - 100)).toBe(-30)
  })
})
