import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { callLink, type LinkTls, readLinkTls, SfuClient } from '@visavis/sfu-client'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import WebSocket from 'ws'
import { silent, startNode } from '../../test/start-node.ts'
import type { MediaNode } from '../media-node.ts'
import { type ControlServer, serveControl } from './control-server.ts'

type Pair = Pick<LinkTls, 'key' | 'cert'>

let node: MediaNode
let server: ControlServer
let tls: LinkTls

beforeAll(async () => {
  tls = await issue(await makeAuthority('ours'))
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
  const others = await issue(await makeAuthority('others'))
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

function connect(tls: LinkTls): Promise<SfuClient> {
  return SfuClient.connect({ url: server.url, isHasty: true, logger: silent, tls })
}

async function makeAuthority(name: string): Promise<Pair> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  })
  return { key, cert }
}

async function issue(ca: Pair): Promise<LinkTls> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'a process' }], {
    ca,
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  })
  return { key, cert, ca: ca.cert }
}
