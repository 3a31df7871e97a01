import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const SKIPPED = new Set(['node_modules', 'dist', '.cache', '.git'])

/**
 * Files below a folder, relative to it, in an order that is the same everywhere.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function filesBelow(folder) {
  const entries = readdirSync(folder, { withFileTypes: true })
  const files = entries.flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return []
    if (!entry.isDirectory()) return [entry.name]
    return filesBelow(join(folder, entry.name)).map((file) => join(entry.name, file))
  })
  return files.sort()
}

/**
 * A hash of what files contain.
 *
 * @param {string} folder
 * @param {readonly string[]} files relative to the folder
 */
export function hashContents(folder, files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(folder, file)))
  return hash.digest('hex')
}

/**
 * A hash of names, sizes and times: as good within one checkout as reading the files, and quicker.
 *
 * @param {string} folder
 * @param {readonly string[]} files relative to the folder
 */
export function hashTimes(folder, files) {
  const hash = createHash('sha256')
  for (const file of files) {
    const { size, mtimeMs } = statSync(join(folder, file))
    hash.update(`${file}\0${size}\0${mtimeMs}\0`)
  }
  return hash.digest('hex')
}
