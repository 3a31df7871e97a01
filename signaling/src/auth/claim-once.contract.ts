import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ClaimOnce } from '../ports.ts'

export interface ClaimsUnderTest extends AsyncDisposable {
  /** As two processes have it, where there may be two. */
  readonly one: ClaimOnce
  readonly other: ClaimOnce
}

let counter = 0

export function claimOnceContract(name: string, open: () => Promise<ClaimsUnderTest>): void {
  describe(`what may happen once ${name}`, () => {
    let opened: ClaimsUnderTest
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(async () => {
      await opened[Symbol.asyncDispose]()
    })

    test('one of many who claim a name at once gets it, and nobody later', async () => {
      const { one, other } = opened
      const name = newName()
      const claims = Array.from({ length: 10 }, (_, index) =>
        (index % 2 ? one : other)(name, 60_000),
      )
      expect((await Promise.all(claims)).filter(Boolean)).toEqual([true])
      expect(await other(name, 60_000)).toBe(false)
      expect(await other(newName(), 60_000)).toBe(true)
    })

    test('a name that has run out may be claimed again', async () => {
      const { one, other } = opened
      const name = newName()
      expect(await one(name, 20)).toBe(true)
      await vi.waitUntil(() => other(name, 60_000))
      expect(await one(name, 60_000)).toBe(false)
    })
  })
}

function newName(): string {
  return `name-${process.pid}-${++counter}`
}
