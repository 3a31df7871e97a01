import { fileURLToPath } from 'node:url'
import { freePort } from '@visavis/cluster/test/free-port'
import { ServerProcess } from '@visavis/cluster/test/server-process'
import { type Relay, startRelay } from '@visavis/sfu/testing'

const MAIN = fileURLToPath(new URL('../../../sfu/src/main.ts', import.meta.url))

/** A media node with one worker. Its control socket goes through a relay; it comes back on the same port. */
export class MediaMember {
  readonly relay: Relay
  readonly process: ServerProcess
  readonly #port: number

  static async start(env: NodeJS.ProcessEnv, owned: AsyncDisposableStack): Promise<MediaMember> {
    const port = await freePort()
    const relay = owned.use(await startRelay(port))
    const member = new MediaMember(env, port, relay)
    owned.defer(() => member.process.kill())
    await member.process.start()
    return member
  }

  private constructor(env: NodeJS.ProcessEnv, port: number, relay: Relay) {
    this.#port = port
    this.relay = relay
    this.process = new ServerProcess({
      program: process.execPath,
      args: [MAIN, '--rtc-port', '0', '--workers', '1', '--sfu-port', String(port)],
      readyWhen: 'ready ws',
      advice: 'Node',
      env: { ...env, VISAVIS_SFU_ANNOUNCED_URL: `ws://127.0.0.1:${relay.port}` },
    })
  }

  /** By the name of its metric, without what all of them begin with. */
  async figure(name: string): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${this.#port}/metrics`)
    const pattern = new RegExp(`^visavis_sfu_${name}(?:\\{[^}]*\\})? (\\d+)`, 'm')
    return Number(pattern.exec(await response.text())?.[1])
  }
}
