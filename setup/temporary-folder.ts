import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** For a test; gone with it. */
export async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'visavis-setup-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}
