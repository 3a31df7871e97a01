import { newId, type TenantId } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { SocketClient } from '../test/socket-client.ts'
import { startSignaling } from '../test/start-signaling.ts'
import { createLogger } from './logger.ts'

const CANARIES = {
  name: 'Wilhelmina Canary',
  phone: '+49 30 5550199',
  email: 'wilhelmina@canary.example',
  address: '203.0.113.199',
  text: 'my card is 4111-canary',
}
const acme = 'acme' as TenantId

test('nothing that is personal or secret is ever logged, at any level', async () => {
  const lines: string[] = []
  const stream = { write: (line: string) => void lines.push(line) }
  const logger = createLogger({ level: 'trace', stream })
  const secrets: string[] = Object.values(CANARIES)
  {
    await using server = await startSignaling({ logger })
    const key = await server.apiKey('acme')
    const { issuer } = server.signaling.context
    const token = async (role: 'shopper' | 'advisor') => {
      const { name, phone: badge, email: identity } = CANARIES
      const issued = await issuer.issue(acme, { identity, role, name, badge })
      secrets.push(issued.token)
      return issued.token
    }
    secrets.push(key)
    await httpTraffic(server.url, key, await token('shopper'))
    await socketTraffic(server.url, token)
  }
  expect(lines.length).toBeGreaterThan(10)
  const log = lines.join('')
  for (const secret of secrets) expect(log).not.toContain(secret)
})

/** Good and bad requests with canaries wherever there is a place for one. */
async function httpTraffic(url: string, key: string, token: string): Promise<void> {
  const { name, phone, email, address, text } = CANARIES
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'x-forwarded-for': address,
    'user-agent': name,
    cookie: `session=${text}`,
    referer: `https://shop.example/?token=${token}`,
  }
  const send = (path: string, body?: string, method = 'POST') =>
    fetch(`${url}${path}`, { method, headers, ...(body !== undefined && { body }) })
  const person = { identity: email, name, badge: phone, role: 'advisor' }
  await send('/v1/tokens', JSON.stringify(person))
  await send('/v1/tokens', JSON.stringify({ ...person, role: name }))
  await send('/v1/tokens', `${name} ${token}`)
  await send(`/v1/rooms/${encodeURIComponent(email)}?token=${token}&name=${name}`, undefined, 'GET')
  await send(`/${encodeURIComponent(name)}/${token}`, undefined, 'GET')
  const report = { 'csp-report': { 'effective-directive': name, 'document-uri': email } }
  headers['content-type'] = 'application/csp-report'
  await send('/v1/csp-reports', JSON.stringify(report))
}

async function socketTraffic(
  url: string,
  token: (role: 'shopper' | 'advisor') => Promise<string>,
): Promise<void> {
  const { name, text, address } = CANARIES
  const socketUrl = `${url.replace('http', 'ws')}/v1/socket?token=${await token('shopper')}`
  const headers = { 'x-forwarded-for': address, 'user-agent': name }
  using shopper = await SocketClient.connect(socketUrl, { headers })
  await shopper.open(await token('shopper'))
  await shopper.request('guidance.request', {})
  await shopper.request('message.post', { message: newId('message'), text })
  await shopper.refusal(shopper.raw(name, { text }))
  await shopper.refusal(shopper.raw('message.post', { message: text }))
  using stranger = await SocketClient.connect(socketUrl, { headers })
  const forged = `${(await token('advisor')).slice(0, -4)}AAAA`
  await stranger.refusal(stranger.open(forged))
  stranger.ws.send(`{"name": "${name}", ${text}`)
  await shopper.request('session.close', {})
}
