import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashTimes } from './fingerprint.mjs'
import { withLock } from './lock.mjs'
import { findNpm } from './npm-cli.mjs'
import { ROOT } from './paths.mjs'
import { runStep } from './run-step.mjs'
import { readStamp, writeStamp } from './stamp.mjs'

const LOCK_FILE = 'package-lock.json'
/** Written by npm at the end of every installation: what `node_modules` holds. */
const INSTALLED = 'node_modules/.package-lock.json'
const STAMP = 'node_modules/.visavis-setup'

/**
 * npm packages exactly as the lock file lists them.
 *
 * @param {import('./prepare.mjs').Environment} environment
 */
export async function ensurePackages({ node, env }) {
  if (isCurrent()) return
  await withLock(join(ROOT, '.cache/packages.lock'), async () => {
    if (isCurrent()) return
    await runStep({
      title: 'Installing npm packages',
      command: [node, findNpm(env), 'ci', '--no-audit', '--no-fund'],
      cwd: ROOT,
      env,
      advice: 'Check that npm can reach its registry, then run the same command again.',
    })
    writeStamp(join(ROOT, STAMP), stamp() ?? '')
  })
}

/** Compares in full only when a file has changed since it was last found in order. */
function isCurrent() {
  const file = join(ROOT, STAMP)
  const now = stamp()
  if (now === undefined) return false
  if (readStamp(file) === now) return true
  if (!agrees(readLock(LOCK_FILE), readLock(INSTALLED))) return false
  writeStamp(file, now)
  return true
}

function stamp() {
  try {
    return `${hashTimes(ROOT, [LOCK_FILE, INSTALLED])} ${process.platform}-${process.arch}`
  } catch {
    return undefined
  }
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} Entry
 * @typedef {Record<string, Entry>} Packages
 */

/**
 * @param {string} file
 * @returns {Packages}
 */
function readLock(file) {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8')).packages ?? {}
}

/**
 * Whether what is installed is what is locked. Optional packages may be absent: they are for other
 * platforms.
 *
 * @param {Packages} locked
 * @param {Packages} installed
 */
export function agrees(locked, installed) {
  const names = Object.keys(locked).filter(isPackage)
  const extra = Object.keys(installed).some((name) => isPackage(name) && !locked[name])
  return !extra && names.every((name) => sameEntry(locked[name] ?? {}, installed[name]))
}

/**
 * The rest are the workspaces themselves.
 *
 * @param {string} name
 */
function isPackage(name) {
  return /(^|\/)node_modules\//.test(name)
}

/**
 * @param {Entry} locked
 * @param {Entry | undefined} installed
 */
function sameEntry(locked, installed) {
  if (!installed) return locked.optional === true || locked.devOptional === true
  return locked.version === installed.version && locked.integrity === installed.integrity
}
