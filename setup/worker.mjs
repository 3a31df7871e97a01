import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesBelow, hashContents } from './fingerprint.mjs'
import { withLock } from './lock.mjs'
import { ROOT } from './paths.mjs'
import { SetupError } from './setup-error.mjs'
import { ensureSystemPackages } from './system-packages.mjs'
import { buildWorker } from './worker-build.mjs'
import { downloadWorker } from './worker-download.mjs'

const VARIABLE = 'VISAVIS_MEDIASOUP_WORKER'
const NATIVE = join(ROOT, 'sfu/native')
const MEDIASOUP = join(ROOT, 'node_modules/mediasoup')
/** What the worker ends with when it is started by hand: it found its libraries and looked for its parent. */
const STARTED_BY_HAND = 41

/**
 * The mediasoup worker: the operator's own, mediasoup's prebuilt one, or one built here. The latter two
 * are kept in the cache, which all checkouts share.
 *
 * @param {import('./prepare.mjs').Environment} environment
 */
export async function ensureWorker({ node, env, cache }) {
  if (env[VARIABLE]) return checkGiven(env[VARIABLE])
  const folder = join(cache, workerKey())
  const binary = join(folder, 'mediasoup-worker')
  if (!runs(binary)) {
    await withLock(`${folder}.lock`, () => provide({ node, env, folder, binary }))
  }
  env[VARIABLE] = binary
}

/** @param {string} binary */
function checkGiven(binary) {
  if (runs(binary)) return
  throw new SetupError(
    `${VARIABLE} is ${binary}, which is not a mediasoup worker that runs here.`,
    {
      advice: `Unset ${VARIABLE} to let set-up provide one.`,
    },
  )
}

/**
 * @param {{ node: string, env: NodeJS.ProcessEnv, folder: string, binary: string }} options
 */
async function provide({ node, env, folder, binary }) {
  if (runs(binary)) return
  if (await downloadWorker({ node, env, folder, mediasoup: MEDIASOUP, runs })) return
  await ensureSystemPackages('compiler', env)
  // A cache from another machine may only have lacked the libraries that came with these packages.
  if (runs(binary)) return
  await buildWorker({ env, folder, native: NATIVE, mediasoup: MEDIASOUP })
  if (runs(binary)) return
  throw new SetupError(`The worker that was built at ${binary} does not run.`)
}

/**
 * Names what the binary depends on: mediasoup's version, the machine's kind, the release of its system
 * (whose libraries it is linked to), and the sources of the build.
 */
function workerKey() {
  const { version } = JSON.parse(readFileSync(join(MEDIASOUP, 'package.json'), 'utf8'))
  const sources = filesBelow(NATIVE).filter((file) => !/\.(md|ts)$/.test(file))
  const hash = hashContents(NATIVE, sources).slice(0, 12)
  return `worker-${version}-${process.arch}-${systemRelease()}-${hash}`
}

function systemRelease() {
  const file = '/etc/os-release'
  return existsSync(file) ? parseOsRelease(readFileSync(file, 'utf8')) : process.platform
}

/** @param {string} text */
export function parseOsRelease(text) {
  const fields = new Map(
    [...text.matchAll(/^([A-Z_]+)="?([^"\n]*)"?$/gm)].map(([, k, v]) => [k, v]),
  )
  return `${fields.get('ID') ?? 'linux'}${fields.get('VERSION_ID') ?? ''}`.replace(/[^\w.]/g, '')
}

/**
 * @param {string} binary
 * @returns {boolean}
 */
function runs(binary) {
  if (!existsSync(binary)) return false
  const { status } = spawnSync(binary, { env: {}, stdio: 'ignore', timeout: 5_000 })
  return status === STARTED_BY_HAND
}
