import type { IncomingMessage, ServerResponse } from 'node:http'
import type { MediaNode } from '../media-node.ts'
import type { ControlMetrics } from './control-metrics.ts'

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  node: MediaNode
  metrics: ControlMetrics
}

/** `/healthz` for who restarts the process, `/metrics` for Prometheus, nothing else. */
export async function handleHttp({ request, response, node, metrics }: Exchange): Promise<void> {
  if (request.method !== 'GET') return answer(response, 405, 'only GET\n')
  switch (request.url) {
    case '/healthz':
      return node.stats().workers.length > 0
        ? answer(response, 200, 'ok\n')
        : answer(response, 503, 'no worker is alive\n')
    case '/metrics': {
      const text = await metrics.registry.metrics()
      return answer(response, 200, text, metrics.registry.contentType)
    }
    default:
      return answer(response, 404, 'not found\n')
  }
}

function answer(response: ServerResponse, status: number, body: string, type = 'text/plain'): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body)
}
