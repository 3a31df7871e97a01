import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '../has-code.ts'
import { makeFolder } from '../make-folder.ts'
import { makePrivateFile } from '../private-file.ts'

const KEY_BYTES = 32

/** Two keys from one secret, so that neither can stand in for the other. */
export interface MasterKey {
  /** Turns a tenant's name for a person into the hash that the database knows. */
  readonly subjectKey: KeyObject
  /** Wraps people's data keys. */
  readonly wrappingKey: KeyObject
}

/**
 * The secret in `<dataDir>/keys/master.key`, made at the first start. It lies outside the database, so that a copy of the
 * database alone shows no name and no message. Without it they are lost: back it up, elsewhere.
 */
export async function openMasterKey(dataDir: string): Promise<MasterKey> {
  const directory = join(dataDir, 'keys')
  const path = join(directory, 'master.key')
  const secret = (await readSecret(path)) ?? (await makeSecret(directory, path))
  return { subjectKey: derive(secret, 'subject'), wrappingKey: derive(secret, 'wrapping') }
}

function derive(secret: Buffer, purpose: string): KeyObject {
  const key = hkdfSync('sha256', secret, '', `visavis/v1/${purpose}`, KEY_BYTES)
  return createSecretKey(Buffer.from(key))
}

async function readSecret(path: string): Promise<Buffer | undefined> {
  const text = await readFile(path, 'utf8').catch(undefinedWhenMissing)
  if (text === undefined) return undefined
  const secret = Buffer.from(text.trim(), 'base64url')
  if (secret.length !== KEY_BYTES)
    throw new Error(`${path} does not hold a key of ${KEY_BYTES} bytes.`)
  return secret
}

/** Of several processes starting at once, one wins and all read its key. */
async function makeSecret(directory: string, path: string): Promise<Buffer> {
  await makeFolder(directory)
  await makePrivateFile(path, `${randomBytes(KEY_BYTES).toString('base64url')}\n`)
  const secret = await readSecret(path)
  if (secret === undefined) throw new Error(`${path} could not be made.`)
  return secret
}

function undefinedWhenMissing(error: unknown): undefined {
  if (!hasCode(error, 'ENOENT')) throw error
}
