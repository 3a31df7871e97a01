import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeCertificate } from '../certificate.ts'
import type { ComposeFile } from './compose-file.ts'
import { claimNetwork } from './network.ts'
import { Places } from './places.ts'
import { ServiceProcess } from './service-process.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const CONFIG = join(ROOT, 'deploy/proxy/haproxy.cfg')
const SERVERS = ['signaling-1', 'signaling-2']
/** A request for it is read, and not answered. */
const LOST = '/lost'

const at = (number: number) => ({ networks: { inside: { ipv4_address: `172.28.7.${number}` } } })
const compose: ComposeFile = {
  services: {
    'signaling-1': at(31),
    'signaling-2': at(32),
    proxy: { ...at(71), volumes: ['./deploy/tls:/etc/visavis/tls:ro'] },
  },
}

const owned = new AsyncDisposableStack()
/** What came through the proxy. */
const seen: string[] = []
let host: string

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-proxy-'))
  owned.defer(() => rm(folder, { recursive: true, force: true }))
  const { prefix: network } = owned.use(await claimNetwork())
  const places = new Places({ compose, root: ROOT, folder, network })
  for (const name of SERVERS) await startServer(places.addressOf(name))
  host = places.addressOf('proxy')
  await startProxy(places)
})

afterAll(() => owned.disposeAsync())

beforeEach(() => {
  seen.length = 0
})

test.each([
  ...['/metrics', '/%6Detrics', '/%6detric%73', '/metrics?x=1', '/%6Detrics?x', '/METRICS'],
  ...['//metrics', '/%2Fmetrics', '/metrics/', '/metrics%2F', '/metrics#x', '/%6Detrics#x'],
  ...['/readyz', '/%72eadyz', '/readyz?x=%zz', '//readyz', 'http://localhost/%72eadyz'],
])('%s is refused from outside', async (path) => {
  expect([400, 404]).toContain(await statusOf('GET', path))
  expect(seen).toEqual([])
})

test.each(['/', '/healthz', '/v1/rooms?x=/metrics', '/metrics-of-a-shop', '/%c3%a4'])(
  '%s is passed on as it is',
  async (path) => {
    expect(await statusOf('GET', path)).toBe(200)
    expect(seen).toEqual([`GET ${path}`])
  },
)

test.each(['GET', 'HEAD'])('a %s that got no answer is tried elsewhere', async (method) => {
  expect(await statusOf(method, LOST)).toBe(502)
  expect(seen.length).toBeGreaterThan(1)
})

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
  'a %s that got no answer is not sent twice',
  async (method) => {
    expect(await statusOf(method, LOST)).toBe(502)
    expect(seen).toEqual([`${method} ${LOST}`])
  },
)

async function startServer(address: string): Promise<void> {
  const server = createServer(({ method, url, headers, socket }, response) => {
    // The proxy's own question whether the server is ready is nobody's.
    if (headers['x-forwarded-for'] !== undefined) seen.push(`${method} ${url}`)
    if (url === LOST) socket.destroy()
    else response.end()
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(3000, address, resolve)
  owned.defer(() => {
    server.close()
    server.closeAllConnections()
  })
  await promise
}

async function startProxy(places: Places): Promise<void> {
  const name = 'proxy'
  const folder = places.folderOf(name)
  const tls = join(folder, 'etc/visavis/tls')
  const { key, cert } = await makeCertificate(['localhost'])
  await mkdir(tls, { recursive: true })
  await writeFile(join(tls, 'visavis.pem'), cert)
  await writeFile(join(tls, 'visavis.pem.key'), key, { mode: 0o600 })
  const config = join(folder, 'haproxy.cfg')
  await writeFile(config, places.translate(name, await readFile(CONFIG, 'utf8')))
  owned.use(
    await ServiceProcess.start({
      name,
      command: ['haproxy', '-db', '-f', config],
      env: { PATH: `${process.env.PATH}:/usr/sbin` },
      cwd: folder,
      healthcheck: ['bash', '-c', `exec 3<>/dev/tcp/${places.addressOf(name)}/8404`],
    }),
  )
}

/** Of a path as it is written, which `fetch` would tidy up. */
function statusOf(method: string, path: string): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
  const asked = request({ host, port: 8080, method, path, agent: false })
  asked.setHeader('host', 'localhost')
  asked.once('error', reject).once('response', (response) => {
    response.resume()
    resolve(response.statusCode)
  })
  asked.end(['GET', 'HEAD'].includes(method) ? undefined : 'text')
  return promise
}
