import { join } from 'node:path'
import { Role, TenantId, VisavisError } from '@visavis/protocol'
import type { Settings } from '@visavis/settings'
import { Compile } from 'typebox/compile'
import { ApiKeys } from '../auth/api-keys.ts'
import { SqlApiKeyStore } from '../auth/sql-api-key-store.ts'
import { TokenIssuer } from '../auth/token-issuer.ts'
import { TokenKeys } from '../auth/token-keys.ts'
import { openDatabase } from '../database/index.ts'
import { UsageError } from './usage-error.ts'

const tenantSchema = Compile(TenantId)
const roleSchema = Compile(Role)

export interface CommandContext {
  readonly settings: Settings
  readonly words: readonly string[]
  readonly flags: Readonly<Record<string, string | undefined>>
  print(line: string): void
}

export interface Command {
  readonly usage: string
  /** Flags besides those that are in `usage` in brackets. */
  readonly flags: readonly string[]
  run(context: CommandContext): Promise<void>
}

export const COMMANDS: Readonly<Record<string, Command>> = {
  'tenant create': {
    usage: 'tenant create <tenant> [--name "Acme Ltd"]',
    flags: ['name'],
    run: createTenant,
  },
  'tenant list': { usage: 'tenant list', flags: [], run: listTenants },
  'api-key create': {
    usage: 'api-key create --tenant <tenant> --name "shop backend"',
    flags: ['tenant', 'name'],
    run: createApiKey,
  },
  'api-key list': {
    usage: 'api-key list --tenant <tenant>',
    flags: ['tenant'],
    run: listApiKeys,
  },
  'api-key revoke': {
    usage: 'api-key revoke <id> --tenant <tenant>',
    flags: ['tenant'],
    run: revokeApiKey,
  },
  'token create': {
    usage:
      'token create --tenant <tenant> --identity <name> --role shopper|advisor|reviewer|privacy-officer [--valid-for <seconds>]',
    flags: ['tenant', 'identity', 'role', 'valid-for'],
    run: createToken,
  },
  'token-key rotate': { usage: 'token-key rotate', flags: [], run: rotateTokenKey },
}

async function createTenant({ settings, words, flags, print }: CommandContext): Promise<void> {
  const id = tenantOf(words[0])
  await withStore(settings, async (store) => {
    const made = await store.createTenant({ id, name: flags.name ?? id, createdAt: Date.now() })
    print(made ? `created tenant ${id}` : `tenant ${id} exists`)
  })
}

async function listTenants({ settings, print }: CommandContext): Promise<void> {
  await withStore(settings, async (store) => {
    for (const tenant of await store.tenants()) print(tenant)
  })
}

async function createApiKey({ settings, flags, print }: CommandContext): Promise<void> {
  const tenant = tenantOf(flags.tenant)
  const name = required(flags, 'name')
  await withStore(settings, async (store) => {
    const { key } = await new ApiKeys({ store }).create(tenant, name).catch((error) => {
      if (!(error instanceof VisavisError)) throw error
      throw new UsageError(`There is no tenant ${tenant}. Make it with: tenant create ${tenant}`)
    })
    print(key)
  })
}

async function listApiKeys({ settings, flags, print }: CommandContext): Promise<void> {
  const tenant = tenantOf(flags.tenant)
  await withStore(settings, async (store) => {
    for (const { id, name, createdAt, revokedAt } of await store.list(tenant)) {
      const state = revokedAt === null ? 'active' : `revoked ${dateOf(revokedAt)}`
      print([id, `created ${dateOf(createdAt)}`, state, name].join('  '))
    }
  })
}

async function revokeApiKey({ settings, words, flags, print }: CommandContext): Promise<void> {
  const [id = ''] = words
  const tenant = tenantOf(flags.tenant)
  await withStore(settings, async (store) => {
    const found = await new ApiKeys({ store }).revoke(tenant, id)
    if (!found) throw new UsageError(`Tenant ${tenant} has no API key ${id}.`)
    print(`revoked ${id}`)
  })
}

/** Needs the keys alone: works while a server runs. */
async function createToken({ settings, flags, print }: CommandContext): Promise<void> {
  const tenant = tenantOf(flags.tenant)
  const identity = required(flags, 'identity')
  const role: unknown = required(flags, 'role')
  if (!roleSchema.Check(role)) throw new UsageError(`${role} is not a role.`)
  const seconds = Number(flags['valid-for'] ?? 300)
  if (!Number.isInteger(seconds) || seconds < 10 || seconds > 600) {
    throw new UsageError('--valid-for is a number of seconds from 10 to 600.')
  }
  await using keys = await openKeys(settings)
  const request = { identity, role, validForSeconds: seconds }
  print((await new TokenIssuer({ keys }).issue(tenant, request)).token)
}

async function rotateTokenKey({ settings, print }: CommandContext): Promise<void> {
  await using keys = await openKeys(settings)
  await keys.rotate()
  print(`tokens are signed with ${keys.signing.kid} within a minute`)
}

function openKeys({ dataDir }: Settings): Promise<TokenKeys> {
  return TokenKeys.open({ folder: join(dataDir, 'keys') })
}

async function withStore(
  { dataDir, databaseUrl }: Settings,
  use: (store: SqlApiKeyStore) => Promise<void>,
): Promise<void> {
  await using database = await openDatabase({
    dataDir,
    ...(databaseUrl !== null && { url: databaseUrl }),
  })
  await use(new SqlApiKeyStore(database.db))
}

function tenantOf(value: string | undefined): TenantId {
  if (tenantSchema.Check(value)) return value
  throw new UsageError('A tenant is named in lower case letters, digits and hyphens, such as acme.')
}

function required(flags: CommandContext['flags'], name: string): string {
  const value = flags[name]
  if (!value) throw new UsageError(`--${name} is needed.`)
  return value
}

function dateOf(at: number): string {
  return new Date(at).toISOString()
}
