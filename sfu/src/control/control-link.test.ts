import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import type { WebSocket } from 'ws'
import type { MediaNode } from '../media-node.ts'
import { Caller } from './caller.ts'
import { ControlLink } from './control-link.ts'

const HEARTBEAT_MS = 1_000

test('SFU-13: what no pong came after is told over the next link, in order', () => {
  vi.useFakeTimers()
  const [first, second] = [openLink(), openLink()]
  const caller = new Caller(first.link, 30_000, () => {})
  caller.notify('one', true)
  vi.advanceTimersByTime(HEARTBEAT_MS)
  caller.notify('two', true)
  caller.notify('status', false)
  first.socket.pong(0)
  expect(first.link.unheard).toEqual(['two'])
  vi.advanceTimersByTime(HEARTBEAT_MS)
  caller.notify('three', true)
  caller.detach(first.link)
  caller.notify('four', true)
  expect(caller.attach(second.link)).toEqual(['two', 'three', 'four'])
  first.socket.emit('close')
  vi.useRealTimers()
})

test('SFU-13: a link that takes over from one that seems up is told what that may have lost', () => {
  const [first, second] = [openLink(), openLink()]
  const caller = new Caller(first.link, 30_000, () => {})
  caller.notify('one', true)
  expect(caller.attach(second.link)).toEqual(['one'])
  for (const { socket } of [first, second]) socket.emit('close')
})

/** As much of a WebSocket as is used here. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1
  readonly readyState = 1
  readonly bufferedAmount = 0
  readonly #pings: string[] = []

  send(): void {}
  terminate(): void {}

  ping(data: string): void {
    this.#pings.push(data)
  }

  pong(index: number): void {
    this.emit('pong', Buffer.from(this.#pings[index] ?? ''))
  }
}

function openLink() {
  const socket = new FakeSocket()
  const link = new ControlLink({
    socket: socket as unknown as WebSocket,
    node: {} as MediaNode,
    caller: 'other',
    heartbeatMs: HEARTBEAT_MS,
    onAnswered() {},
  })
  return { socket, link }
}
