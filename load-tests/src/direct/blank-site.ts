import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const PAGE = '<!doctype html><meta charset="utf-8"><title>Direct connection</title><body></body>'

export interface BlankSite extends AsyncDisposable {
  readonly url: string
}

/** An empty page on loopback: cameras need an origin that the browser trusts. */
export async function startBlankSite(): Promise<BlankSite> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(PAGE)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
