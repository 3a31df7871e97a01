import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
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
    const holder = spawn(
      process.execPath,
      ['--input-type=module', '-e', holdingScript(directory)],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    await once(holder.stdout, 'data')
    const refused = lockDirectory(directory, options)
    await expect(refused).rejects.toThrow(`is in use by process ${holder.pid}`)
    const exit = once(holder, 'exit')
    holder.kill('SIGKILL')
    await exit
    await using _lock = await lockDirectory(directory, options)
    const owner = JSON.parse(await readFile(`${directory}.owner`, 'utf8'))
    expect(owner.pid).toBe(process.pid)
  }, 30_000)
})

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
