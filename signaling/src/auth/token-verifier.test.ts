import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ErrorCode, type TenantId, VisavisError } from '@visavis/protocol'
import { decodeJwt, decodeProtectedHeader, exportJWK, type JWTPayload, SignJWT } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { TokenIssuer } from './token-issuer.ts'
import { TokenKeys } from './token-keys.ts'
import { TokenVerifier } from './token-verifier.ts'

const acme = 'acme' as TenantId
const shopper = { identity: 'customer-17', role: 'shopper' } as const

async function authority() {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-tokens-'))
  const keys = await TokenKeys.open({ folder })
  onTestFinished(async () => {
    keys.close()
    await rm(folder, { recursive: true, force: true })
  })
  return { keys, issuer: new TokenIssuer({ keys }), verifier: new TokenVerifier({ keys }) }
}

type Authority = Awaited<ReturnType<typeof authority>>

/** A token like the issuer's, with some claims changed; `undefined` takes one away. */
async function forge({ keys, issuer }: Authority, claims: JWTPayload, kid?: string) {
  const { token } = await issuer.issue(acme, shopper)
  return new SignJWT({ ...decodeJwt(token), ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: kid ?? keys.signing.kid })
    .sign(keys.signing.key)
}

async function expectRefused(verifier: TokenVerifier, token: string, code: ErrorCode) {
  const error = await verifier.verify(token).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(VisavisError)
  expect(error).toMatchObject({ code })
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

test('a token carries who it is for and the grants of the role', async () => {
  const { issuer, verifier } = await authority()
  const { token, expiresAt } = await issuer.issue(acme, { ...shopper, locale: 'de' })
  const claims = await verifier.verify(token)
  expect(claims).toMatchObject({
    sub: 'customer-17',
    tenant: 'acme',
    role: 'shopper',
    locale: 'de',
  })
  expect(claims.grants).toMatchObject({ roomJoin: true, guidanceRequest: true })
  expect(claims.exp * 1_000).toBe(expiresAt)
  expect(claims.exp - claims.iat).toBe(600)
  expect(Buffer.from(claims.jti, 'base64url')).toHaveLength(16)
})

test('named grants go beyond and below those of the role', async () => {
  const { issuer, verifier } = await authority()
  const grants = { canPublish: false, guidanceServe: true }
  const { token } = await issuer.issue(acme, { ...shopper, grants })
  expect((await verifier.verify(token)).grants).toMatchObject({ ...grants, canSubscribe: true })
})

test('SES-2: a token names its algorithm and key', async () => {
  const { issuer, keys } = await authority()
  const { token } = await issuer.issue(acme, shopper)
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: keys.signing.kid })
})

test('refuses alg none', async () => {
  const { issuer, verifier } = await authority()
  const [, payload] = (await issuer.issue(acme, shopper)).token.split('.')
  await expectRefused(verifier, `${encode({ alg: 'none' })}.${payload}.`, 'token-invalid')
})

test('refuses HS256 signed with the public key', async () => {
  const { issuer, keys, verifier } = await authority()
  const [, payload] = (await issuer.issue(acme, shopper)).token.split('.')
  const publicKey = await keys.verifying(keys.signing.kid)
  if (!publicKey) throw new Error('The key is gone')
  const { x = '' } = await exportJWK(publicKey)
  const body = `${encode({ alg: 'HS256', kid: keys.signing.kid })}.${payload}`
  const signature = createHmac('sha256', Buffer.from(x, 'base64url')).update(body)
  await expectRefused(verifier, `${body}.${signature.digest('base64url')}`, 'token-invalid')
})

test('refuses a key that nobody here made', async () => {
  const mine = await authority()
  const { issuer } = await authority()
  await expectRefused(mine.verifier, (await issuer.issue(acme, shopper)).token, 'token-invalid')
})

test('refuses the key id of another key', async () => {
  const mine = await authority()
  const other = await authority()
  const token = await forge(other, {}, mine.keys.signing.kid)
  await expectRefused(mine.verifier, token, 'token-invalid')
})

test('refuses a tampered payload', async () => {
  const { issuer, verifier } = await authority()
  const { token } = await issuer.issue(acme, shopper)
  const [header, , signature] = token.split('.')
  const payload = encode({ ...decodeJwt(token), role: 'advisor' })
  await expectRefused(verifier, `${header}.${payload}.${signature}`, 'token-invalid')
})

const now = () => Math.floor(Date.now() / 1_000)

test.each<[string, () => JWTPayload, ErrorCode]>([
  ['another audience', () => ({ aud: 'elsewhere' }), 'token-invalid'],
  ['another issuer', () => ({ iss: 'elsewhere' }), 'token-invalid'],
  ['no expiry', () => ({ exp: undefined }) as unknown as JWTPayload, 'token-invalid'],
  ['an expiry in the past', () => ({ iat: now() - 60, exp: now() - 10 }), 'token-expired'],
  ['a start in the future', () => ({ nbf: now() + 60 }), 'token-invalid'],
  ['an issue in the future', () => ({ iat: now() + 60, exp: now() + 120 }), 'token-invalid'],
  ['a life of more than 10 minutes', () => ({ exp: now() + 700 }), 'token-invalid'],
  ['an unknown role', () => ({ role: 'owner' }), 'token-invalid'],
  ['an unknown grant', () => ({ grants: { everything: true } }), 'token-invalid'],
  ['no tenant', () => ({ tenant: undefined }), 'token-invalid'],
])('refuses %s', async (_name, claims, code) => {
  const mine = await authority()
  await expectRefused(mine.verifier, await forge(mine, claims()), code)
})

test('forgives clocks that differ by a few seconds', async () => {
  const mine = await authority()
  const claims = { iat: now() + 3, exp: now() + 300 }
  await expect(mine.verifier.verify(await forge(mine, claims))).resolves.toMatchObject(claims)
})

test.each(['', 'x', 'a.b.c', 'a'.repeat(8_192)])('refuses what is no token', async (text) => {
  const { verifier } = await authority()
  await expectRefused(verifier, text, 'token-invalid')
})
