import type { Registry } from '@visavis/cluster'
import { MEDIA_NODES, type MediaNodeRecord } from '@visavis/protocol'
import type { MediaNode } from './media-node.ts'

export interface RegisterNodeOptions {
  readonly registry: Registry
  readonly node: MediaNode
  /** Of its control socket, as signaling and other nodes reach it. */
  readonly url: string
  readonly region: string | undefined
}

export interface NodeRegistration extends AsyncDisposable {
  /** Says at once that the node lives: somebody's link to it went down. */
  renew(): void
}

/** Makes a node known to the cluster, and whether it takes more. Ends before the node does. */
export function registerNode(options: RegisterNodeOptions): NodeRegistration {
  const { registry, node, url, region } = options
  let { admission } = node.stats()
  const record = (): MediaNodeRecord => ({ url, admission, ...(region && { region }) })
  const lease = registry.hold(MEDIA_NODES, node.name, record())
  const stop = node.onNotice((event) => {
    if (event.notice !== 'node.status' || event.params.admission === admission) return
    admission = node.stats().admission
    lease.update(record())
  })
  return {
    renew: () => lease.update(record()),
    async [Symbol.asyncDispose]() {
      stop()
      await lease.close()
    },
  }
}
