import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { streamOf } from './stream-of.ts'

test('lets go of the file when nobody reads', async () => {
  const file = new OpenFile()
  const stream = streamOf(file.read(), file)
  stream.destroy()
  await once(stream, 'close')
  expect(file.closings).toBe(1)
})

test('lets go of the file when all was read', async () => {
  const file = new OpenFile()
  const stream = streamOf(file.read(), file)
  const closed = once(stream, 'close')
  expect(await text(stream)).toBe('onetwo')
  await closed
  expect(file.closings).toBe(1)
})

class OpenFile implements AsyncDisposable {
  closings = 0

  async *read(): AsyncGenerator<Buffer> {
    yield Buffer.from('one')
    yield Buffer.from('two')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closings += 1
  }
}
