import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Registry } from './registry.ts'

export interface RegistriesUnderTest extends AsyncDisposable {
  /** As two processes have it. */
  readonly one: Registry
  readonly other: Registry
}

let counter = 0

/** What every registry keeps. */
export function registryContract(name: string, open: () => Promise<RegistriesUnderTest>): void {
  describe(`the registry ${name}`, () => {
    let opened: RegistriesUnderTest
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(async () => {
      await opened[Symbol.asyncDispose]()
    })

    test('what one holds, all see, until it is given back', async () => {
      const { one, other } = opened
      const kind = newKind()
      const lease = one.hold(kind, 'a', { load: 1 })
      await using _second = other.hold(kind, 'b', { load: 2 })
      await vi.waitUntil(async () => (await other.list(kind)).length === 2)
      expect(await one.list(kind)).toEqual(
        expect.arrayContaining([
          { id: 'a', value: { load: 1 }, ageMs: expect.any(Number) },
          { id: 'b', value: { load: 2 }, ageMs: expect.any(Number) },
        ]),
      )
      await lease.close()
      await lease.close()
      expect((await other.list(kind)).map(({ id }) => id)).toEqual(['b'])
    })

    test('a new value is seen, and one given back stays away', async () => {
      const { one, other } = opened
      const kind = newKind()
      const lease = one.hold(kind, 'a', 1)
      lease.update(2)
      await vi.waitUntil(async () => (await other.list(kind))[0]?.value === 2)
      await lease.close()
      lease.update(3)
      expect(await other.list(kind)).toEqual([])
    })

    test('kinds are apart', async () => {
      const { one, other } = opened
      const kind = newKind()
      await using _lease = one.hold(kind, 'a', 1)
      expect(await other.list(newKind())).toEqual([])
    })
  })
}

function newKind(): string {
  return `kind-${process.pid}-${++counter}`
}
