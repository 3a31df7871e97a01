import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { RoomId, TenantId } from '@visavis/protocol'
import type { Settings } from '@visavis/settings'
import { type CryptoKey, importJWK } from 'jose'
import { Compile } from 'typebox/compile'
import { CHECKPOINT_FILE } from '../audit/audit-checkpoints.ts'
import { type AnchoredHead, readCheckpoints } from '../audit/checkpoint.ts'
import { exportRoom, exportTenant } from '../audit/export-log.ts'
import { type RoomVerdict, verifyExport } from '../audit/verify-export.ts'
import { openDatabase } from '../database/index.ts'
import { CommandFailed } from './command-failed.ts'
import type { Command, CommandContext } from './commands.ts'
import { UsageError } from './usage-error.ts'

const isTenant = Compile(TenantId)
const isRoom = Compile(RoomId)

export const AUDIT_COMMANDS: Readonly<Record<string, Command>> = {
  'audit export': {
    usage: 'audit export <file> --tenant <tenant> [--room <room>]',
    flags: ['tenant', 'room'],
    run: exportAudit,
  },
  'audit verify': {
    usage: 'audit verify <file> [--checkpoints <file>] [--key <jwk file>]',
    flags: ['checkpoints', 'key'],
    run: verifyAudit,
  },
}

async function exportAudit({ settings, words, flags, print }: CommandContext): Promise<void> {
  const { tenant, room } = flags
  const path = fileOf(words)
  if (!isTenant.Check(tenant)) throw new UsageError('--tenant is needed.')
  if (room !== undefined && !isRoom.Check(room)) throw new UsageError(`${room} is no room.`)
  const { dataDir, databaseUrl } = settings
  await using database = await openDatabase({
    dataDir,
    ...(databaseUrl !== null && { url: databaseUrl }),
  })
  // Never over something that is there.
  await using file = await open(path, 'wx', 0o600)
  let lines = 0
  const source = room ? exportRoom(database, tenant, room) : exportTenant(database, tenant)
  for await (const line of source) {
    await file.write(`${line}\n`)
    lines += 1
  }
  print(`wrote ${lines} lines to ${path}`)
}

/** Needs the files alone: neither the database nor a server. */
async function verifyAudit({ settings, words, flags, print }: CommandContext): Promise<void> {
  const path = fileOf(words)
  const anchors = await anchorsOf(settings, flags)
  const lines = createInterface({ input: createReadStream(path, 'utf8') })
  const verdicts = await verifyExport({ lines, anchors: anchors ?? [] })
  for (const verdict of verdicts) print(describe(verdict))
  if (!anchors) print('not compared with checkpoints: name them with --checkpoints and --key')
  const wrong = verdicts.filter(({ problem }) => problem).length
  if (wrong > 0) throw new CommandFailed(`${wrong} of ${verdicts.length} rooms do not verify.`)
  print(`${verdicts.length} rooms verify`)
}

function describe({ room, events, anchors, problem }: RoomVerdict): string {
  if (problem) return `PROBLEM  ${room}  event ${problem.seq}  ${problem.name}`
  return `ok  ${room}  ${events} events  ${anchors} checkpoints`
}

/** As named, or this server's own where it has some. */
async function anchorsOf(
  { dataDir, auditDir }: Settings,
  flags: CommandContext['flags'],
): Promise<AnchoredHead[] | undefined> {
  const file = flags.checkpoints ?? join(auditDir ?? join(dataDir, 'audit'), CHECKPOINT_FILE)
  const isNamed = flags.checkpoints !== undefined
  const opened = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && !isNamed) return undefined
    throw error
  })
  if (!opened) return undefined
  await using checkpoints = opened
  const key = await keyIn(flags.key ?? join(dataDir, 'keys', 'receipts.jwk'))
  return await readCheckpoints(checkpoints.readLines(), key)
}

/** A key, or the set of keys that the server shows. */
async function keyIn(path: string): Promise<CryptoKey> {
  const value = JSON.parse(await readFile(path, 'utf8'))
  const { kty, crv, x } = value.keys?.[0] ?? value
  const key = await importJWK({ kty, crv, x }, 'EdDSA')
  if (key instanceof Uint8Array) throw new UsageError(`${path} holds no public key.`)
  return key
}

function fileOf([path]: readonly string[]): string {
  if (!path) throw new UsageError('A file is needed.')
  return path
}
