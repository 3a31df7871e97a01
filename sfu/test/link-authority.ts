import type { LinkTls } from '@visavis/sfu-client'
import { generate } from 'selfsigned'

type Pair = Pick<LinkTls, 'key' | 'cert'>

/** What signs the certificates of control links. */
export async function makeAuthority(name: string): Promise<Pair> {
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

/** For a process that is found at these addresses. */
export async function issueLinkTls(
  ca: Pair,
  addresses: readonly string[] = ['127.0.0.1'],
): Promise<LinkTls> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'a process' }], {
    ca,
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames: addresses.map((ip) => ({ type: 7 as const, ip })) },
    ],
  })
  return { key, cert, ca: ca.cert }
}
