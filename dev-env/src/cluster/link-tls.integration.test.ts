import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { issueLinkTls, makeAuthority } from '@visavis/sfu/testing'
import { expect, onTestFinished, test } from 'vitest'
import { type Cluster, startCluster } from './start-cluster.ts'

const NODES = ['sfu-1', 'sfu-2']
/** Prometheus asks every 15 seconds. */
const PATIENT = { timeout: 40_000, interval: 500 }

test('the services with TLS between signaling and media nodes', async () => {
  // Each service starts once those before it are healthy: signaling when it has reached media nodes.
  await using cluster = await startCluster({
    without: ['recorder', 'store', 'store-setup', 'grafana'],
    variables: { LINK_TLS_DIR: await linkFolder() },
  })
  for (const name of NODES) {
    const url = `https://${cluster.addressOf(name)}:3900/healthz`
    expect(await statusOf(url)).toBe(200)
  }
  const up = NODES.map((name) => [`${cluster.addressOf(name)}:3900`, '1'])
  await expect.poll(() => nodesThatAreUp(cluster), PATIENT).toEqual(up)
}, 120_000)

/** With a certificate for media nodes in any network that a cluster may have. */
async function linkFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-link-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const networks = Array.from({ length: 100 }, (_, number) => `127.28.${number}`)
  const addresses = networks.flatMap((network) => [`${network}.21`, `${network}.22`])
  const { cert, key, ca } = await issueLinkTls(await makeAuthority('ours'), addresses)
  await writeFile(join(folder, 'link.pem'), cert)
  await writeFile(join(folder, 'link.pem.key'), key, { mode: 0o600 })
  await writeFile(join(folder, 'ca.pem'), ca)
  return folder
}

/** Whoever signed the certificate. */
function statusOf(url: string): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
  const asked = get(url, { rejectUnauthorized: false, agent: false })
  asked.once('error', reject).once('response', (response) => {
    response.resume()
    resolve(response.statusCode)
  })
  return promise
}

async function nodesThatAreUp(cluster: Cluster): Promise<unknown> {
  const query = encodeURIComponent('sort_desc(up{job="sfu"})')
  const url = `http://${cluster.addressOf('prometheus')}:9090/api/v1/query?query=${query}`
  const { data } = await (await fetch(url)).json()
  const results: { metric: { instance: string }; value: [number, string] }[] = data.result
  return results.map(({ metric, value }) => [metric.instance, value[1]]).sort()
}
