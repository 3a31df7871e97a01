import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { DirectoryInUseError, lockDirectory } from './directory-lock.ts'

const LOCK = fileURLToPath(new URL('./directory-lock.ts', import.meta.url))
const options = {
  onLost(error: Error) {
    throw error
  },
}

describe('the lock of a directory', () => {
  test('is held by one, and free again after it', async () => {
    await using parent = await temporaryDirectory()
    const directory = join(parent.path, 'database')
    const first = await lockDirectory(directory, options)
    await expect(lockDirectory(directory, options)).rejects.toThrow(DirectoryInUseError)
    await first.release()
    await first.release()
    await using _second = await lockDirectory(directory, options)
  })

  test('is one lock by whatever name the directory goes', async () => {
    await using parent = await temporaryDirectory()
    const directory = join(parent.path, 'database')
    await using _lock = await lockDirectory(directory, options)
    await symlink(directory, join(parent.path, 'alias'))
    const byAlias = lockDirectory(join(parent.path, 'alias'), options)
    await expect(byAlias).rejects.toThrow(DirectoryInUseError)
  })

  test('is one winner’s, however many try at once', async () => {
    await using parent = await temporaryDirectory()
    const directory = join(parent.path, 'database')
    const tries = await Promise.allSettled(
      Array.from({ length: 6 }, () => lockDirectory(directory, options)),
    )
    const won = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(won).toHaveLength(1)
    await won[0]?.release()
  })

  test('names who holds it, and is taken over at once when they were killed', async () => {
    await using parent = await temporaryDirectory()
    const directory = join(parent.path, 'database')
    await using holder = await startHolder(directory)
    const refused = lockDirectory(directory, options)
    await expect(refused).rejects.toThrow(`is in use by process ${holder.pid}`)
    await holder.kill()
    await using _lock = await lockDirectory(directory, options)
    const owner = JSON.parse(await readFile(`${directory}.owner`, 'utf8'))
    expect(owner.pid).toBe(process.pid)
  }, 30_000)

  test('of a living process holds, however long that had no time to renew it', async () => {
    await using parent = await temporaryDirectory()
    const directory = join(parent.path, 'database')
    await using _holder = await startHolder(directory)
    const anHourAgo = new Date(Date.now() - 3_600_000)
    await utimes(`${directory}.lock`, anHourAgo, anHourAgo)
    await expect(lockDirectory(directory, options)).rejects.toThrow(DirectoryInUseError)
  }, 30_000)

  test('of a host that cannot be asked is believed until it is stale', async () => {
    await using parent = await temporaryDirectory()
    const directory = join(parent.path, 'database')
    await using _holder = await startHolder(directory)
    const owner = JSON.parse(await readFile(`${directory}.owner`, 'utf8'))
    await writeFile(`${directory}.owner`, JSON.stringify({ ...owner, host: 'elsewhere' }))
    await expect(lockDirectory(directory, options)).rejects.toThrow(DirectoryInUseError)
    const anHourAgo = new Date(Date.now() - 3_600_000)
    await utimes(`${directory}.lock`, anHourAgo, anHourAgo)
    await using _lock = await lockDirectory(directory, options)
  }, 30_000)
})

async function startHolder(directory: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', holdingScript(directory)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const kill = async () => {
    if (child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
  await once(child.stdout, 'data')
  return { pid: child.pid, kill, [Symbol.asyncDispose]: kill }
}

function holdingScript(directory: string): string {
  return `import { lockDirectory } from ${JSON.stringify(LOCK)}
    await lockDirectory(${JSON.stringify(directory)}, { onLost() {} })
    console.log('held')
    setInterval(() => {}, 1000)`
}

async function temporaryDirectory(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'visavis-lock-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
