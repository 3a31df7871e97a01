import { VisavisError } from '@visavis/protocol/browser'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { ConnectError } from '../errors.ts'
import { SILENT } from '../logger.ts'
import { Outbox } from './outbox.ts'
import type { PendingMessage } from './room-events.ts'

/** An outbox whose server answers when the test says so. */
function open() {
  const sent: string[] = []
  const answers: { resolve(): void; reject(error: Error): void }[] = []
  const changes: (readonly PendingMessage[])[] = []
  const outbox = new Outbox({
    send: ({ text }) => {
      sent.push(text)
      return new Promise<void>((resolve, reject) => answers.push({ resolve, reject }))
    },
    onChange: (pending) => changes.push(pending),
    logger: SILENT,
  })
  const answer = async (error?: Error) => {
    await vi.waitFor(() => expect(answers.length).toBeGreaterThan(0))
    const next = answers.shift()
    if (error) next?.reject(error)
    else next?.resolve()
  }
  return { outbox, sent, changes, answer }
}

test('a message is shown at once and gone when the server has it', async () => {
  const { outbox, answer } = open()
  const posted = outbox.post('hello')
  expect(outbox.pending).toMatchObject([{ text: 'hello', status: 'sending' }])
  await answer()
  await posted
  expect(outbox.pending).toEqual([])
})

test('messages leave one after the other', async () => {
  const { outbox, sent, answer } = open()
  const all = Promise.all(['a', 'b', 'c'].map((text) => outbox.post(text)))
  expect(sent).toEqual(['a'])
  await answer()
  await answer()
  await answer()
  await all
  expect(sent).toEqual(['a', 'b', 'c'])
})

test('what was typed offline is sent on return, in order', async () => {
  const { outbox, sent, answer } = open()
  outbox.setOnline(false)
  const all = Promise.all(['a', 'b'].map((text) => outbox.post(text)))
  expect(sent).toEqual([])
  outbox.setOnline(true)
  await answer()
  await answer()
  await all
  expect(sent).toEqual(['a', 'b'])
})

test('LOG-9: a message whose answer was lost is sent again under the same id', async () => {
  const { outbox, sent, answer } = open()
  const posted = outbox.post('a')
  const [before] = outbox.pending
  outbox.setOnline(false)
  await answer(new ConnectError('connection-lost'))
  await vi.waitFor(() => expect(outbox.pending).toEqual([before]))
  outbox.setOnline(true)
  await answer()
  await posted
  expect(sent).toEqual(['a', 'a'])
})

test('a refused message stays as failed, and the next one is sent', async () => {
  const { outbox, sent, answer } = open()
  const refused = outbox.post('bad')
  const next = outbox.post('good')
  await answer(new VisavisError('forbidden'))
  await expect(refused).rejects.toMatchObject({ code: 'forbidden' })
  await answer()
  await next
  expect(sent).toEqual(['bad', 'good'])
  expect(outbox.pending).toMatchObject([{ text: 'bad', status: 'failed' }])
  const failed = outbox.pending[0]
  if (failed) outbox.discard(failed.id)
  expect(outbox.pending).toEqual([])
})

test('a message seen in the log needs no answer', async () => {
  const { outbox } = open()
  const posted = outbox.post('a')
  outbox.delivered(new Set(outbox.pending.map(({ id }) => id)))
  await posted
  expect(outbox.pending).toEqual([])
})

test.each(['', 'x'.repeat(4_001)])(
  'too short or too long is refused before it is sent',
  async (text) => {
    const { outbox, sent } = open()
    await expect(outbox.post(text)).rejects.toMatchObject({ code: 'invalid-request' })
    expect(sent).toEqual([])
  },
)

test('a hundred wait; the next is refused and nothing is dropped', async () => {
  const { outbox } = open()
  outbox.setOnline(false)
  const waiting = Array.from({ length: 100 }, (_, index) => outbox.post(String(index)))
  for (const posted of waiting) posted.catch(() => {})
  await expect(outbox.post('one more')).rejects.toMatchObject({ code: 'rate-limited' })
  expect(outbox.pending).toHaveLength(100)
  outbox.close()
  await expect(waiting[0]).rejects.toMatchObject({ code: 'room-ended' })
})

test('with cuts at random, each message takes effect once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('ok', 'lost-before', 'lost-after')),
      async (fates) => {
        const log: string[] = []
        const remaining = [...fates]
        const outbox = new Outbox({
          send: async ({ message }) => {
            const fate = remaining.shift() ?? 'ok'
            if (fate === 'lost-before') throw cut()
            // The server ignores an id that it has.
            if (!log.includes(message)) log.push(message)
            if (fate === 'lost-after') throw cut()
          },
          onChange: () => {},
          logger: SILENT,
        })
        const cut = () => {
          outbox.setOnline(false)
          setImmediate(() => outbox.setOnline(true))
          return new ConnectError('connection-lost')
        }
        const posted = ['1', '2', '3', '4'].map((text) => outbox.post(text))
        const ids = outbox.pending.map(({ id }) => id)
        await Promise.all(posted)
        expect(log).toEqual(ids)
        outbox.close()
      },
    ),
    { numRuns: 50 },
  )
})
