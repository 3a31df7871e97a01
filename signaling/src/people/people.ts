import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { newId, type PersonId, type TenantId, VisavisError } from '@visavis/protocol'
import type { Database } from '../database/index.ts'
import { KeyCache } from './key-cache.ts'
import { openMasterKey } from './master-key.ts'
import { open, seal } from './sealing.ts'

/** In a cluster another process may destroy a key: this long its texts may still be read here. */
const SHARED_TTL_MS = 30_000
const DATA_KEY_BYTES = 32

/** `null` once the person was erased. */
export type DataKey = KeyObject | null

/** Pseudonyms of data subjects, and the key of each under which what is personal is sealed. */
export interface People extends AsyncDisposable {
  /** The pseudonym of a tenant's person, made with its key at first sight: one statement either way. */
  personFor(tenant: TenantId, subject: string): Promise<PersonId>
  /** What is at hand without asking the database; `undefined` when nothing is. */
  cachedKey(tenant: TenantId, person: PersonId): DataKey | undefined
  /** Keys of those who exist. One statement for all that are not at hand. */
  keys(tenant: TenantId, people: readonly PersonId[]): Promise<ReadonlyMap<PersonId, DataKey>>
  /**
   * Destroys the person's key and the link to the subject: what was sealed can never be read again, and the
   * same subject is somebody new. `false` when there is no such person, or nothing left to destroy.
   */
  erase(tenant: TenantId, person: PersonId): Promise<boolean>
  close(): Promise<void>
}

interface KeyRow {
  readonly person: PersonId
  readonly wrapped_key: Buffer | null
}

/** Rejects when the key file is not the one that the stored keys are wrapped with. */
export async function openPeople(options: {
  database: Database
  dataDir: string
}): Promise<People> {
  const { database, dataDir } = options
  const { subjectKey, wrappingKey } = await openMasterKey(dataDir)
  const cache = new KeyCache({ ttlMs: database.kind === 'postgres' ? SHARED_TTL_MS : Infinity })
  await checkMasterKey(database, wrappingKey)

  const remember = (tenant: TenantId, { person, wrapped_key }: KeyRow): DataKey => {
    const key = wrapped_key && unwrap(wrappingKey, tenant, person, wrapped_key)
    cache.set(idOf(tenant, person), key)
    return key
  }

  async function personFor(tenant: TenantId, subject: string): Promise<PersonId> {
    // UTF-8 has no lone surrogates: two such subjects could become one person.
    if (!subject.isWellFormed()) throw new VisavisError('invalid-request')
    const hash = createHmac('sha256', subjectKey).update(`${tenant}\n${subject}`).digest()
    const person = newId('person')
    const wrapped = seal(wrappingKey, wrapContext(tenant, person), randomBytes(DATA_KEY_BYTES))
    for (;;) {
      const { rows } = await database.pool.query<KeyRow>({
        name: 'person-for',
        text: PERSON_FOR,
        values: [tenant, hash, person, wrapped, Date.now()],
      })
      // None when another made the same person between our snapshot and our insert: they are there now.
      if (rows[0] === undefined) continue
      remember(tenant, rows[0])
      return rows[0].person
    }
  }

  async function keys(tenant: TenantId, people: readonly PersonId[]) {
    const found = new Map<PersonId, DataKey>()
    const missing: PersonId[] = []
    for (const person of people) {
      const key = cache.get(idOf(tenant, person))
      if (key === undefined) missing.push(person)
      else found.set(person, key)
    }
    if (missing.length === 0) return found
    const { rows } = await database.pool.query<KeyRow>({
      name: 'people-keys',
      text: 'select person, wrapped_key from people where tenant = $1 and person = any($2::text[])',
      values: [tenant, missing],
    })
    for (const row of rows) found.set(row.person, remember(tenant, row))
    return found
  }

  async function erase(tenant: TenantId, person: PersonId): Promise<boolean> {
    const { rowCount } = await database.pool.query({
      name: 'erase-person',
      text: `update people set subject_hash = null, wrapped_key = null, erased_at = $3
             where tenant = $1 and person = $2 and erased_at is null`,
      values: [tenant, person, Date.now()],
    })
    if (rowCount === 1) cache.set(idOf(tenant, person), null)
    return rowCount === 1
  }

  const close = async () => cache.clear()
  const cachedKey = (tenant: TenantId, person: PersonId) => cache.get(idOf(tenant, person))
  return { personFor, cachedKey, keys, erase, close, [Symbol.asyncDispose]: close }
}

const PERSON_FOR = `
with known as (
  select person, wrapped_key from people where tenant = $1 and subject_hash = $2
), made as (
  insert into people (tenant, subject_hash, person, wrapped_key, created_at)
  select $1, $2, $3, $4, $5 where not exists (select from known)
  on conflict (tenant, subject_hash) do nothing
  returning person, wrapped_key
)
select person, wrapped_key from known union all select person, wrapped_key from made`

async function checkMasterKey({ db }: Database, wrappingKey: KeyObject): Promise<void> {
  const row = await db
    .selectFrom('people')
    .select(['tenant', 'person', 'wrapped_key'])
    .where('wrapped_key', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  if (row?.wrapped_key) unwrap(wrappingKey, row.tenant, row.person, row.wrapped_key)
}

function unwrap(
  wrappingKey: KeyObject,
  tenant: TenantId,
  person: PersonId,
  wrapped: Buffer,
): KeyObject {
  const key = open(wrappingKey, wrapContext(tenant, person), wrapped)
  if (key === undefined) {
    throw new Error('keys/master.key is not the key that this database was made with.')
  }
  return createSecretKey(key)
}

function wrapContext(tenant: TenantId, person: PersonId): string {
  return `key\n${tenant}\n${person}`
}

function idOf(tenant: TenantId, person: PersonId): string {
  return `${tenant}/${person}`
}
