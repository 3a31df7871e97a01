import { expect, test } from 'vitest'
import { MemoryStorage } from '../test/memory-storage.ts'
import { ReloadStore, type Saved } from './reload-store.ts'

const saved = {
  session: 'ses_1',
  secret: 'secret',
  rtpCapabilities: null,
  outbox: [],
} as unknown as Saved

test('what is put is taken once', () => {
  const store = new ReloadStore(new MemoryStorage(), 'key')
  store.put(saved)
  expect(store.take()).toEqual(saved)
  expect(store.take()).toBeNull()
})

test.each(['', '{', 'null', '[]', '{"session":1}', '"text"'])(
  'damaged storage is nothing: %s',
  (text) => {
    const storage = new MemoryStorage()
    storage.setItem('key', text)
    expect(new ReloadStore(storage, 'key').take()).toBeNull()
  },
)

test('without storage, or with one that refuses, nothing is kept', () => {
  const refusing = new MemoryStorage()
  refusing.setItem = () => {
    throw new Error('quota')
  }
  for (const storage of [null, refusing]) {
    const store = new ReloadStore(storage, 'key')
    store.put(saved)
    expect(store.take()).toBeNull()
  }
})
