import { createHash, type Hash, randomBytes } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { FILE_ID_BYTES, PartCipher } from './part-cipher.ts'
import { MAGIC, SEGMENT_BYTES, type SegmentKind, writeIndex, writeWord } from './sealed-format.ts'

/** More than this, and the disk is slower than what is recorded. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024
/** What is more is written before it is flushed. */
const WRITE_BYTES = 512 * 1024

const INNER: SegmentKind = { isLast: false, isFront: false }

export interface SealedFile {
  readonly plainBytes: number
  readonly sealedBytes: number
  /** Of the sealed file, in hexadecimal. */
  readonly sha256: string
}

/** Writes one sealed file. What it is given never reaches the disk in the clear. */
export class SealedWriter implements AsyncDisposable {
  readonly #file: Promise<FileHandle>
  readonly #cipher: PartCipher
  readonly #hash: Hash = createHash('sha256')
  readonly #words: Buffer[] = []
  /** Plain. */
  #waiting: Buffer[] = []
  #waitingBytes = 0
  /** Sealed, and not written yet. */
  #queued: Buffer[] = []
  #queuedBytes = 0
  #plainBytes = 0
  #sealedBytes = 0
  /** Of the first segment: another may stand for it. */
  #firstBytes = 0
  #writing: Promise<void> = Promise.resolve()
  #failure: unknown
  #closing: Promise<SealedFile> | undefined

  /** Refuses a file that is there already, when it is written to. */
  constructor(options: { path: string; dataKey: Buffer; name: string }) {
    const fileId = randomBytes(FILE_ID_BYTES)
    this.#cipher = new PartCipher({ ...options, fileId })
    this.#file = open(options.path, 'wx', 0o600)
    // Told with the next write, or in the end: nobody may have asked for the file by then.
    this.#file.catch((error) => {
      this.#failure ??= error
    })
    this.#append(Buffer.concat([MAGIC, fileId]))
  }

  get plainBytes(): number {
    return this.#plainBytes
  }

  /** Takes bytes. Throws what went wrong with earlier ones. */
  write(bytes: Buffer): void {
    if (this.#failure) throw this.#failure
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    this.#plainBytes += bytes.length
    while (this.#waitingBytes >= SEGMENT_BYTES) this.#sealSegments()
  }

  /** Seals what waits, so that it survives this process. */
  flush(): void {
    if (this.#waitingBytes > 0) this.#seal(this.#takeWaiting())
    this.#writeOut()
  }

  /** Ends the file. `front` stands in place of what was sealed first. Closing twice is closing once. */
  close(front?: Buffer): Promise<SealedFile> {
    this.#closing ??= this.#finish(front)
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close().catch(() => {})
  }

  async #finish(front: Buffer | undefined): Promise<SealedFile> {
    if (front) {
      this.flush()
      this.#plainBytes += front.length - this.#firstBytes
    }
    this.#seal(front ?? this.#takeWaiting(), { isLast: true, isFront: front !== undefined })
    this.#append(writeIndex(this.#words))
    this.#writeOut()
    await this.#writing
    const file = await this.#file
    try {
      if (this.#failure) throw this.#failure
      await file.datasync()
    } finally {
      await file.close()
    }
    const sha256 = this.#hash.digest('hex')
    return { plainBytes: this.#plainBytes, sealedBytes: this.#sealedBytes, sha256 }
  }

  #takeWaiting(): Buffer {
    const [only, ...rest] = this.#waiting
    const plain = only && rest.length === 0 ? only : Buffer.concat(this.#waiting)
    this.#waiting = []
    this.#waitingBytes = 0
    return plain
  }

  #sealSegments(): void {
    const plain = this.#takeWaiting()
    const rest = plain.length % SEGMENT_BYTES
    const end = plain.length - rest
    for (let start = 0; start < end; start += SEGMENT_BYTES) {
      this.#seal(plain.subarray(start, start + SEGMENT_BYTES))
    }
    if (rest > 0) this.#waiting.push(plain.subarray(end))
    this.#waitingBytes = rest
  }

  #seal(plain: Buffer, kind: SegmentKind = INNER): void {
    if (this.#words.length === 0) this.#firstBytes = plain.length
    const word = writeWord({ plainBytes: plain.length, ...kind })
    const sealed = this.#cipher.seal(this.#words.length, kind, plain)
    this.#words.push(word)
    this.#append(word)
    this.#append(sealed)
  }

  #append(bytes: Buffer): void {
    this.#hash.update(bytes)
    this.#sealedBytes += bytes.length
    this.#queued.push(bytes)
    this.#queuedBytes += bytes.length
    if (this.#queuedBytes > MAX_WAITING_BYTES) this.#failure ??= new Error('The disk is too slow')
    if (this.#queuedBytes >= WRITE_BYTES) this.#writeOut()
  }

  /** In one piece: each costs a way to another thread and back, which is more than its bytes do. */
  #writeOut(): void {
    if (this.#queued.length === 0) return
    const bytes = Buffer.concat(this.#queued)
    this.#queued = []
    this.#writing = this.#writing.then(async () => {
      try {
        const file = await this.#file
        if (!this.#failure) await writeAll(file, bytes)
      } catch (error) {
        this.#failure ??= error
      }
      this.#queuedBytes -= bytes.length
    })
  }
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done)).bytesWritten
  }
}
