import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { LIMITS } from '@visavis/protocol'
import type { CryptoKey } from 'jose'
import { makeFolder } from '../make-folder.ts'
import {
  KEY_FILE_NAME,
  type KeyFile,
  type KnownKey,
  makeKey,
  readKey,
  writeKey,
} from './token-key-file.ts'

/** A key is replaced when this old. Less means more key files; more, a longer use of a stolen key. */
const KEY_AGE_MS = 30 * 24 * 3_600_000
/** How long other processes on the same folder may go on signing with a key that was replaced. */
const REFRESH_MS = 60_000
/** A replaced key verifies until the last token signed with it has expired, and a little longer. */
const RETIRED_MS = LIMITS.tokenSeconds * 1_000 + 2 * REFRESH_MS
/** Tokens with unknown key ids must not turn into a read of the folder each. */
const RELOAD_EVERY_MS = 1_000

export interface SigningKey {
  readonly kid: string
  readonly key: CryptoKey
}

export interface TokenKeysOptions {
  /** Made with mode 0700 when absent; each key is a file of mode 0600 in it. */
  readonly folder: string
  readonly now?: () => number
}

/** The Ed25519 keys that sign and verify tokens, shared by all processes that see the folder. */
export class TokenKeys implements AsyncDisposable {
  readonly #folder: string
  readonly #now: () => number
  readonly #timer: NodeJS.Timeout
  #keys = new Map<string, KnownKey>()
  #loadedAt = 0
  #loading: Promise<void> | undefined

  static async open(options: TokenKeysOptions): Promise<TokenKeys> {
    await makeFolder(options.folder)
    const keys = new TokenKeys(options)
    try {
      await keys.refresh()
      return keys
    } catch (error) {
      keys.close()
      throw error
    }
  }

  private constructor({ folder, now = Date.now }: TokenKeysOptions) {
    this.#folder = folder
    this.#now = now
    // A folder that cannot be read for a while leaves the keys in memory in force.
    this.#timer = setInterval(() => void this.refresh().catch(() => {}), REFRESH_MS).unref()
  }

  /** The newest key that signs. */
  get signing(): SigningKey {
    const [newest] = [...this.#keys.values()]
      .filter(({ privateKey }) => privateKey)
      .sort((a, b) => b.file.createdAt - a.file.createdAt)
    if (!newest?.privateKey) throw new Error('No token key can sign')
    return { kid: newest.file.kid, key: newest.privateKey }
  }

  /** `undefined` for a key nobody here made, or one retired long enough. */
  async verifying(kid: string): Promise<CryptoKey | undefined> {
    if (!this.#keys.has(kid) && this.#now() - this.#loadedAt >= RELOAD_EVERY_MS) await this.#load()
    const known = this.#keys.get(kid)
    return known && !this.#isOver(known.file) ? known.publicKey : undefined
  }

  /** Signs with a new key from now on; the old ones verify until their last tokens expire. */
  async rotate(): Promise<void> {
    await this.#create()
    const { kid } = this.signing
    const old = [...this.#keys.values()].filter(({ file }) => file.d && file.kid !== kid)
    for (const { file } of old) await this.#retire(file)
    await this.#load()
  }

  /** Takes up what other processes did, replaces a key that is too old, removes what is over. */
  async refresh(): Promise<void> {
    await this.#load()
    const newest = Math.max(...this.#signingFiles().map(({ createdAt }) => createdAt))
    if (this.#now() - newest > KEY_AGE_MS) await this.rotate()
    const over = [...this.#keys.values()].filter(({ file }) => this.#isOver(file))
    for (const { file } of over) await rm(this.#path(file.kid), { force: true })
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  #load(): Promise<void> {
    this.#loading ??= this.#read().finally(() => {
      this.#loading = undefined
    })
    return this.#loading
  }

  async #read(): Promise<void> {
    this.#loadedAt = this.#now()
    const names = (await readdir(this.#folder)).filter((name) => KEY_FILE_NAME.test(name))
    const keys = await Promise.all(names.map((name) => readKey(join(this.#folder, name))))
    this.#keys = new Map(keys.filter((key) => key !== undefined).map((key) => [key.file.kid, key]))
  }

  async #create(): Promise<void> {
    const file = await makeKey(this.#createdAt())
    await writeKey(this.#path(file.kid), file)
    await this.#load()
  }

  /** Later than every key there is, so that two made in one millisecond have an order. */
  #createdAt(): number {
    return Math.max(this.#now(), ...this.#signingFiles().map(({ createdAt }) => createdAt + 1))
  }

  #signingFiles(): KeyFile[] {
    return [...this.#keys.values()].map(({ file }) => file).filter(({ d }) => d)
  }

  async #retire({ d: _, ...file }: KeyFile): Promise<void> {
    await writeKey(this.#path(file.kid), { ...file, retiredAt: this.#now() })
  }

  #path(kid: string): string {
    return join(this.#folder, `token-${kid}.jwk`)
  }

  #isOver({ retiredAt }: KeyFile): boolean {
    return retiredAt !== undefined && this.#now() - retiredAt > RETIRED_MS
  }
}
