import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openCertificate } from './certificate.ts'

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-tls-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('names this machine and the address that was asked for', async () => {
  const { cert } = await openCertificate(await temporaryFolder(), ['203.0.113.7', 'desk.example'])
  const certificate = new X509Certificate(cert)
  expect(certificate.checkHost('localhost')).toBeDefined()
  expect(certificate.checkHost('desk.example')).toBeDefined()
  expect(certificate.checkIP('127.0.0.1')).toBeDefined()
  expect(certificate.checkIP('203.0.113.7')).toBeDefined()
  expect(certificate.checkIP('203.0.113.8')).toBeUndefined()
})

test('is kept while it fits, so that browsers go on trusting it', async () => {
  const folder = await temporaryFolder()
  const first = await openCertificate(folder, [])
  expect(await openCertificate(folder, [])).toEqual(first)
  expect(await openCertificate(folder, ['203.0.113.7'])).not.toEqual(first)
  expect((await stat(join(folder, 'keys/tls-key.pem'))).mode & 0o777).toBe(0o600)
})
