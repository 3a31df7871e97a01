import { expect, test } from 'vitest'
import { Emitter } from './emitter.ts'

class Bell extends Emitter<{ rung: number }> {
  ring(times: number): void {
    this.emit('rung', times)
  }
}

test('listeners hear until they stop', () => {
  const bell = new Bell()
  const heard: number[] = []
  const stop = bell.on('rung', (times) => heard.push(times))
  bell.ring(1)
  stop()
  stop()
  bell.ring(2)
  expect(heard).toEqual([1])
})

test('a listener added or removed while others are told does not disturb them', () => {
  const bell = new Bell()
  const heard: string[] = []
  const stopFirst = bell.on('rung', () => {
    heard.push('first')
    stopFirst()
    bell.on('rung', () => heard.push('late'))
  })
  bell.on('rung', () => heard.push('second'))
  bell.ring(1)
  expect(heard).toEqual(['first', 'second'])
})

test('once resolves with the next event only', async () => {
  const bell = new Bell()
  const next = bell.once('rung')
  bell.ring(3)
  bell.ring(4)
  expect(await next).toBe(3)
})
