import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { startProgress } from './progress.mjs'

/**
 * Does the work while no other set-up on this machine does the same. The kernel's own file lock is
 * held by `flock`, which ends with its standard input: a set-up that dies leaves nothing locked.
 * Where there is no `flock` (macOS) the work goes unguarded.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, work) {
  const release = await acquire(file)
  try {
    return await work()
  } finally {
    await release()
  }
}

/**
 * @param {string} file
 * @returns {Promise<() => Promise<void>>}
 */
async function acquire(file) {
  await mkdir(dirname(file), { recursive: true })
  const holder = spawn('flock', [file, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const progress = startProgress('Waiting for another set-up to finish')
  const ended = once(holder, 'close').catch(() => undefined)
  await Promise.race([once(holder.stdout, 'data'), ended])
  progress.done()
  return async () => {
    holder.stdin.end()
    await ended
  }
}
