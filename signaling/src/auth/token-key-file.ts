import { readFile } from 'node:fs/promises'
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { makePrivateFile, replacePrivateFile } from '../private-file.ts'

/** `token-<kid>.jwk` */
export const KEY_FILE_NAME = /^token-[A-Za-z0-9_-]{43}\.jwk$/

const KeyFile = Type.Object({
  kty: Type.Literal('OKP'),
  crv: Type.Literal('Ed25519'),
  kid: Type.String(),
  x: Type.String(),
  /** Absent once the key only verifies. */
  d: Type.Optional(Type.String()),
  /** Unix time in milliseconds. */
  createdAt: Type.Integer(),
  retiredAt: Type.Optional(Type.Integer()),
})
export type KeyFile = Type.Static<typeof KeyFile>
const keyFile = Compile(KeyFile)

export interface KnownKey {
  readonly file: KeyFile
  readonly publicKey: CryptoKey
  readonly privateKey: CryptoKey | undefined
}

/** A new pair, not yet in a file. */
export async function makeKey(createdAt: number): Promise<KeyFile> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const jwk = await exportJWK(privateKey)
  return { ...asOkp(jwk), kid: await calculateJwkThumbprint(jwk), createdAt }
}

/** In the place of what is there. */
export function writeKey(path: string, file: KeyFile): Promise<void> {
  return replacePrivateFile(path, textOf(file))
}

/** Unless another process was faster: then its key stays. */
export function writeFirstKey(path: string, file: KeyFile): Promise<void> {
  return makePrivateFile(path, textOf(file))
}

function textOf(file: KeyFile): string {
  return `${JSON.stringify(file)}\n`
}

function asOkp({ x, d }: JWK): Pick<KeyFile, 'kty' | 'crv' | 'x' | 'd'> {
  if (!x || !d) throw new Error('The new key has no coordinates')
  return { kty: 'OKP', crv: 'Ed25519', x, d }
}

/** `undefined` when another process removed the file meanwhile. */
export async function readKey(path: string): Promise<KnownKey | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const file = parseKey(path, text)
  const { kty, crv, x, d } = file
  const publicKey = await importKey({ kty, crv, x })
  return { file, publicKey, privateKey: d ? await importKey({ kty, crv, x, d }) : undefined }
}

function parseKey(path: string, text: string): KeyFile {
  const value: unknown = JSON.parse(text)
  if (!keyFile.Check(value)) throw new Error(`${path} is not a token key`)
  return value
}

async function importKey(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, 'EdDSA')
  if (key instanceof Uint8Array) throw new Error('Not an asymmetric key')
  return key
}
