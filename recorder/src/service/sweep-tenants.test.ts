import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VisavisError } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { KeyRing } from '../keys/key-ring.ts'
import { RecordingLife } from '../life/recording-life.ts'
import { FolderStore } from '../store/folder-store.ts'
import { sweepTenants } from './sweep-tenants.ts'

test('what cannot be deleted of one tenant keeps nothing of another', async () => {
  const folder = join(tmpdir(), 'visavis-sweep')
  const life = new RecordingLife({
    store: new FolderStore(folder),
    keys: new KeyRing({ folder, region: 'local' }),
    maxRetentionDays: 180,
  })
  const swept: string[] = []
  const tenant = (name: string, error?: Error) => ({
    async sweep() {
      swept.push(name)
      if (error) throw error
    },
  })
  const warned: object[] = []
  const logger = { info() {}, error() {}, warn: (what: object) => warned.push(what) }
  const err = new AggregateError([new VisavisError('keys-unavailable')])
  await sweepTenants([tenant('acme', err), tenant('other')], life, logger)
  expect(swept).toEqual(['acme', 'other'])
  expect(warned).toEqual([{ err }])
})
