import { serveControl } from '../src/control/control-server.ts'
import type { MediaNode, MediaNodeOptions } from '../src/media-node.ts'
import { type Relay, startRelay } from './relay.ts'
import { silent, startNode } from './start-node.ts'

const secret = 'a secret of the test'

export interface LinkedNode {
  readonly node: MediaNode
  /** Where the other node finds it, by way of the relay. */
  readonly address: { readonly node: string; readonly url: string }
  readonly relay: Relay
}

export interface TwoNodes extends AsyncDisposable {
  readonly one: LinkedNode
  readonly other: LinkedNode
}

/** Two media nodes with control sockets, which can be cut off from each other. */
export async function startTwoNodes(options: Partial<MediaNodeOptions> = {}): Promise<TwoNodes> {
  await using stack = new AsyncDisposableStack()
  const start = async (name: string): Promise<LinkedNode> => {
    const node = stack.use(await startNode({ ...options, node: name, secret }))
    const on = { host: '127.0.0.1', port: 0, orphanMs: 200, logger: silent }
    const { port } = stack.use(await serveControl({ node, secret, ...on }))
    const relay = stack.use(await startRelay(port))
    return { node, relay, address: { node: name, url: `ws://127.0.0.1:${relay.port}` } }
  }
  const [one, other] = [await start('one'), await start('other')]
  const owned = stack.move()
  return { one, other, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
