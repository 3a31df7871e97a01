import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { runStep } from './run-step.mjs'
import { SetupError } from './setup-error.mjs'

const BASE_URL = 'MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL'
const CONNECT_MS = 4_000
const DOWNLOAD_MS = 90_000

/**
 * Lets mediasoup's own install script fetch its prebuilt worker, and keeps it.
 *
 * @param {object} options
 * @param {string} options.node
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string} options.folder where to keep it
 * @param {string} options.mediasoup the package's folder
 * @param {(binary: string) => boolean} options.runs
 * @returns {Promise<boolean>} whether it is there now
 */
export async function downloadWorker({ node, env, folder, mediasoup, runs }) {
  const downloaded = join(mediasoup, 'worker/out/Release/mediasoup-worker')
  if (!existsSync(downloaded)) {
    if (!(await isReachable(sourceUrl(mediasoup, env)))) return false
    await runInstallScript({ node, env, mediasoup })
  }
  if (!runs(downloaded)) return false
  keep(downloaded, folder)
  return true
}

/**
 * @param {string} mediasoup
 * @param {NodeJS.ProcessEnv} env
 */
function sourceUrl(mediasoup, env) {
  const { repository } = JSON.parse(readFileSync(join(mediasoup, 'package.json'), 'utf8'))
  return new URL(env[BASE_URL] || String(repository.url).replace(/^git\+/, ''))
}

/**
 * The script itself would wait minutes on a network that answers nothing.
 *
 * @param {URL} url
 * @returns {Promise<boolean>}
 */
function isReachable({ hostname, port, protocol }) {
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname,
      port: Number(port) || (protocol === 'http:' ? 80 : 443),
    })
    /** @param {boolean} answer */
    const settle = (answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(CONNECT_MS, () => settle(false))
    socket.once('connect', () => settle(true))
    socket.once('error', () => settle(false))
  })
}

/**
 * When the download fails the script goes on to build with Python and sources from the internet. A
 * Python that refuses keeps it from that: the build here does without both.
 *
 * @param {{ node: string, env: NodeJS.ProcessEnv, mediasoup: string }} options
 */
async function runInstallScript({ node, env, mediasoup }) {
  try {
    await runStep({
      title: 'Fetching the prebuilt media worker',
      command: [node, 'npm-scripts.mjs', 'postinstall'],
      cwd: mediasoup,
      env: { ...env, PYTHON: 'false' },
      timeoutMs: DOWNLOAD_MS,
    })
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    process.stderr.write('The prebuilt media worker is not available; it is built here instead.\n')
  }
}

/**
 * @param {string} file
 * @param {string} folder
 */
function keep(file, folder) {
  mkdirSync(folder, { recursive: true })
  const target = join(folder, 'mediasoup-worker')
  const scratch = join(dirname(target), `.${process.pid}`)
  copyFileSync(file, scratch)
  chmodSync(scratch, 0o755)
  renameSync(scratch, target)
}
