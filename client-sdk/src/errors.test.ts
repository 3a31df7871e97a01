import { describe, expect, test } from 'vitest'
import { DeviceError } from './errors.ts'
import { tokenFromUrl } from './token-source.ts'

describe('what browsers throw becomes a reason', () => {
  test.each([
    ['NotAllowedError', 'permission-denied'],
    ['NotReadableError', 'device-in-use'],
    ['NotFoundError', 'device-not-found'],
    ['OverconstrainedError', 'device-not-found'],
    ['TypeError', 'not-supported'],
  ])('%s: %s', (name, reason) => {
    const error = new DOMException('', name)
    expect(DeviceError.from(error)).toMatchObject({ reason, cause: error })
  })

  test('a reason stays what it is', () => {
    const error = new DeviceError('device-in-use')
    expect(DeviceError.from(error)).toBe(error)
  })
})

test('a shop that cannot be reached is told apart from one that refuses', async () => {
  const source = tokenFromUrl({ tokenUrl: 'http://127.0.0.1:1/', product: 'p', locale: 'en' })
  await expect(source()).rejects.toMatchObject({ reason: 'unreachable' })
})
