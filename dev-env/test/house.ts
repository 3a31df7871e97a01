import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { namespaceAddress } from '@visavis/load-tests/browser'
import { type DemoProcess, startDemoProcess } from '@visavis/load-tests/demo'
import type { CookieData } from 'puppeteer'
import { startDemo } from '../src/index.ts'
import { cookiesOf } from './http-fixture.ts'

/** The running product, and what opens its desk. */
export interface House extends AsyncDisposable {
  readonly origin: string
  readonly deskCookies: readonly CookieData[]
}

/** As `npm start` runs it, for the browsers of this machine. */
export async function openHouse(): Promise<House> {
  return houseOf(await startDemoProcess())
}

export function houseOf({ origin, close }: DemoProcess): House {
  return { origin, deskCookies: [], [Symbol.asyncDispose]: close }
}

/** At an address that other machines could reach: over HTTPS, its desk opened by the one-time link. */
export async function openReachableHouse(): Promise<House> {
  await using undo = new AsyncDisposableStack()
  const env = { VISAVIS_HOST: namespaceAddress(), VISAVIS_HTTPS: 'true', VISAVIS_WORKERS: '1' }
  const demo = undo.use(await startDemo({ env }))
  await trust(join(demo.signaling.context.settings.dataDir, 'keys/tls-cert.pem'))
  const deskCookies = await useInvite(demo.url, demo.invite ?? '')
  const owned = undo.move()
  return { origin: demo.url, deskCookies, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** This process's own requests; browsers are told to accept any certificate. */
async function trust(certificate: string): Promise<void> {
  setDefaultCACertificates([...getCACertificates(), await readFile(certificate, 'utf8')])
}

async function useInvite(origin: string, invite: string): Promise<CookieData[]> {
  const response = await fetch(`${origin}/demo/desk-session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ invite }),
  })
  if (!response.ok) throw new Error(`The desk did not open: ${response.status}`)
  const [name = '', value = ''] = cookiesOf(response).split('=')
  const { hostname: domain } = new URL(origin)
  return [{ name, value, domain, path: '/demo', secure: true, httpOnly: true, sameSite: 'Strict' }]
}
