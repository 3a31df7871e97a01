import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, chmod, cp, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'

/** In the checkout, beside other things that can be made again. */
const CACHE = fileURLToPath(new URL('../../../.cache/', import.meta.url))

/**
 * Makes an empty database in a directory that has none. It takes six seconds of processor time, so one is kept and copied.
 * It appears complete or not at all: a process killed meanwhile leaves nothing that a later one would take for a database.
 */
export async function ensureDatabase(directory: string): Promise<void> {
  if (await exists(join(directory, 'PG_VERSION'))) return
  const draft = `${directory}.new`
  await rm(draft, { recursive: true, force: true })
  const kept = await keptDatabase()
  if (kept === undefined) await makeDatabase(draft)
  else await cp(kept, draft, { recursive: true, mode: constants.COPYFILE_FICLONE })
  await chmod(draft, 0o700)
  await rename(draft, directory)
}

/** `undefined` where the checkout is read-only. */
async function keptDatabase(): Promise<string | undefined> {
  const kept = join(CACHE, `empty-database-${await pgliteVersion()}`)
  if (await exists(kept)) return kept
  const draft = `${kept}-${randomUUID()}`
  try {
    await mkdir(CACHE, { recursive: true })
    await makeDatabase(draft)
    // Another process may have been faster: then its database stays.
    await rename(draft, kept).catch(ignore('ENOTEMPTY', 'EEXIST'))
    return kept
  } catch (error) {
    ignore('EACCES', 'EPERM', 'EROFS', 'ENOSPC')(error)
    return undefined
  } finally {
    await rm(draft, { recursive: true, force: true }).catch(ignore('EACCES', 'EPERM', 'EROFS'))
  }
}

async function makeDatabase(directory: string): Promise<void> {
  const pglite = await PGlite.create({ dataDir: directory })
  await pglite.close()
}

async function pgliteVersion(): Promise<string> {
  const main = import.meta.resolve('@electric-sql/pglite')
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', main), 'utf8'))
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    return String(manifest.version)
  }
  throw new Error('PGlite does not say which version it is.')
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}

function ignore(...codes: string[]) {
  return (error: unknown): void => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!codes.includes(code)) throw error
  }
}
