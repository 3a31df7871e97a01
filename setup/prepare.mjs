import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ensureNode } from './node-runtime.mjs'
import { ensurePackages } from './packages.mjs'
import { ensurePages } from './pages.mjs'
import { cacheDir, ROOT } from './paths.mjs'
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
  redis: ({ env }) => ensureSystemPackages('redis', env),
  relay: ({ env }) => ensureSystemPackages('relay', env),
  proxy: ({ env }) => ensureSystemPackages('proxy', env),
  monitoring: ({ env }) => ensureSystemPackages('monitoring', env),
  recordings: ({ env }) => ensureSystemPackages('recordings', env),
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
  const settings = task.dotEnv ? withDotEnv(node) : process.env
  const path = `${dirname(node)}:${process.env.PATH ?? ''}`
  const environment = { node, cache, env: { ...settings, PATH: path } }
  for (const need of needsOf(task, args)) await STEPS[need](environment)
  return environment
}

/**
 * The environment and what `.env` adds to it, read by Node's own rules: the environment wins.
 *
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
function withDotEnv(node) {
  const file = join(ROOT, '.env')
  if (!existsSync(file)) return process.env
  const print = 'process.stdout.write(JSON.stringify(process.env))'
  return JSON.parse(execFileSync(node, [`--env-file=${file}`, '-e', print], { encoding: 'utf8' }))
}

/**
 * Help needs nothing but the packages, and an operator's own worker takes the place of set-up's.
 *
 * @param {import('./tasks.mjs').Task} task
 * @param {readonly string[]} args
 */
export function needsOf({ needs }, args) {
  if (args.includes('--help')) return needs.filter((need) => need === 'packages')
  const ownWorker = args.some((arg) => /^--mediasoup-worker(=|$)/.test(arg))
  return ownWorker ? needs.filter((need) => need !== 'worker') : needs
}
