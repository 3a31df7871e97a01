import { ForksPoolWorker, type PoolOptions } from 'vitest/node'
import { ENTER_NAMESPACE, whyNoNamespace } from './network-namespace.ts'

const NAME = 'namespaced-forks'

/**
 * A pool whose test files, with the servers and the browsers that they start, run in a network namespace. Where that
 * is not allowed they run outside of one, so that it is the tests that fail and say so.
 */
export const namespacePool = {
  name: NAME,
  createPoolWorker: (options: PoolOptions) => new NamespacedForks(options),
}

class NamespacedForks extends ForksPoolWorker {
  override readonly name = NAME

  override start(): Promise<void> {
    if (whyNoNamespace() !== undefined) return super.start()
    const node = process.execPath
    const [shell, ...args] = ENTER_NAMESPACE
    this.execArgv = [...args, node, ...this.execArgv]
    // What `fork` runs; it is called before this returns.
    process.execPath = shell
    try {
      return super.start()
    } finally {
      process.execPath = node
    }
  }
}
