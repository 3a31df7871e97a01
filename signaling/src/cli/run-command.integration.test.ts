import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../database/index.ts'
import { runCommand } from './run-command.ts'

let dataDir: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'visavis-cli-'))
})

afterAll(() => rm(dataDir, { recursive: true, force: true }))

async function run(...argv: string[]): Promise<string> {
  const lines: string[] = []
  const env = { VISAVIS_DATA_DIR: dataDir }
  await runCommand({ argv, env, print: (line) => lines.push(line) })
  return lines.join('\n')
}

test('a tenant gets a key, which is listed without its secret and revoked by its id', async () => {
  expect(await run('tenant', 'create', 'acme', '--name', 'Acme Ltd')).toBe('created tenant acme')
  expect(await run('tenant', 'create', 'acme')).toBe('tenant acme exists')
  const key = await run('api-key', 'create', '--tenant', 'acme', '--name', 'shop backend')
  const [, id = '', secret = ''] = /^vvk_([0-9a-f]{16})_(.{43})$/.exec(key) ?? []
  const listed = await run('api-key', 'list', '--tenant', 'acme')
  expect(listed).toMatch(new RegExp(`^${id}  created .*  active  shop backend$`))
  expect(listed).not.toContain(secret)
  expect(await run('api-key', 'revoke', id, '--tenant', 'acme')).toBe(`revoked ${id}`)
  expect(await run('api-key', 'list', '--tenant', 'acme')).toContain('revoked 20')
}, 60_000)

test('while a server has the embedded database, it says so and mints tokens nevertheless', async () => {
  await using _database = await openDatabase({ dataDir })
  await expect(run('tenant', 'list')).rejects.toThrow(/open in a running server.*Stop the server/)
  const flags = ['--tenant', 'acme', '--identity', 'x', '--role', 'advisor', '--valid-for', '30']
  const token = await run('token', 'create', ...flags)
  const { tenant, sub, role, iat = 0, exp = 0 } = decodeJwt(token)
  expect({ tenant, sub, role, seconds: exp - iat }).toEqual({
    tenant: 'acme',
    sub: 'x',
    role: 'advisor',
    seconds: 30,
  })
})

test.each([
  [['tenant', 'create', 'Acme!'], /lower case/],
  [['tenant', 'destroy'], /^Commands:/],
  [['constructor', 'x'], /^Commands:/],
  [['api-key', 'create', '--tenant', 'acme'], /--name is needed/],
  [['api-key', 'create', '--tenants', 'acme'], /Usage: api-key create/],
  [['token', 'create', '--tenant', 'acme', '--identity', 'x', '--role', 'owner'], /not a role/],
])('%j is refused with what to do', async (argv, message) => {
  await expect(run(...argv)).rejects.toThrow(message)
})
