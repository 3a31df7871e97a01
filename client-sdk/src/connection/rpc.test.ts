import { newId } from '@visavis/protocol/browser'
import { describe, expect, test } from 'vitest'
import { WirePair } from '../../test/wire-pair.ts'
import type { ReconnectReason } from '../client-state.ts'
import { SILENT } from '../logger.ts'
import { type Notification, Rpc } from './rpc.ts'

function connect(options: { timeoutMs?: number } = {}) {
  const pair = new WirePair()
  const notifications: Notification[] = []
  const closed: ReconnectReason[] = []
  const rpc = new Rpc({
    wire: pair.client,
    logger: SILENT,
    onNotification: (notification) => notifications.push(notification),
    onClosed: (reason) => closed.push(reason),
    ...options,
  })
  const answer = (frame: object) => {
    pair.server.send(JSON.stringify({ jsonrpc: '2.0', ...frame }))
    pair.flush()
  }
  return { rpc, pair, notifications, closed, answer }
}

describe('answers', () => {
  test('reach their own request, in any order', async () => {
    const { rpc, pair, answer } = connect()
    const first = rpc.request('message.post', { message: newId('message'), text: 'a' })
    const second = rpc.request('message.post', { message: newId('message'), text: 'b' })
    pair.flush()
    answer({ id: 2, result: { seq: 2, at: 0 } })
    answer({ id: 1, result: { seq: 1, at: 0 } })
    expect((await first).seq).toBe(1)
    expect((await second).seq).toBe(2)
  })

  test('carry the error that the server named', async () => {
    const { rpc, answer } = connect()
    const asked = rpc.request('session.ping', {})
    const data = { code: 'too-many-messages', retryable: true }
    answer({ id: 1, error: { code: -32_000, message: 'slow down', data } })
    await expect(asked).rejects.toMatchObject({ code: 'too-many-messages', retryable: true })
  })

  test('WS-7: of a wrong shape are refused, not passed on', async () => {
    const { rpc, answer } = connect()
    const asked = rpc.request('message.post', { message: newId('message'), text: 'a' })
    answer({ id: 1, result: { seq: 'one' } })
    await expect(asked).rejects.toMatchObject({ reason: 'bad-answer' })
  })

  test('with an error of a later version still end the request', async () => {
    const { rpc, answer } = connect()
    const asked = rpc.request('session.ping', {})
    answer({
      id: 1,
      error: { code: 1, message: '', data: { code: 'of-tomorrow', retryable: false } },
    })
    await expect(asked).rejects.toMatchObject({ reason: 'bad-answer' })
  })

  test('that do not come end in a timeout', async () => {
    const { rpc } = connect({ timeoutMs: 1 })
    await expect(rpc.request('session.ping', {})).rejects.toMatchObject({ reason: 'timeout' })
  })
})

test('a cut rejects what is pending and tells once', async () => {
  const { rpc, pair, closed } = connect()
  const asked = rpc.request('session.ping', {})
  pair.cut()
  pair.cut()
  await expect(asked).rejects.toMatchObject({ reason: 'connection-lost' })
  await expect(rpc.request('session.ping', {})).rejects.toMatchObject({ reason: 'connection-lost' })
  expect(closed).toEqual(['connection-lost'])
})

test('WS-10: the close code names the reason', () => {
  const { pair, closed } = connect()
  pair.cut(4010)
  expect(closed).toEqual(['shutting-down'])
})

test('notifications arrive checked; unknown and damaged ones are skipped', () => {
  const { notifications, answer } = connect()
  answer({ method: 'media.lost', params: { reason: 'worker-died' } })
  answer({ method: 'media.lost', params: { reason: 7 } })
  answer({ method: 'of.tomorrow', params: {} })
  answer({ method: 'toString', params: {} })
  expect(notifications).toEqual([{ method: 'media.lost', params: { reason: 'worker-died' } }])
})

test('what is not JSON changes nothing', async () => {
  const { rpc, pair, answer } = connect()
  const asked = rpc.request('session.ping', {})
  for (const text of ['', '{', 'null', '[]', '{"id":"1"}']) pair.server.send(text)
  pair.flush()
  answer({ id: 1, result: {} })
  expect(await asked).toEqual({})
})
