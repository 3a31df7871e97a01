import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SetupError } from './setup-error.mjs'

/**
 * The JavaScript file of the machine's npm, to be run by whichever Node is needed.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {string}
 */
export function findNpm(env) {
  const found = candidates(env).find((file) => file.endsWith('.js') && existsSync(file))
  if (found) return realpathSync(found)
  throw new SetupError('npm was not found.', { advice: 'Install npm, which comes with Node.' })
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
function candidates(env) {
  const beside = [dirname(process.execPath), ...(env.PATH ?? '').split(':')].filter(Boolean)
  return [
    // Set when npm itself runs this; it may be another package manager's.
    ...(env.npm_execpath?.endsWith('npm-cli.js') ? [env.npm_execpath] : []),
    ...beside.flatMap((folder) => [
      resolveLink(join(folder, 'npm')),
      join(folder, '../lib/node_modules/npm/bin/npm-cli.js'),
      join(folder, '../share/nodejs/npm/bin/npm-cli.js'),
    ]),
  ]
}

/** @param {string} file */
function resolveLink(file) {
  return existsSync(file) ? realpathSync(file) : file
}
