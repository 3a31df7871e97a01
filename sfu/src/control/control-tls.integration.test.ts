import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { callLink, type LinkTls, readLinkTls, SfuClient } from '@visavis/sfu-client'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import WebSocket from 'ws'
import { issueLinkTls, makeAuthority } from '../../test/link-authority.ts'
import { silent, startNode } from '../../test/start-node.ts'
import type { MediaNode } from '../media-node.ts'
import { type ControlServer, serveControl } from './control-server.ts'

const HEALTHCHECK = fileURLToPath(new URL('../../../deploy/healthcheck.mjs', import.meta.url))

let node: MediaNode
let server: ControlServer
let tls: LinkTls

beforeAll(async () => {
  tls = await issueLinkTls(await makeAuthority('ours'))
  node = await startNode()
  server = await serveControl({ node, host: '127.0.0.1', port: 0, tls, logger: silent })
})

afterAll(async () => {
  await server.close()
  await node.close()
})

test('SFU-11: links over TLS, both ends with certificates of one authority', async () => {
  expect(server.url).toMatch(/^wss:/)
  await using link = await connect(tls)
  expect(await callLink(link, 'node.describe', {})).toMatchObject({ node: node.name })
})

test('SFU-11: refuses who comes without a certificate, or with one of another authority', async () => {
  const others = await issueLinkTls(await makeAuthority('others'))
  for (const given of [{}, { cert: others.cert, key: others.key }]) {
    const socket = new WebSocket(server.url, { ...given, ca: tls.ca })
    const [error] = await once(socket, 'error')
    expect(String(error)).toContain('Unexpected server response: 401')
  }
})

test('does not speak to a node whose certificate is of another authority', async () => {
  const { cert: ca } = await makeAuthority('others')
  await expect(connect({ ...tls, ca })).rejects.toMatchObject({ code: 'media-unavailable' })
})

test('certificates are read from the files of the settings', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-tls-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = (name: string) => join(folder, name)
  for (const name of ['cert', 'key', 'ca'] as const) await writeFile(file(name), tls[name])
  const files = { sfuTlsCert: file('cert'), sfuTlsKey: file('key'), sfuTlsCa: file('ca') }
  expect(await readLinkTls(files)).toEqual(tls)
  expect(await readLinkTls({ ...files, sfuTlsCa: null })).toBeUndefined()
})

test('health and figures ask for no certificate', async () => {
  for (const path of ['/healthz', '/metrics']) {
    const asked = get(new URL(path, server.url.replace('wss:', 'https:')), { ca: tls.ca })
    const [response] = await once(asked, 'response')
    expect(response.statusCode).toBe(200)
    response.resume()
  }
})

test('the health check of the image follows the settings, whatever the certificate’s names', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-tls-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const [ours, others] = [join(folder, 'ours'), join(folder, 'others')]
  await writeFile(ours, tls.ca)
  await writeFile(others, (await makeAuthority('others')).cert)
  const address = `http://localhost:${server.port}/healthz`
  expect(await healthcheck([address, '--link-tls'], { VISAVIS_SFU_TLS_CA: ours })).toBe(0)
  expect(await healthcheck([address, '--link-tls'], { VISAVIS_SFU_TLS_CA: others })).toBe(1)
  // Signaling has the same variables, and serves no TLS itself.
  await using plain = await serveControl({ node, host: '127.0.0.1', port: 0, logger: silent })
  const plainAddress = plain.url.replace('ws:', 'http:')
  expect(await healthcheck([`${plainAddress}/healthz`], { VISAVIS_SFU_TLS_CA: ours })).toBe(0)
  expect(await healthcheck([`${plainAddress}/healthz`, '--link-tls'], {})).toBe(0)
  const unset = { VISAVIS_SFU_TLS_CA: '' }
  expect(await healthcheck([`${plainAddress}/nothing`, '--link-tls'], unset)).toBe(1)
})

/** The code that it ends with. */
async function healthcheck(args: readonly string[], env: NodeJS.ProcessEnv): Promise<unknown> {
  const child = spawn(process.execPath, [HEALTHCHECK, ...args], { env, stdio: 'ignore' })
  const [code] = await once(child, 'exit')
  return code
}

function connect(tls: LinkTls): Promise<SfuClient> {
  return SfuClient.connect({ url: server.url, isHasty: true, logger: silent, tls })
}
