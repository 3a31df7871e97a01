import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, type RecordingManifest, type TenantId } from '@visavis/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { KeyRing } from '../keys/key-ring.ts'
import { FolderStore } from '../store/folder-store.ts'
import { CompositeJobs } from './composite-jobs.ts'

const LATER_MS = 2 * 60 * 60_000
const logger = { info() {}, warn() {}, error() {} }

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('a job is forgotten some time after its end, also where it was cancelled before its turn', async () => {
  await using folder = await temporaryFolder()
  const held = Promise.withResolvers<RecordingManifest[]>()
  // Asked for when a job is started, and again when it is its turn.
  const answers = [Promise.resolve([]), held.promise]
  const life = { manifests: async () => (await answers.shift()) ?? [] }
  await using jobs = new CompositeJobs({
    ...{ life, logger, folder: join(folder.path, 'work') },
    store: new FolderStore(join(folder.path, 'store')),
    keys: new KeyRing({ folder: join(folder.path, 'keys'), region: 'local' }),
  })
  const [busy, waiting] = [place(), place()]
  const first = await jobs.start(busy, { by: 'rita' })
  const second = await jobs.start(waiting, { by: 'rita' })
  expect(jobs.cancel(waiting, second.id).state).toEqual({ kind: 'cancelled' })
  held.resolve([])
  expect((await jobs.finished(busy, first.id)).state).toMatchObject({ kind: 'failed' })
  expect((await jobs.read(busy, first.id)).state.kind).toBe('failed')
  expect((await jobs.read(waiting, second.id)).state.kind).toBe('cancelled')
  await vi.advanceTimersByTimeAsync(LATER_MS)
  await expect(jobs.read(busy, first.id)).rejects.toMatchObject({ code: 'not-found' })
  await expect(jobs.read(waiting, second.id)).rejects.toMatchObject({ code: 'not-found' })
})

function place() {
  return { tenant: 'acme' as TenantId, recording: newId('recording') }
}

async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'visavis-jobs-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
