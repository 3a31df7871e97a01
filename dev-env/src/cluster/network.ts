import { once } from 'node:events'
import { createServer } from 'node:net'

const FIRST = 7
const LAST = 99
/** Nothing of the cluster listens there. */
const CLAIM_PORT = 28_007

export interface LoopbackNetwork extends AsyncDisposable {
  /** The first three numbers of its addresses. */
  readonly prefix: string
}

/** Addresses of this machine that no other cluster here has, as long as this process lives. */
export async function claimNetwork(): Promise<LoopbackNetwork> {
  for (let number = FIRST; number <= LAST; number++) {
    const prefix = `127.28.${number}`
    const claim = createServer().unref()
    try {
      claim.listen(CLAIM_PORT, `${prefix}.1`)
      await once(claim, 'listening')
      const release = async () => void claim.close()
      return { prefix, [Symbol.asyncDispose]: release }
    } catch {
      // Another cluster has it.
    }
  }
  throw new Error('No loopback network is free')
}
