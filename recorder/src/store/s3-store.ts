import { createReadStream } from 'node:fs'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { VisavisError } from '@visavis/protocol'
import { safePath } from '../safe-name.ts'
import { hashOf } from './hash-of.ts'
import type { RecordingStore, StoredObject } from './recording-store.ts'

/** Larger parts are fewer requests; each is in memory while it is sent. */
const PART_BYTES = 8 * 1024 * 1024
const PARTS_AT_ONCE = 2
/** Segments are read one after the other: a request brings several. */
const READ_AHEAD_BYTES = 1024 * 1024

export interface S3StoreOptions {
  readonly bucket: string
  /** For stores that are not of AWS. */
  readonly endpoint?: string | undefined
  readonly region?: string | undefined
  /** Otherwise from where the AWS SDK looks for them. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** Recordings in a bucket of an S3-compatible store. */
export class S3Store implements RecordingStore {
  readonly #client: S3Client
  readonly #bucket: string

  constructor({ bucket, endpoint, region, credentials }: S3StoreOptions) {
    this.#bucket = bucket
    this.#client = new S3Client({
      region: region ?? process.env.AWS_REGION ?? 'us-east-1',
      ...(endpoint && { endpoint, forcePathStyle: true }),
      ...(credentials && { credentials }),
      maxAttempts: 3,
    })
  }

  async putFile(name: string, path: string, sha256: string): Promise<void> {
    const place = this.#place(name)
    await reach(async () => {
      const upload = new Upload({
        client: this.#client,
        params: { ...place, Body: createReadStream(path), Metadata: { sha256 } },
        partSize: PART_BYTES,
        queueSize: PARTS_AT_ONCE,
      })
      await upload.done()
      // Stores differ in which checksums they keep, and some in whether they look at them: what counts is what it gives back.
      const { Body } = await this.#client.send(new GetObjectCommand(place))
      const stored = Body && (await hashOf(Body.transformToWebStream()))
      if (stored !== sha256) throw new Error('The store gives back something else')
    })
  }

  async put(name: string, content: Buffer): Promise<void> {
    const command = new PutObjectCommand({ ...this.#place(name), Body: content })
    await reach(() => this.#client.send(command))
  }

  async open(name: string): Promise<StoredObject> {
    const place = this.#place(name)
    const head = await reach(() => this.#client.send(new HeadObjectCommand(place)))
    const { ContentLength = 0, LastModified = new Date() } = head
    const read = async (offset: number, length: number) => {
      const Range = `bytes=${offset}-${offset + length - 1}`
      const { Body } = await reach(() =>
        this.#client.send(new GetObjectCommand({ ...place, Range })),
      )
      return Buffer.from((await Body?.transformToByteArray()) ?? [])
    }
    return { ...readAhead(ContentLength, read), modifiedAt: LastModified.getTime() }
  }

  async list(prefix: string): Promise<string[]> {
    const Prefix = `${safePath(prefix)}/`
    const names: string[] = []
    let ContinuationToken: string | undefined
    do {
      const page = await reach(() =>
        this.#client.send(
          new ListObjectsV2Command({
            Bucket: this.#bucket,
            Prefix,
            ...(ContinuationToken && { ContinuationToken }),
          }),
        ),
      )
      for (const { Key } of page.Contents ?? []) if (Key) names.push(Key)
      ContinuationToken = page.NextContinuationToken
    } while (ContinuationToken)
    return names.sort()
  }

  async delete(name: string): Promise<void> {
    const command = new DeleteObjectCommand(this.#place(name))
    await reach(() => this.#client.send(command))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.destroy()
  }

  #place(name: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: safePath(name) }
  }
}

function readAhead(
  size: number,
  fetch: (offset: number, length: number) => Promise<Buffer>,
): Omit<StoredObject, 'modifiedAt'> {
  let block: { at: number; bytes: Buffer } = { at: 0, bytes: Buffer.alloc(0) }
  return {
    size,
    async read(offset, length) {
      const end = Math.min(offset + length, size)
      if (end <= offset) return Buffer.alloc(0)
      if (offset < block.at || end > block.at + block.bytes.length) {
        const wanted = Math.min(Math.max(length, READ_AHEAD_BYTES), size - offset)
        block = { at: offset, bytes: await fetch(offset, wanted) }
      }
      return block.bytes.subarray(offset - block.at, end - block.at)
    },
    async [Symbol.asyncDispose]() {},
  }
}

async function reach<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : ''
    const isAbsent = name === 'NotFound' || name === 'NoSuchKey'
    throw new VisavisError(isAbsent ? 'not-found' : 'storage-unavailable', { cause })
  }
}
