import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { workerBin } from '../test/start-node.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

test('SFU-14: SIGTERM ends the process and its workers', async () => {
  const node = await start()
  const workers = await childrenOf(node.pid)
  expect(workers.length).toBeGreaterThanOrEqual(2)
  node.kill('SIGTERM')
  expect(await once(node, 'exit')).toEqual([0, null])
  await expect.poll(() => workers.filter(isAlive)).toEqual([])
})

test('SFU-14: Ctrl+C, which reaches the workers as well, ends all without an error', async () => {
  const node = await start({}, { detached: true })
  const workers = await childrenOf(node.pid)
  const stderr = textOf(node.stderr)
  if (!node.pid) throw new Error('the process was not started')
  process.kill(-node.pid, 'SIGINT')
  expect(await once(node, 'exit')).toEqual([0, null])
  const lines = (await stderr).trim().split('\n')
  expect(new Set(lines.map((line) => JSON.parse(line).level))).toEqual(new Set(['info']))
  await expect.poll(() => workers.filter(isAlive)).toEqual([])
})

test('SFU-14: workers do not outlive a killed process', async () => {
  const node = await start()
  const workers = await childrenOf(node.pid)
  node.kill('SIGKILL')
  await once(node, 'exit')
  await expect.poll(() => workers.filter(isAlive), { timeout: 5_000 }).toEqual([])
})

test.each([
  [{ VISAVIS_MEDIASOUP_WORKER: '/nowhere/worker' }, 'VISAVIS_MEDIASOUP_WORKER'],
  [{ VISAVIS_SFU_HOST: '0.0.0.0' }, 'VISAVIS_SFU_SECRET'],
  [{ VISAVIS_SFU_PROT: '1' }, 'VISAVIS_SFU_PORT'],
])('SFU-16: %o stops it with one line that says what to do', async (env, hint) => {
  const node = run(env)
  const [stderr, [code]] = await Promise.all([textOf(node.stderr), once(node, 'exit')])
  expect(code).toBe(1)
  expect(stderr).toContain(hint)
  expect(stderr).not.toContain('    at ')
})

async function start(env = {}, options = {}) {
  const node = run(env, options)
  for await (const text of node.stdout) {
    expect(String(text)).toMatch(/^ready ws:\/\/\S+\n$/)
    break
  }
  return node
}

function run(env: Record<string, string>, options: { detached?: boolean } = {}) {
  const worker = workerBin ? { VISAVIS_MEDIASOUP_WORKER: workerBin } : {}
  const argv = [main, '--rtc-port', '0', '--sfu-port', '0', '--workers', '2', '--log-level', 'info']
  return spawn(process.execPath, argv, {
    env: { PATH: process.env.PATH, ...worker, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  })
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  return text
}

async function childrenOf(pid: number | undefined): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.trim().split(' ').map(Number)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
