import { hkdfSync, randomBytes } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type PersonId, RecordingId, type TenantId, VisavisError } from '@visavis/protocol'
import { Compile } from 'typebox/compile'
import { isMissing, isThereAlready } from '../is-missing.ts'
import { safeName } from '../safe-name.ts'
import { KEY_BYTES, unwrapKey, wrapKey } from './wrapping.ts'

export interface KeyOwner {
  readonly tenant: TenantId
  readonly recording: RecordingId
  readonly person: PersonId
}

const KEY = '.key'
const DESTROYED = '.destroyed'

const check = Compile(RecordingId)

/**
 * One data key for each person and recording, wrapped by a key for each tenant and region, in a folder that is neither the
 * database's nor the store's. What is sealed under a destroyed key is gone, from copies and backups too.
 */
export class KeyRing {
  readonly region: string
  readonly #folder: string

  constructor({ folder, region }: { folder: string; region: string }) {
    this.region = safeName(region)
    this.#folder = join(folder, this.region)
  }

  /** The key to record with, made at the first call. `recording-erased` where it was destroyed. */
  async make(owner: KeyOwner): Promise<Buffer> {
    const path = this.#pathOf(owner)
    if (await exists(path + DESTROYED)) throw new VisavisError('recording-erased')
    const key = randomBytes(KEY_BYTES)
    const wrapped = wrapKey(key, await this.#wrapping(owner.tenant), this.#purposeOf(owner))
    if (!(await createOnce(path + KEY, wrapped))) return this.open(owner)
    if (!(await exists(path + DESTROYED))) return key
    // One before it was destroyed while this was made.
    await rm(path + KEY, { force: true })
    throw new VisavisError('recording-erased')
  }

  /**
   * The key to play with. `recording-erased` where it was destroyed, `keys-unavailable` where this ring does not have it,
   * as one of another region.
   */
  async open(owner: KeyOwner): Promise<Buffer> {
    const [wrapped, wrapping] = await this.#read(owner)
    try {
      return unwrapKey(wrapped, wrapping, this.#purposeOf(owner))
    } catch (cause) {
      throw new VisavisError('recording-damaged', { detail: 'Its key does not open.', cause })
    }
  }

  /** For good: no key is made for this owner again. `false` where this ring never had one. */
  async destroy(owner: KeyOwner): Promise<boolean> {
    const path = this.#pathOf(owner)
    const isThere = await exists(path + KEY)
    // First: from now on it opens nothing, whatever happens to this process.
    if (isThere) await createOnce(path + DESTROYED, Buffer.alloc(0))
    if (isThere) await overwrite(path + KEY)
    await rm(path + KEY, { force: true })
    return exists(path + DESTROYED)
  }

  /**
   * A key for something else of this tenant and region, the same in every process that has these keys. `undefined` where
   * the tenant has none yet: whoever only asks makes none.
   */
  async derive(tenant: TenantId, purpose: string): Promise<Buffer | undefined> {
    const isKnown = await exists(this.#wrappingPathOf(tenant))
    return isKnown ? this.makeDerived(tenant, purpose) : undefined
  }

  /** The same, for whoever may make it. */
  async makeDerived(tenant: TenantId, purpose: string): Promise<Buffer> {
    const wrapping = await this.#wrapping(tenant)
    return Buffer.from(hkdfSync('sha256', wrapping, '', `visavis/v1/${purpose}`, KEY_BYTES))
  }

  /** Whose keys of a recording are left. */
  async people(tenant: TenantId, recording: RecordingId): Promise<PersonId[]> {
    const files = await filesOf(join(this.#folder, safeName(tenant), safeName(recording)))
    return peopleIn(files, KEY)
  }

  /** Whose keys of a recording are left or were destroyed. */
  async everybody(tenant: TenantId, recording: RecordingId): Promise<PersonId[]> {
    const files = await filesOf(join(this.#folder, safeName(tenant), safeName(recording)))
    return [...new Set([...peopleIn(files, KEY), ...peopleIn(files, DESTROYED)])]
  }

  /** For which a person has a key, or had one. */
  async recordings(tenant: TenantId, person: PersonId): Promise<RecordingId[]> {
    const found: RecordingId[] = []
    for (const recording of await filesOf(join(this.#folder, safeName(tenant)))) {
      if (!check.Check(recording)) continue
      const path = this.#pathOf({ tenant, recording, person })
      if ((await exists(path + KEY)) || (await exists(path + DESTROYED))) found.push(recording)
    }
    return found
  }

  /** The wrapped key, and what wraps it. */
  async #read(owner: KeyOwner): Promise<[wrapped: Buffer, wrapping: Buffer]> {
    const path = this.#pathOf(owner)
    try {
      const wrapped = await readFile(path + KEY).catch(undefinedIfMissing)
      if (await exists(path + DESTROYED)) throw new VisavisError('recording-erased')
      if (wrapped) return [wrapped, await this.#wrapping(owner.tenant)]
    } catch (cause) {
      if (cause instanceof VisavisError) throw cause
      throw new VisavisError('keys-unavailable', { cause })
    }
    throw new VisavisError('keys-unavailable')
  }

  async #wrapping(tenant: TenantId): Promise<Buffer> {
    const path = this.#wrappingPathOf(tenant)
    await createOnce(path, randomBytes(KEY_BYTES))
    const key = await readFile(path)
    if (key.length === KEY_BYTES) return key
    throw new Error(`${path} has ${key.length} bytes, not ${KEY_BYTES}`)
  }

  #wrappingPathOf(tenant: TenantId): string {
    return join(this.#folder, safeName(tenant), 'wrapping.key')
  }

  #pathOf({ tenant, recording, person }: KeyOwner): string {
    return join(this.#folder, safeName(tenant), safeName(recording), safeName(person))
  }

  #purposeOf({ tenant, recording, person }: KeyOwner): string {
    return ['recording-key', this.region, tenant, recording, person].join('\n')
  }
}

/** `false` when there is one. Whoever reads it finds all of it. */
async function createOnce(path: string, content: Buffer): Promise<boolean> {
  if (await exists(path)) return false
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(temporary, content, { mode: 0o600, flush: true })
  try {
    await link(temporary, path)
    return true
  } catch (error) {
    if (isThereAlready(error)) return false
    throw error
  } finally {
    await rm(temporary)
  }
}

async function overwrite(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.write(randomBytes((await file.stat()).size), 0)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function filesOf(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(undefinedIfMissing)) ?? []
}

function undefinedIfMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error
}

function peopleIn(files: readonly string[], suffix: string): PersonId[] {
  return files
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length) as PersonId)
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
