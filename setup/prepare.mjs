import { dirname } from 'node:path'
import { ensureNode } from './node-runtime.mjs'
import { ensurePackages } from './packages.mjs'
import { ensurePages } from './pages.mjs'
import { cacheDir } from './paths.mjs'
import { ensureSystemPackages } from './system-packages.mjs'
import { ensureWorker } from './worker.mjs'

/**
 * What steps know and what the task is started with. Steps add to `env`.
 *
 * @typedef {object} Environment
 * @property {string} node the Node 24 binary
 * @property {NodeJS.ProcessEnv} env
 * @property {string} cache
 */

/** @type {Readonly<Record<import('./tasks.mjs').Need, (environment: Environment) => Promise<void>>>} */
const STEPS = {
  packages: ensurePackages,
  browsers: ({ env }) => ensureSystemPackages('browsers', env),
  database: ({ env }) => ensureSystemPackages('database', env),
  worker: ensureWorker,
  pages: ensurePages,
}

/**
 * Makes sure of everything that the task needs, and changes nothing that is there already.
 *
 * @param {import('./tasks.mjs').Task} task
 * @param {readonly string[]} args
 * @returns {Promise<Environment>}
 */
export async function prepare(task, args) {
  const cache = cacheDir(process.env)
  const node = await ensureNode({ cache, env: process.env })
  const path = `${dirname(node)}:${process.env.PATH ?? ''}`
  const environment = { node, cache, env: { ...process.env, PATH: path } }
  for (const need of needsOf(task, args)) await STEPS[need](environment)
  return environment
}

/**
 * Asking for help starts nothing that would need more than the packages.
 *
 * @param {import('./tasks.mjs').Task} task
 * @param {readonly string[]} args
 */
function needsOf(task, args) {
  return args.includes('--help') ? task.needs.filter((need) => need === 'packages') : task.needs
}
