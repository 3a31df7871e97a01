import type { Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { ByteSource } from './sealed-reader.ts'

/** A local file. */
export class FileSource implements ByteSource, AsyncDisposable {
  readonly size: number
  /** Unix milliseconds. */
  readonly modifiedAt: number
  readonly #file: FileHandle

  static async open(path: string): Promise<FileSource> {
    const file = await open(path, 'r')
    try {
      return new FileSource(file, await file.stat())
    } catch (error) {
      await file.close()
      throw error
    }
  }

  private constructor(file: FileHandle, { size, mtimeMs }: Stats) {
    this.#file = file
    this.size = size
    this.modifiedAt = Math.round(mtimeMs)
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(length)
    let filled = 0
    while (filled < length) {
      const { bytesRead } = await this.#file.read(bytes, filled, length - filled, offset + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return bytes.subarray(0, filled)
  }

  async close(): Promise<void> {
    await this.#file.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
