import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const SIGNALING = fileURLToPath(new URL('../../signaling/src/main.ts', import.meta.url))

function run(script: string, env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, PORT: '0', VISAVIS_RTC_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** A start that fails: what it said, and nothing on standard output. */
async function failedStart(script: string, env: Record<string, string>): Promise<string> {
  const child = run(script, env)
  if (!child.stdout || !child.stderr) throw new Error('The process has no output')
  const said = [text(child.stdout), text(child.stderr)]
  const [code] = await once(child, 'exit')
  const [stdout, stderr] = await Promise.all(said)
  expect(code).toBe(1)
  expect(stdout).toBe('')
  return stderr ?? ''
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-main-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('a port in use: one line with the port and what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' ? String(address?.port) : ''
  const env = { PORT: port, VISAVIS_DATA_DIR: await temporaryFolder() }
  const said = await failedStart(MAIN, env)
  expect(said).toMatch(new RegExp(`^Port ${port} is in use .*PORT[^\n]*\n$`))
})

test.each<[string, Record<string, string>, RegExp]>([
  ['an unknown setting', { VISAVIS_ROCKETS: '1' }, /^VISAVIS_ROCKETS is not a known setting.*\n$/],
  ['a value that is none', { VISAVIS_WORKERS: 'many' }, /^VISAVIS_WORKERS is "many".*\n$/],
  [
    'a media worker that is missing',
    { VISAVIS_MEDIASOUP_WORKER: '/nowhere/mediasoup-worker' },
    /^[^\n]*\/nowhere\/mediasoup-worker[^\n]*\n$/,
  ],
])('%s: one line', async (_name, env, line) => {
  expect(await failedStart(MAIN, { VISAVIS_DATA_DIR: await temporaryFolder(), ...env })).toMatch(
    line,
  )
})

test('signaling alone without a media node: one line', async () => {
  const said = await failedStart(SIGNALING, { VISAVIS_DATA_DIR: await temporaryFolder() })
  expect(said).toMatch(/^VISAVIS_SFU_URL is needed[^\n]*\n$/)
})

test('says ready on a line of its own, keeps others off its data, ends on SIGTERM within seconds', async () => {
  const dataDir = await temporaryFolder()
  const child = run(MAIN, { VISAVIS_DATA_DIR: dataDir })
  if (!child.stdout) throw new Error('The process has no output')
  const died = once(child, 'exit').then(([code]) => Promise.reject(new Error(`exit ${code}`)))
  const [first] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), died])
  died.catch(() => {})
  expect(first).toMatch(/^ready http:\/\/localhost:\d+$/)
  const health = await fetch(`${String(first).slice('ready '.length)}/readyz`)
  expect(health.status).toBe(200)

  const said = await failedStart(MAIN, { VISAVIS_DATA_DIR: dataDir, VISAVIS_LOG_LEVEL: 'silent' })
  expect(said).toMatch(new RegExp(`^[^\n]* in use by process ${child.pid}[^\n]*\n$`))

  const before = performance.now()
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
  expect(performance.now() - before).toBeLessThan(5_000)
}, 90_000)
