import { newId } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { readSfuFrame } from './sfu-frames.ts'

const read = (value: unknown) => readSfuFrame(JSON.stringify(value))

test('SFU-12: frames are known by their shape', () => {
  expect(read({ opened: { node: 'n', resumed: true } })).toEqual({
    kind: 'opened',
    node: 'n',
    resumed: true,
  })
  const results = [{ result: {} }, { error: { code: 'not-found', message: 'No.' } }]
  expect(read({ id: 1, results })).toEqual({ kind: 'answers', id: 1, answers: results })
  const params = { transport: newId('transport'), session: 's', state: 'connected' }
  const notice = { notice: 'transport.state', params }
  expect(read(notice)).toEqual({ kind: 'notice', event: notice })
})

test('SFU-12: a notice of a later version is skipped, a broken one is not', () => {
  expect(read({ notice: 'node.moved', params: {} })).toEqual({ kind: 'unknown' })
  expect(read({ notice: 'transport.state', params: {} })).toBeUndefined()
})

test('SFU-12: anything else is no frame', () => {
  for (const bad of [null, [], 1, {}, { id: 1 }, { id: 1, results: [{}] }, { opened: {} }]) {
    expect(read(bad)).toBeUndefined()
  }
  expect(readSfuFrame('nonsense')).toBeUndefined()
  expect(readSfuFrame('')).toBeUndefined()
})
