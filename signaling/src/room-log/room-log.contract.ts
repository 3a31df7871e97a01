import { afterAll, beforeAll, describe } from 'vitest'
import { appending } from './contract/appending.ts'
import { chain } from './contract/chain.ts'
import { following } from './contract/following.ts'
import { interleavings } from './contract/interleavings.ts'
import { personalData } from './contract/personal-data.ts'
import type { Store } from './contract/store.ts'
import { valueTypes } from './contract/value-types.ts'

/** What every store of the room log keeps. `open` is called once; migrations come last: they empty the store. */
export function roomLogContract(name: string, open: () => Promise<Store>): void {
  describe(`the room log on ${name}`, () => {
    let opened: Store | undefined
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(async () => {
      await opened?.[Symbol.asyncDispose]()
    })
    const store = (): Store => {
      if (opened === undefined) throw new Error('The store is not open.')
      return opened
    }
    appending(store)
    chain(store)
    following(store)
    interleavings(store)
    personalData(store)
    valueTypes(store)
  })
}
