import { fileURLToPath } from 'node:url'
import { freePort } from '@visavis/cluster/test/free-port'
import { ServerProcess } from '@visavis/cluster/test/server-process'

/** Signaling with the pages of the demo. */
const MAIN = fileURLToPath(new URL('../../../dev-env/src/main.ts', import.meta.url))

/** A signaling process that comes back on the same port. */
export class SignalingMember {
  readonly port: number
  readonly process: ServerProcess

  static async start(env: NodeJS.ProcessEnv, owned: AsyncDisposableStack) {
    const port = await freePort()
    const member = new SignalingMember(env, port)
    owned.defer(() => member.process.kill())
    await member.process.start()
    return member
  }

  /** Of its pages, past the balancer. */
  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  private constructor(env: NodeJS.ProcessEnv, port: number) {
    this.port = port
    this.process = new ServerProcess({
      program: process.execPath,
      args: [MAIN],
      readyWhen: 'ready http',
      advice: 'Node',
      env: { ...env, PORT: String(port) },
    })
  }
}
