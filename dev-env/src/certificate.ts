import { X509Certificate } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { makeFolder, type TlsFiles } from '@visavis/signaling'
import { generate } from 'selfsigned'

const DAY_MS = 24 * 3_600_000
const VALID_DAYS = 365
/** Browsers are asked again to trust a new certificate: not the day it expires. */
const RENEW_DAYS = 14

/** A self-signed certificate for every name and address of this machine, kept while it covers them. */
export async function openCertificate(dataDir: string, extraNames: string[]): Promise<TlsFiles> {
  const folder = join(dataDir, 'keys')
  const paths = { key: join(folder, 'tls-key.pem'), cert: join(folder, 'tls-cert.pem') }
  const names = [...new Set(['localhost', hostname(), ...localAddresses(), ...extraNames])]
  const kept = await readFiles(paths)
  if (kept && covers(kept.cert, names)) return kept
  const made = await makeCertificate(names)
  await makeFolder(folder)
  await writeFile(paths.key, made.key, { mode: 0o600 })
  await writeFile(paths.cert, made.cert)
  return made
}

function localAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map(({ address }) => address)
}

async function readFiles(paths: TlsFiles): Promise<TlsFiles | undefined> {
  try {
    const [key, cert] = await Promise.all([
      readFile(paths.key, 'utf8'),
      readFile(paths.cert, 'utf8'),
    ])
    return { key, cert }
  } catch {
    return undefined
  }
}

function covers(pem: string, names: readonly string[]): boolean {
  const certificate = new X509Certificate(pem)
  if (Date.parse(certificate.validTo) - Date.now() < RENEW_DAYS * DAY_MS) return false
  return names.every((name) =>
    isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name),
  )
}

/** For these names and addresses. */
export async function makeCertificate(names: readonly string[]): Promise<TlsFiles> {
  const altNames = names.map((name) =>
    isIP(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name },
  )
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'visavis' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + VALID_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  })
  return { key, cert }
}
