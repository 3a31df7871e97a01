import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/**
 * Where things are kept that outlive a checkout and that all checkouts of a user share.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function cacheDir(env) {
  const base = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache')
  return resolve(base, 'visavis')
}
