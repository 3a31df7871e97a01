import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConsentReceipt, ConsentRecord } from '@visavis/protocol'
import { CompactSign, type CryptoKey, importJWK } from 'jose'
import { type KnownKey, makeKey, readKey, writeFirstKey } from '../auth/token-key-file.ts'
import { makeFolder } from '../make-folder.ts'

/** What the outside needs to check a signature. */
export interface PublicJwk {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly kid: string
  readonly x: string
  readonly alg: 'EdDSA'
  readonly use: 'sig'
}

/** Signs what has to be checked years later. Unlike token keys it is neither replaced nor removed. */
export class SealKey {
  readonly #known: KnownKey

  /** Made at the first start, with mode 0600. */
  static async open(options: { readonly folder: string; readonly name: string }) {
    await makeFolder(options.folder)
    const path = join(options.folder, `${options.name}.jwk`)
    if (!(await exists(path))) await writeFirstKey(path, await makeKey(Date.now()))
    const known = await readKey(path)
    if (!known?.privateKey) throw new Error(`${path} cannot sign`)
    return new SealKey(known)
  }

  private constructor(known: KnownKey) {
    this.#known = known
  }

  get publicJwk(): PublicJwk {
    const { kty, crv, kid, x } = this.#known.file
    return { kty, crv, kid, x, alg: 'EdDSA', use: 'sig' }
  }

  /** To check what it signed. */
  async publicKey(): Promise<CryptoKey> {
    const { kty, crv, x } = this.publicJwk
    const key = await importJWK({ kty, crv, x }, 'EdDSA')
    if (key instanceof Uint8Array) throw new Error('The key is no public key')
    return key
  }

  /** A compact JWS of the value as JSON. */
  async sign(value: object, type: string): Promise<string> {
    const { privateKey, file } = this.#known
    if (!privateKey) throw new Error('The key cannot sign')
    return new CompactSign(new TextEncoder().encode(JSON.stringify(value)))
      .setProtectedHeader({ alg: 'EdDSA', typ: type, kid: file.kid })
      .sign(privateKey)
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

export async function signReceipt(key: SealKey, receipt: ConsentRecord): Promise<ConsentReceipt> {
  return { receipt, signed: await key.sign(receipt, 'consent-receipt+jws') }
}
