import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePorts } from '../network/index.ts'

/** Where Debian puts it. */
const PROGRAM = '/usr/bin/turnserver'
const ADDRESS = '127.0.0.1'
const RELAY_PORTS = 20
const START_TIMEOUT_MS = 10_000

/** A TURN relay on loopback, and the settings with which Visavis uses it. */
export interface TurnServer extends AsyncDisposable {
  readonly env: Readonly<Record<'VISAVIS_TURN_URLS' | 'VISAVIS_TURN_SECRET', string>>
}

/** Starts coturn. `secret` is what it shares with those who give out credentials. */
export async function startTurnServer(secret = 'a relay of the tests'): Promise<TurnServer> {
  await using undo = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'visavis-turn-'))
  undo.defer(() => rm(folder, { recursive: true, force: true }))
  const [port = 0, ...relayPorts] = await freePorts(RELAY_PORTS + 1, [ADDRESS])
  const server = spawn(PROGRAM, flags({ folder, port, relayPorts, secret }), { stdio: 'ignore' })
  undo.defer(() => end(server))
  await untilListening(server, port)
  const url = `turn:${ADDRESS}:${port}`
  const owned = undo.move()
  return {
    env: {
      VISAVIS_TURN_URLS: `${url}?transport=udp,${url}?transport=tcp`,
      VISAVIS_TURN_SECRET: secret,
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return
  const exited = once(server, 'exit')
  server.kill('SIGKILL')
  await exited
}

interface TurnSettings {
  readonly folder: string
  readonly port: number
  readonly relayPorts: readonly number[]
  readonly secret: string
}

function flags({ folder, port, relayPorts, secret }: TurnSettings): string[] {
  return [
    '-n',
    '--no-cli',
    '--no-tls',
    '--no-dtls',
    '--log-file=stdout',
    `--pidfile=${join(folder, 'pid')}`,
    `--userdb=${join(folder, 'db')}`,
    '--realm=visavis',
    '--use-auth-secret',
    `--static-auth-secret=${secret}`,
    `--listening-ip=${ADDRESS}`,
    `--listening-port=${port}`,
    `--relay-ip=${ADDRESS}`,
    `--min-port=${Math.min(...relayPorts)}`,
    `--max-port=${Math.max(...relayPorts)}`,
    // The media node of a test is on this machine too.
    '--allow-loopback-peers',
  ]
}

/** It says nothing when it is ready: resolves when it takes a connection. */
async function untilListening(server: ChildProcess, port: number): Promise<void> {
  const ended = Promise.withResolvers<never>()
  const missing = (cause: Error) =>
    ended.reject(new Error('coturn is missing: apt-get install coturn', { cause }))
  server.once('error', missing)
  server.once('exit', (code) => ended.reject(new Error(`coturn ended with ${code}`)))
  const giveUpAt = performance.now() + START_TIMEOUT_MS
  while (!(await Promise.race([takesConnections(port), ended.promise]))) {
    if (performance.now() > giveUpAt) throw new Error('coturn does not listen')
    await delay(50)
  }
}

function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, ADDRESS)
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
  }).finally(() => socket.destroy())
}
