import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Type, { type Static } from 'typebox'
import { Parse } from 'typebox/value'

const NAMES = [
  'POSTGRES_PASSWORD',
  'REDIS_PASSWORD',
  'VISAVIS_SFU_SECRET',
  'VISAVIS_TURN_SECRET',
  'S3_ACCESS_KEY',
  'S3_SECRET_KEY',
  'GRAFANA_PASSWORD',
] as const

const Secrets = Type.Record(Type.Enum([...NAMES]), Type.String())
export type Secrets = Static<typeof Secrets>

/** What the compose file is filled in with where nobody chose it, the same at every start on the folder. */
export async function openSecrets(folder: string): Promise<Secrets> {
  const file = join(folder, 'secrets.json')
  const fresh = Object.fromEntries(NAMES.map((name) => [name, randomBytes(24).toString('hex')]))
  await writeFile(file, JSON.stringify(fresh), { mode: 0o600, flag: 'wx' }).catch((error) => {
    if (error.code !== 'EEXIST') throw error
  })
  return Parse(Secrets, JSON.parse(await readFile(file, 'utf8')))
}
