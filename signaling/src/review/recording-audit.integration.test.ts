import { newId, type PersonId, type TenantId, VisavisError } from '@visavis/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ACME, type Backend, startBackend } from '../../test/start-server.ts'
import { RecordingAudit } from './recording-audit.ts'

let backend: Backend
let audit: RecordingAudit
let olga: { tenant: TenantId; person: PersonId; name: string }

beforeAll(async () => {
  backend = await startBackend()
  audit = new RecordingAudit(backend.log)
  const person = await backend.people.personFor(ACME, 'olga')
  olga = { tenant: ACME, person, name: 'Olga Officer' }
}, 60_000)

afterAll(() => backend?.[Symbol.asyncDispose]())

test('what is held cannot expire, and what expires cannot be held', async () => {
  const recording = newId('recording')
  expect(await audit.history(ACME, recording)).toEqual([])
  await audit.note(olga, { action: 'held', recording })
  await expect(audit.expire(ACME, recording)).rejects.toMatchObject({ code: 'recording-held' })
  await audit.note(olga, { action: 'release-asked', recording })
  await expect(audit.expire(ACME, recording)).rejects.toMatchObject({ code: 'recording-held' })
  await audit.note(olga, { action: 'released', recording })
  const deletion = await audit.expire(ACME, recording)
  expect(await audit.expire(ACME, recording)).toBe(deletion)
  const holding = audit.note(olga, { action: 'held', recording })
  await expect(holding).rejects.toMatchObject({ code: 'recording-erased' })
  const history = await audit.history(ACME, recording)
  expect(history.map(({ action, name }) => [action, name])).toEqual([
    ['expired', null],
    ['released', 'Olga Officer'],
    ['release-asked', 'Olga Officer'],
    ['held', 'Olga Officer'],
  ])
})

test('of a hold and an end that come together, one is first for everybody', async () => {
  for (let round = 0; round < 20; round += 1) {
    const recording = newId('recording')
    const hold = audit.note(olga, { action: 'held', recording }).then(() => 'held', codeOf)
    const ends = [1, 2, 3].map(() => audit.expire(ACME, recording).catch(codeOf))
    const [held, ...expired] = await Promise.all([hold, ...ends])
    expect(new Set(expired).size).toBe(1)
    const isHeld = held === 'held'
    expect(expired[0] === 'recording-held').toBe(isHeld)
    if (!isHeld) expect(held).toBe('recording-erased')
    const actions = (await audit.history(ACME, recording)).map(({ action }) => action)
    expect(actions).toEqual([isHeld ? 'held' : 'expired'])
  }
})

function codeOf(error: unknown): string {
  if (error instanceof VisavisError) return error.code
  throw error
}
