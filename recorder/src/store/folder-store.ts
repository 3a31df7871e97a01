import { randomBytes } from 'node:crypto'
import { copyFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { VisavisError } from '@visavis/protocol'
import { isMissing } from '../is-missing.ts'
import { safePath } from '../safe-name.ts'
import { FileSource } from '../seal/file-source.ts'
import { writeAtomically } from '../write-atomically.ts'
import { hashOfFile } from './hash-of.ts'
import type { RecordingStore, StoredObject } from './recording-store.ts'

const UNFINISHED = '.unfinished-'

/** Recordings in a folder of this machine. */
export class FolderStore implements RecordingStore {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async putFile(name: string, path: string, sha256: string): Promise<void> {
    await this.#reach(async () => {
      const target = await this.#prepare(name)
      const temporary = join(dirname(target), UNFINISHED + randomBytes(6).toString('hex'))
      try {
        await copyFile(path, temporary)
        await sync(temporary)
        if ((await hashOfFile(temporary)) !== sha256) throw new Error('The copy is not the file')
        await rename(temporary, target)
      } finally {
        await rm(temporary, { force: true })
      }
    })
  }

  async put(name: string, content: Buffer): Promise<void> {
    await this.#reach(async () => writeAtomically(await this.#prepare(name), content))
  }

  async open(name: string): Promise<StoredObject> {
    const path = this.#pathOf(name)
    try {
      return await FileSource.open(path)
    } catch (cause) {
      throw new VisavisError(isMissing(cause) ? 'not-found' : 'storage-unavailable', { cause })
    }
  }

  async list(prefix: string): Promise<string[]> {
    const folder = this.#pathOf(prefix)
    try {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true })
      return entries
        .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
        .map(({ parentPath, name }) => relative(this.#folder, join(parentPath, name)))
        .map((path) => path.split(sep).join('/'))
        .sort()
    } catch (cause) {
      if (isMissing(cause)) return []
      throw new VisavisError('storage-unavailable', { cause })
    }
  }

  async delete(name: string): Promise<void> {
    const path = this.#pathOf(name)
    await this.#reach(() => rm(path, { force: true }))
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #pathOf(name: string): string {
    return join(this.#folder, safePath(name))
  }

  async #prepare(name: string): Promise<string> {
    const path = this.#pathOf(name)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    return path
  }

  async #reach<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (cause) {
      if (cause instanceof VisavisError) throw cause
      throw new VisavisError('storage-unavailable', { cause })
    }
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.datasync()
  } finally {
    await file.close()
  }
}
