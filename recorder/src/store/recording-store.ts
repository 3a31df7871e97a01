import type { ByteSource } from '../seal/sealed-reader.ts'

/** An object that is open for reading. */
export interface StoredObject extends ByteSource, AsyncDisposable {
  /** Unix milliseconds. */
  readonly modifiedAt: number
}

/**
 * Where recordings are kept. Names are paths with slashes; those that lead elsewhere are refused. What cannot be reached
 * is `storage-unavailable`.
 */
export interface RecordingStore extends AsyncDisposable {
  /** Resolves when the store has the file with this checksum, read back or confirmed by the store itself. */
  putFile(name: string, path: string, sha256: string): Promise<void>
  /** For what is small. */
  put(name: string, content: Buffer): Promise<void>
  /** `not-found` where there is none. */
  open(name: string): Promise<StoredObject>
  /** Names that begin with `prefix`, a folder. */
  list(prefix: string): Promise<string[]>
  /** Deleting what is not there is no mistake. */
  delete(name: string): Promise<void>
}
